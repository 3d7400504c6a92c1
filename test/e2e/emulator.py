"""Starts ministack, to end when standard input is closed, with one correction.

AWS keeps the request id when it retries an asynchronous invocation; ministack gives every attempt a new one.
"""

import contextvars
import os
import signal
import sys
import threading
import uuid

from ministack.app import main
from ministack.services import lambda_svc

kept_request_id = contextvars.ContextVar("kept_request_id", default=None)
invoke_asynchronously = lambda_svc.invoke_async_with_retry
dispatch = lambda_svc._execute_function_dispatch


def invoke_keeping_the_request_id(func, event):
    token = kept_request_id.set(str(uuid.uuid4()))
    try:
        invoke_asynchronously(func, event)
    finally:
        kept_request_id.reset(token)


def dispatch_with_kept_request_id(func, config, event, request_id, started):
    return dispatch(func, config, event, kept_request_id.get() or request_id, started)


def end_with_the_parent():
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_the_parent, daemon=True).start()
lambda_svc.invoke_async_with_retry = invoke_keeping_the_request_id
lambda_svc._execute_function_dispatch = dispatch_with_kept_request_id
main()
