import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { version } from '../package.json';
import type { Detector } from './detector';

/** Where things are, for whoever deployed the stack. */
export function tellWhereThingsAre(stack: Stack, detector: Detector): void {
  const { detect, respond, reconcile, memory, deadLetters, destinations, guard } = detector;
  const tell = (id: string, value: string) => new CfnOutput(stack, id, { value });
  tell('Version', version);
  tell('HomeRegion', stack.region);
  tell('FunctionName', detect.handler.functionName);
  tell('FunctionArn', detect.handler.functionArn);
  tell('RespondFunctionArn', respond.handler.functionArn);
  tell('ReconcileFunctionArn', reconcile.handler.functionArn);
  tell('TableName', memory.tableName);
  tell('DeadLettersUrl', deadLetters.queueUrl);
  tell('AlertTopicArn', destinations.alerts.topicArn);
  tell('GuardTopicArn', guard.topic.topicArn);
  const each = (id: string, values: readonly string[]) => {
    for (const [index, value] of values.entries()) tell(`${id}${index + 1}`, value);
  };
  const beside = new Set(destinations.besides.flatMap((route) => route.destinations.map(({ name }) => name)));
  const others = destinations.all.filter(({ topic }) => topic !== undefined && topic !== destinations.alerts);
  const arns = (of: typeof others) => of.map(({ arn }) => arn);
  const mailed = others.filter(({ kind }) => kind === 'alerts');
  each('SlackTopicArn', arns(others.filter(({ kind }) => kind === 'chat')));
  each('OverrideTopicArn', arns(mailed.filter(({ name }) => !beside.has(name))));
  each('DestinationTopicArn', arns(mailed.filter(({ name }) => beside.has(name))));
  each(
    'QueueUrl',
    destinations.queues.map(({ queueUrl }) => queueUrl),
  );
  if (destinations.answers !== undefined) tell('AnswerQueueUrl', destinations.answers.queueUrl);
  each(
    'UndeliveredUrl',
    destinations.undelivered.map(({ queueUrl }) => queueUrl),
  );
}
