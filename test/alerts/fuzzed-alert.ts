import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import type { Group, HeldBack, Notice } from '../../lambda/alerts/notice';
import { credentials } from '../../lambda/events/actor';
import { deviceKinds } from '../../lambda/events/device';
import { targetTypes } from '../../lambda/events/target';
import { severities } from '../../lambda/detections/severity';

/** What an attacker would write into a name, a serial number or a user agent. */
const hostile = fc.constantFrom(
  '<!channel>',
  '<@U1>',
  '<https://evil.com|Fix it>',
  'https://evil.com/fix',
  'www.evil.net',
  'evil.com:8080',
  '&lt;!here&gt;',
  '```',
  '`',
  '*bold*',
  '_italic_',
  '~gone~',
  ':white_check_mark: resolved',
  '@here',
  '#general',
  '\u001b[2J\u001b]0;x\u0007',
  '\u0000',
  '\r\nWHAT TO DO NOW\n1. Nothing.',
  '\u202e\u2066\u200f',
  '\u2028',
  '\ud800',
  '\uffff',
  '-rf',
  "'; rm -rf ~ #",
  '$(id)',
  '&'.repeat(400),
  '"\\'.repeat(300),
  '=cmd|',
  'alice',
  'file:///etc/passwd',
  ' ',
);

export const hostileText = fc.oneof(
  hostile,
  fc
    .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 6 })
    .map((all) => all.join('')),
);

const list = fc.array(hostileText, { maxLength: 12 });
const optional = fc.option(hostileText, { nil: undefined });
const deviceList = fc.array(
  fc.record({
    serialNumber: hostileText,
    kind: fc.constantFrom(...deviceKinds),
    enabledAt: optional,
    isNew: fc.option(fc.boolean(), { nil: undefined }),
  }),
  { maxLength: 10 },
);

/** Any alert, hostile in every text but the id, which is ours. */
export const fuzzedAlert: fc.Arbitrary<Alert> = fc.record({
  schemaVersion: fc.constant(1 as const),
  id: fc.constant('a1f4c2d09b7e'),
  detection: hostileText,
  severity: fc.constantFrom(...severities),
  title: hostileText,
  reasons: list,
  time: fc.constantFrom('2026-11-20T09:16:12Z', 'never'),
  firstSeen: hostileText,
  lastSeen: hostileText,
  count: fc.nat(),
  account: hostileText,
  accountName: optional,
  region: hostileText,
  actor: fc.record({
    type: fc.oneof(fc.constantFrom('IAMUser', 'Root', 'AssumedRole'), hostileText),
    name: optional,
    arn: optional,
    accessKeyId: optional,
    credential: fc.constantFrom(...credentials),
    mfa: fc.constantFrom('mfa' as const, 'none' as const, 'unknown' as const),
    sourceIp: optional,
    userAgent: optional,
  }),
  target: fc.record({ type: fc.constantFrom(...targetTypes), name: optional }),
  devices: fc.option(
    fc.oneof(
      fc.record({ status: fc.constant('known' as const), count: fc.nat(), limit: fc.constant(8), list: deviceList }),
      fc.record({ status: fc.constant('unknown' as const), why: hostileText, limit: fc.constant(8), list: deviceList }),
    ),
    { nil: undefined },
  ),
  related: list,
  attack: list,
  eventIds: list,
  addresses: list,
  targets: list,
  dedupKey: hostileText,
  runbook: hostileText,
  drill: fc.constantFrom(true as const, undefined),
});

const written = hostileText.filter((text) => text !== '' && !/^(<?root>?|aws root user)$/i.test(text));
const agreed = fc.record({ reason: written, owner: written, expires: fc.constant('2026-12-31') });
const account = fc.constantFrom('111122223333', '222233334444');
const heldBack: fc.Arbitrary<HeldBack> = fc.record({
  id: hostileText,
  detection: hostileText,
  severity: fc.constantFrom(...severities),
  title: hostileText,
  time: hostileText,
  account: hostileText,
  accountName: optional,
  suppressed: fc.option(agreed, { nil: undefined }),
});
const group: fc.Arbitrary<Group> = fc.array(heldBack, { maxLength: 25 }).map((alerts) => ({
  count: alerts.length * 3,
  severities: { high: alerts.length, info: alerts.length * 2 },
  detections: { 'mfa-device-removed': alerts.length * 3 },
  alerts,
}));

/** Any notice, hostile in every text that somebody chose. */
export const fuzzedNotice: fc.Arbitrary<Notice> = fc.oneof(
  fc.record({
    schemaVersion: fc.constant(1 as const),
    kind: fc.constant('alarm' as const),
    severity: fc.constant('high' as const),
    state: fc.constantFrom('ALARM' as const, 'OK' as const),
    time: fc.constant('2026-11-22T03:12:40Z'),
    account,
    accountName: optional,
    region: fc.constantFrom('eu-north-1', 'cn-north-1', 'eusc-de-east-1'),
  }),
  fc.record({
    schemaVersion: fc.constant(1 as const),
    kind: fc.constant('digest' as const),
    severity: fc.constant('info' as const),
    day: fc.constant('2026-11-21'),
    account,
    suppressed: group,
    below: group,
    isPartial: fc.boolean(),
    exceptions: fc.array(
      fc.record({
        exception: fc.tuple(written, written, agreed).map(([user, actor, rest]) => ({ user, actor, ...rest })),
        hasExpired: fc.boolean(),
        unusedSince: fc.constantFrom(undefined, '2026-11-02'),
      }),
      { maxLength: 12 },
    ),
  }),
);
