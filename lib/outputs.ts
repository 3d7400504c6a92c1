import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Detector } from './detector';

/** Where things are, for whoever deployed the stack. */
export function tellWhereThingsAre(stack: Stack, { detect, memory, deadLetters, topics }: Detector): void {
  const tell = (id: string, value: string) => new CfnOutput(stack, id, { value });
  tell('HomeRegion', stack.region);
  tell('FunctionName', detect.handler.functionName);
  tell('FunctionArn', detect.handler.functionArn);
  tell('TableName', memory.tableName);
  tell('DeadLettersUrl', deadLetters.queueUrl);
  tell('AlertTopicArn', topics.alerts.topicArn);
  const others = topics.all.filter(({ topic }) => topic !== topics.alerts);
  for (const [index, { topic }] of others.filter(({ kind }) => kind === 'chat').entries())
    tell(`SlackTopicArn${index + 1}`, topic.topicArn);
  for (const [index, { topic }] of others.filter(({ kind }) => kind === 'alerts').entries())
    tell(`OverrideTopicArn${index + 1}`, topic.topicArn);
}
