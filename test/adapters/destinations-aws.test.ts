import { beforeEach, describe, expect, it } from '@jest/globals';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsDestinations } from '../../lambda/adapters/destinations-aws';
import { sampleAlert } from '../alerts/sample-alert';
import { digestNotice } from '../alerts/sample-notice';

const account = '111122223333';
const arns = {
  alerts: `arn:aws:sns:us-east-1:${account}:alerts`,
  'slack-soc': `arn:aws:sns:us-east-1:${account}:soc`,
  'to-siem': `arn:aws:sns:us-east-1:${account}:siem`,
  'to-bus': `arn:aws:events:us-east-1:${account}:event-bus/security`,
  'to-hub': `arn:aws:securityhub:us-east-1:${account}:product/${account}/default`,
};
const kinds = {
  alerts: 'alerts',
  'slack-soc': 'chat',
  'to-siem': 'queue',
  'to-bus': 'bus',
  'to-hub': 'security-hub',
} as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];
const [sns, eventBridge, securityHub] = [
  mockClient(SNSClient),
  mockClient(EventBridgeClient),
  mockClient(SecurityHubClient),
];

beforeEach(() => {
  [sns, eventBridge, securityHub].forEach((client) => client.reset());
  sns.on(PublishCommand).resolves({});
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  securityHub.on(BatchImportFindingsCommand).resolves({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] });
});

const region = 'us-east-1';
const destinations = new AwsDestinations(
  {
    sns: () => Promise.resolve(new SNSClient({ region })),
    eventBridge: () => Promise.resolve(new EventBridgeClient({ region })),
    securityHub: () => Promise.resolve(new SecurityHubClient({ region })),
  },
  {
    account,
    destinations: names.map((name) => ({ name, kind: kinds[name], arn: arns[name] })),
    routes: [
      {
        accounts: [],
        organizationalUnits: [],
        destinations: names.map((name) => ({ name, minSeverity: 'medium' as const })),
      },
    ],
    besides: [],
    hints: { athenaTable: 'cloudtrail_logs' },
  },
  () => ['Ask alice.'],
  () => Date.parse('2026-11-20T10:00:00Z'),
);
const published = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);

it('people read mail and chat, programs the rest; the digest is for people', () => {
  expect(names.map((name) => destinations.audienceOf(name))).toEqual(['mail', 'chat', 'machine', 'machine', 'machine']);
  expect(names.filter((name) => destinations.takesDigest(name))).toEqual(['alerts', 'slack-soc']);
});

describe('an alert', () => {
  it('is a message of several protocols for mail and queues, and a notification that can be answered for chat', async () => {
    for (const name of ['alerts', 'to-siem', 'slack-soc']) await destinations.publish(name, sampleAlert(), 'new');
    expect(published().map(({ TopicArn, MessageStructure }) => [TopicArn, MessageStructure])).toEqual([
      [arns.alerts, 'json'],
      [arns['to-siem'], 'json'],
      [arns['slack-soc'], undefined],
    ]);
    const { metadata } = JSON.parse(published()[2]?.Message ?? '{}') as {
      metadata: { additionalContext: Record<string, string> };
    };
    expect(metadata.additionalContext['respond']).toBe(`${sampleAlert().id}@soc`);
  });

  it('is an event on a bus, and is not told where the bus refuses it', async () => {
    await destinations.publish('to-bus', sampleAlert(), 'new');
    const [call] = eventBridge.commandCalls(PutEventsCommand);
    expect(call?.args[0].input.Entries).toMatchObject([{ EventBusName: arns['to-bus'], Source: 'mfa-watch' }]);
    eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(destinations.publish('to-bus', sampleAlert(), 'new')).rejects.toThrow('ThrottlingException');
  });

  it('is a finding in Security Hub, and is not told where that refuses it', async () => {
    await destinations.publish('to-hub', sampleAlert(), 'new');
    const [call] = securityHub.commandCalls(BatchImportFindingsCommand);
    expect(call?.args[0].input.Findings).toMatchObject([{ Id: sampleAlert().id, AwsAccountId: account }]);
    const FailedFindings = [{ Id: '1', ErrorCode: 'InvalidInput', ErrorMessage: 'no' }];
    securityHub.on(BatchImportFindingsCommand).resolves({ FailedCount: 1, SuccessCount: 0, FailedFindings });
    await expect(destinations.publish('to-hub', sampleAlert(), 'new')).rejects.toThrow('InvalidInput');
  });

  it('of a drill is no finding', async () => {
    await destinations.publish('to-hub', sampleAlert({ drill: true }), 'new');
    expect(securityHub.calls()).toEqual([]);
  });
});

it('a notice goes everywhere but to Security Hub, which has no place for it', async () => {
  for (const name of names) await destinations.notify(name, digestNotice());
  expect(published()).toHaveLength(3);
  expect(eventBridge.calls()).toHaveLength(1);
  expect(securityHub.calls()).toEqual([]);
});

it('what is not deployed any more says so', async () => {
  await expect(destinations.publish('gone', sampleAlert(), 'new')).rejects.toThrow(/gone is not deployed any more/);
});
