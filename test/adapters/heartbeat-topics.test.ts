import { expect, test } from '@jest/globals';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { HeartbeatTopics } from '../../lambda/adapters/heartbeat-topics';
import { destinationKinds } from '../../lambda/config/environment';
import { deployed } from '../../lambda/engine/telling/routing';

const mocked = mockClient(SNSClient);
const topics = new HeartbeatTopics(
  () => Promise.resolve(new SNSClient()),
  destinationKinds.map((kind) => ({ name: `to-${kind}`, kind, arn: `arn:${kind}` })),
);

test('topics of every kind are told, and neither buses nor Security Hub', () => {
  expect(deployed(topics)).toEqual(['to-alerts', 'to-chat', 'to-queue']);
});

test('what they are told bears its mark and the destination, and is nothing that Amazon Q would show', async () => {
  mocked.on(PublishCommand).resolves({});
  await topics.publish('to-chat');
  const [call] = mocked.commandCalls(PublishCommand);
  const input = call?.args[0].input;
  expect(input).toMatchObject({
    TopicArn: 'arn:chat',
    MessageAttributes: { kind: { StringValue: 'heartbeat' }, destination: { StringValue: 'to-chat' } },
  });
  expect(() => JSON.parse(input?.Message ?? '') as unknown).toThrow();
});
