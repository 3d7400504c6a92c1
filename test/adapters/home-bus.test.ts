import { afterEach, expect, test } from '@jest/globals';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { EventBridgeHomeBus } from '../../lambda/adapters/home-bus';

const mocked = mockClient(EventBridgeClient);
const bus = new EventBridgeHomeBus(() => Promise.resolve(new EventBridgeClient()));
afterEach(() => {
  mocked.reset();
});

test('a rule is described with its state, its pattern and its targets', async () => {
  mocked.on(DescribeRuleCommand, { Name: 'one' }).resolves({ State: 'ENABLED', EventPattern: '{}' });
  mocked.on(ListTargetsByRuleCommand, { Rule: 'one' }).resolves({ Targets: [{ Id: '0', Arn: 'arn:one' }] });
  expect(await bus.rule('one')).toEqual({ state: 'ENABLED', pattern: '{}' });
  expect(await bus.targets('one')).toEqual(['arn:one']);
});

test('a rule that is not there is told from one that cannot be asked for', async () => {
  mocked.on(DescribeRuleCommand).rejectsOnce(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
  expect(await bus.rule('one')).toBeUndefined();
  mocked.on(DescribeRuleCommand).rejects(new Error('AccessDenied'));
  await expect(bus.rule('one')).rejects.toThrow('AccessDenied');
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
