import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimers } from '../../lambda/adapters/memory';
import type { Alert, Update } from '../../lambda/alerts/alert';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { AccountFacts } from '../../lambda/engine/ports';
import { Receiver } from '../../lambda/engine/receiver';
import { account, consoleLogin, enableMfaDevice, phone } from '../../lambda/events/samples';
import { inAccount } from './scenario';
import { everywhere, finalDevices, schedules, ofPrograms, parse, remembering } from './world';

const payments = '222233334444';
const unit = 'ou-ab12-payments';
const [attack] = inAccount([enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' })], payments);

const envelope = (detail: object, patch: object = {}): object => ({
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  account: payments,
  detail,
  ...patch,
});

let facts: AccountFacts;
let sent: { destination: string; alert: Alert; update: Update }[];
let kept: string[];
let receiver: Receiver;

beforeEach(() => {
  facts = { name: 'payments-prod', organizationalUnits: [unit] };
  sent = [];
  kept = [];
  const ledger = new MemoryLedger();
  const parts = {
    detections,
    settings: {},
    clock: () => Date.parse('2026-11-20T09:05:00Z'),
    accounts: { describe: (id: string) => Promise.resolve(id === payments ? facts : { organizationalUnits: [] }) },
    devices: finalDevices({ alice: [phone] }, [parse(attack as object)]),
    ...remembering(ledger),
    timers: new MemoryTimers(),
    ledger,
    destinations: {
      ...ofPrograms,
      routes: [
        {
          accounts: [],
          organizationalUnits: [unit],
          destinations: [{ name: 'payments', minSeverity: 'high' as const }],
        },
        everywhere([{ name: 'alerts', minSeverity: 'medium' }]),
      ],
      publish: (destination: string, alert: Alert, update: Update) =>
        Promise.resolve(void sent.push({ destination, alert, update })),
    },
  };
  receiver = new Receiver({
    account,
    hasMembers: true,
    real: new Pipeline(parts),
    drill: new Pipeline({ ...parts, exercise: 'drill' }),
    ...schedules(),
    watched: watcher(detections),
    clock: parts.clock,
    deadLetters: { keep: (_, reason) => Promise.resolve(void kept.push(reason)) },
    journal: {
      count: () => undefined,
      latency: () => undefined,
      told: () => undefined,
      suppressed: () => undefined,
      unreadable: () => undefined,
      unknownAccount: () => undefined,
    },
  });
});

describe('an event of a member account', () => {
  it('is told where its unit’s alerts go, with the account’s name and its user’s devices', async () => {
    await receiver.receive(envelope(attack as object), 'one');
    expect(sent).toMatchObject([
      {
        destination: 'payments',
        alert: {
          severity: 'critical',
          account: payments,
          accountName: 'payments-prod',
          dedupKey: `${payments}/alice`,
          devices: { status: 'known', count: 2, limit: 8 },
        },
      },
    ]);
    expect(kept).toEqual([]);
  });

  it('is told where all others go, if its units are not known; and who was told hears of it further', async () => {
    const failure = (minute: number) =>
      envelope(inAccount([consoleLogin({ minute, outcome: 'Failure' })], payments)[0] as object, {
        source: 'aws.signin',
      });
    facts = { organizationalUnits: [], why: 'Organizations could not be asked' };
    for (const minute of [0, 1, 2]) await receiver.receive(failure(minute), `event ${minute}`);
    facts = { name: 'payments-prod', organizationalUnits: [unit] };
    for (const minute of [3, 4]) await receiver.receive(failure(minute), `event ${minute}`);
    expect(
      sent.map(({ destination, update, alert }) => [destination, update, alert.severity, alert.accountName]),
    ).toEqual([
      ['alerts', 'new', 'medium', undefined],
      ['payments', 'new', 'high', 'payments-prod'],
      ['alerts', 'raised', 'high', 'payments-prod'],
    ]);
  });

  it('stays small, whatever the account is called', async () => {
    facts = { name: 'x'.repeat(100_000), organizationalUnits: [] };
    await receiver.receive(envelope(attack as object), 'one');
    expect(sent[0]?.alert.accountName).toHaveLength(1000);
  });

  it('is of the account that its bus says, where the record says nothing', async () => {
    await receiver.receive(envelope({ ...attack, recipientAccountId: undefined, userIdentity: undefined }), 'one');
    expect(sent).toMatchObject([{ alert: { account: payments } }]);
  });

  it.each([
    ['of no account', envelope(attack as object, { account: '2222' })],
    ['whose record says another account', envelope(attack as object, { account: '333344445555' })],
    ['that is a drill', envelope(attack as object, { source: 'mfa-watch', 'detail-type': 'mfa-watch drill' })],
    ['that is a sweep', envelope({}, { source: 'mfa-watch', 'detail-type': 'mfa-watch sweep' })],
    ['put on the bus by somebody', envelope(attack as object, { source: 'my.app' })],
  ])('is kept for a person, %s', async (_, raw) => {
    await receiver.receive(raw, 'one');
    expect(kept).toHaveLength(1);
    expect(sent).toEqual([]);
  });
});

describe('what the function itself does in a member account', () => {
  const role = {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:mfa-watch',
    arn: `arn:aws:sts::${account}:assumed-role/mfa-watch-DetectRole/mfa-watch-Detect`,
    accountId: account,
  };
  const call = (eventSource: string, eventName: string, patch: object = {}): object => ({
    ...enableMfaDevice(),
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    userIdentity: role,
    requestParameters: null,
    ...patch,
  });
  const roleArn = `arn:aws:iam::${payments}:role/mfa-watch-inventory`;
  const request = { requestParameters: { roleArn, roleSessionName: 'mfa-watch', externalId: 'o-a1b2c3d4e5' } };
  const refusal = (action: string) => ({
    errorCode: 'AccessDenied',
    errorMessage: `User: ${role.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
  });
  const asRoot = { userIdentity: { type: 'Root', accountId: payments, arn: `arn:aws:iam::${payments}:root` } };

  it.each([
    ['AssumeRole', call('sts', 'AssumeRole', request)],
    ['AssumeRole, refused', call('sts', 'AssumeRole', refusal('sts:AssumeRole'))],
    ['AssumeRoot', call('sts', 'AssumeRoot', { requestParameters: { targetPrincipal: payments } })],
    ['AssumeRoot, refused', call('sts', 'AssumeRoot', refusal('sts:AssumeRoot'))],
    ['ListMFADevices', call('iam', 'ListMFADevices', { requestParameters: { userName: 'alice' } })],
    ['ListMFADevices, refused', call('iam', 'ListMFADevices', refusal('iam:ListMFADevices'))],
    ['ListMFADevices as root', call('iam', 'ListMFADevices', asRoot)],
    ['ListVirtualMFADevices', call('iam', 'ListVirtualMFADevices')],
    ['GetAccountSummary', call('iam', 'GetAccountSummary')],
    ['ListPolicyVersions', call('iam', 'ListPolicyVersions')],
    ['GetPolicyVersion', call('iam', 'GetPolicyVersion')],
    ['DescribeAccount', call('organizations', 'DescribeAccount')],
    ['ListParents', call('organizations', 'ListParents')],
  ])('concerns no detection: %s', (_, record) => {
    expect(watcher(detections)(record)).toBe(false);
  });
});
