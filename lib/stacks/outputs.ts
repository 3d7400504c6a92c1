import { Aws, CfnMapping, CfnOutput, type Stack, Token } from 'aws-cdk-lib';
import { version } from '../../package.json';
import { consoles } from '../../lambda/alerts/console-links';
import { partitionOf } from '../../lambda/events/partition';
import { dashboardName } from '../alarms/dashboard';
import type { Detector } from '../detector';

/** Where things are, for whoever deployed the stack. */
export function tellWhereThingsAre(stack: Stack, detector: Detector): void {
  const { detect, respond, reconcile, posture, memory, deadLetters, destinations, guard } = detector;
  const tell = (id: string, value: string) => new CfnOutput(stack, id, { value });
  tell('Version', version);
  tell('HomeRegion', stack.region);
  tell('FunctionName', detect.handler.functionName);
  tell('FunctionArn', detect.handler.functionArn);
  tell('RespondFunctionArn', respond.handler.functionArn);
  tell('ReconcileFunctionArn', reconcile.handler.functionArn);
  if (posture !== undefined) tell('PostureFunctionArn', posture.handler.functionArn);
  tell('TableName', memory.tableName);
  tell('DeadLettersUrl', deadLetters.queueUrl);
  tell('AlertTopicArn', destinations.alerts.topicArn);
  tell('GuardTopicArn', guard.topic.topicArn);
  const { region } = stack;
  tell(
    'DashboardUrl',
    `https://${region}.${consoleOf(stack)}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`,
  );
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

/** A template is made for all partitions. */
function consoleOf(stack: Stack): string {
  if (!Token.isUnresolved(stack.region)) return consoles[partitionOf(stack.region)];
  const mapping = Object.fromEntries(Object.entries(consoles).map(([partition, host]) => [partition, { host }]));
  return new CfnMapping(stack, 'Consoles', { mapping }).findInMap(Aws.PARTITION, 'host');
}
