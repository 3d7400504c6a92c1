import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { respondFunction } from '../../lambda/engine/answers/request';
import { type Given, grantTelling, OwnFunction } from './own-function';

/** Adds the function that people talk to, by buttons in Slack and from the command line. It looks nothing up in IAM. */
export function addRespondFunction(scope: Construct, given: Given): OwnFunction {
  const respond = new OwnFunction(scope, 'Respond', {
    ...given,
    handler: 'respond',
    purpose: 'takes answers to alerts and announced changes',
    alarms: { meanwhile: 'buttons in Slack, ack and expect do nothing', isAsynchronous: false },
    memorySize: 256,
    functionName: respondFunction,
  });
  grantTelling(respond.role, given);
  const { answers } = given.destinations;
  if (answers !== undefined)
    respond.handler.addEventSource(new SqsEventSource(answers, { reportBatchItemFailures: true }));
  return respond;
}
