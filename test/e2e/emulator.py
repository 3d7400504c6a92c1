"""Starts ministack, to end when standard input is closed, with two corrections.

AWS keeps the request id when it retries an asynchronous invocation; ministack gives every attempt a new one. In conditions
of templates, AWS knows the account and the region; ministack takes `Ref: AWS::Region` for that very text.
"""

import contextvars
import os
import signal
import sys
import threading
import uuid

from ministack.app import main
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc
from ministack.services.cloudformation import changesets, engine, handlers, stacks

kept_request_id = contextvars.ContextVar("kept_request_id", default=None)
invoke_asynchronously = lambda_svc.invoke_async_with_retry
dispatch = lambda_svc._execute_function_dispatch
evaluate_conditions = engine._evaluate_conditions


def invoke_keeping_the_request_id(func, event):
    token = kept_request_id.set(str(uuid.uuid4()))
    try:
        invoke_asynchronously(func, event)
    finally:
        kept_request_id.reset(token)


def dispatch_with_kept_request_id(func, config, event, request_id, started):
    return dispatch(func, config, event, kept_request_id.get() or request_id, started)


def evaluate_conditions_where_we_are(template, parameters):
    here = {"AWS::AccountId": get_account_id(), "AWS::Region": get_region()}
    return evaluate_conditions(template, parameters | {name: {"Value": value} for name, value in here.items()})


def end_with_the_parent():
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_the_parent, daemon=True).start()
lambda_svc.invoke_async_with_retry = invoke_keeping_the_request_id
lambda_svc._execute_function_dispatch = dispatch_with_kept_request_id
for module in (changesets, engine, handlers, stacks):
    module._evaluate_conditions = evaluate_conditions_where_we_are
main()
