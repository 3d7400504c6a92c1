import type { Role } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { respondFunction } from '../lambda/engine/request';
import { addFunction, type Given, grantTelling } from './own-function';

/** The function that people talk to, by buttons in Slack and from the command line. It looks nothing up in IAM. */
export class RespondFunction extends Construct {
  readonly handler: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id);
    const { handler, role } = addFunction(this, {
      ...given,
      handler: 'respond',
      purpose: 'takes answers to alerts and announced changes',
      alarms: { meanwhile: 'buttons in Slack, ack and expect do nothing', isAsynchronous: false, guard: given.guard },
      memorySize: 256,
      functionName: respondFunction,
    });
    grantTelling(role, given);
    const { answers } = given.destinations;
    if (answers !== undefined) handler.addEventSource(new SqsEventSource(answers, { reportBatchItemFailures: true }));
    this.handler = handler;
    this.role = role;
  }
}
