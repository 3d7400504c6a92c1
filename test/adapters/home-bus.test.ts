import { afterEach, expect, test } from '@jest/globals';
import {
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { EventBridgeHomeBus } from '../../lambda/adapters/home-bus';

const mocked = mockClient(EventBridgeClient);
const bus = new EventBridgeHomeBus(() => Promise.resolve(new EventBridgeClient()));
afterEach(() => {
  mocked.reset();
});

test('rules are listed with their state and pattern, and by what they hand over to, page by page', async () => {
  const second = { Name: 'two', State: 'DISABLED' as const };
  mocked.on(ListRulesCommand, { NamePrefix: 'mfa-watch-' }).resolves({
    Rules: [{ Name: 'one', State: 'ENABLED', EventPattern: '{}' }],
    NextToken: 'more',
  });
  mocked.on(ListRulesCommand, { NextToken: 'more' }).resolves({ Rules: [second] });
  mocked.on(ListRuleNamesByTargetCommand, { TargetArn: 'arn:one' }).resolves({ RuleNames: ['one'], NextToken: 'more' });
  mocked.on(ListRuleNamesByTargetCommand, { NextToken: 'more' }).resolves({ RuleNames: ['two'] });
  expect([...(await bus.rules())]).toEqual([
    ['one', { state: 'ENABLED', pattern: '{}' }],
    ['two', { state: 'DISABLED', pattern: undefined }],
  ]);
  expect([...(await bus.rulesTo('arn:one'))]).toEqual(['one', 'two']);
});

test('rules that cannot be asked for are no rules that are missing', async () => {
  mocked.on(ListRulesCommand).rejects(new Error('AccessDenied'));
  await expect(bus.rules()).rejects.toThrow('AccessDenied');
});

test('a heartbeat goes to the default bus under a name of its own, and what is not taken is an error', async () => {
  mocked.on(PutEventsCommand).resolvesOnce({ FailedEntryCount: 0, Entries: [{ EventId: 'x' }] });
  await bus.putHeartbeat({ eventID: 'one' });
  expect(mocked.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
    { Source: 'mfa-watch', DetailType: 'mfa-watch heartbeat', Detail: '{"eventID":"one"}' },
  ]);
  mocked.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
  await expect(bus.putHeartbeat({})).rejects.toThrow(/did not take the heartbeat: ThrottlingException/);
});
