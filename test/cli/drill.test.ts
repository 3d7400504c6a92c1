import { afterEach, describe, expect, test } from '@jest/globals';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { mfaWatch } from './captured-terminal';

const eventBridge = mockClient(EventBridgeClient);
afterEach(() => {
  eventBridge.reset();
});

describe('a drill', () => {
  test('puts one marked event on the default bus and says what should arrive', async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'x' }] });
    const { code, stdout } = await mfaWatch(['drill']);
    expect(code).toBe(0);
    expect(stdout).not.toContain('forwarder');
    expect(stdout).toMatch(/us-east-1: event [\da-f-]{36}\.[^]*\[DRILL\][^]*check in this order/);
    expect(stdout).toMatch(/"Confirm subscription".*\n.*npm start -- subscriptions confirm '<link>', not by a click/);
    const [call] = eventBridge.commandCalls(PutEventsCommand);
    const [entry] = call?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({ Source: 'mfa-watch', DetailType: 'mfa-watch drill' });
    expect(parseTrailEvent(JSON.parse(entry?.Detail ?? ''))).toMatchObject({
      event: {
        account: 'unknown',
        actor: {
          name: expect.stringMatching(/^mfa-watch-drill-intruder-[\da-f]{8}$/),
          credential: 'long-term-key',
          mfa: 'none',
          sourceIp: '198.51.100.7',
        },
        target: { type: 'IAMUser', name: expect.stringMatching(/^mfa-watch-drill-user-[\da-f]{8}$/) },
      },
    });
  });

  test("goes to the home region of the shell's partition, unless told otherwise", async () => {
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const env = { AWS_REGION: 'us-gov-east-1' };
    expect((await mfaWatch(['drill'], { env })).stdout).toContain('bus of us-gov-west-1');
    const told = await mfaWatch(['drill', '--region', 'eu-north-1', '--account', '111122223333'], { env });
    expect(told.stdout).toContain('bus of eu-north-1');
    expect(told.stdout).toContain("forwarder there hands it over to the function's region, us-east-1,");
    expect(told.stdout).toMatch(/1\. A drill without --region arrives\? .* stack mfa-watch-eu-north-1 is deployed/);
    expect(told.stdout).toContain('2. The stack is deployed in us-east-1,');
    const detail = eventBridge.commandCalls(PutEventsCommand)[1]?.args[0].input.Entries?.[0]?.Detail;
    expect(JSON.parse(detail ?? '')).toMatchObject({ recipientAccountId: '111122223333' });
  });

  test('that is refused is a failure of one line', async () => {
    eventBridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'try later' }],
    });
    const { code, stdout, stderr } = await mfaWatch(['drill']);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^mfa-watch: .*us-east-1 did not take the drill: InternalFailure: try later.*\n$/);
  });

  test('without credentials is a usage error', async () => {
    eventBridge
      .on(PutEventsCommand)
      .rejects(Object.assign(new Error('none found'), { name: 'CredentialsProviderError' }));
    const { code, stderr } = await mfaWatch(['drill']);
    expect(code).toBe(2);
    expect(stderr).toContain('no AWS credentials (none found); expected a profile or keys');
  });
});
