import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
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

/** Far more than any field of a record holds: 100 KB. */
const endless = fc
  .constantFrom('x', '<!channel> ', '\u202e', '李', '\n')
  .map((text) => text.repeat(100_000 / text.length));

export type Text = fc.Arbitrary<string>;
export const optional = (text: Text) => fc.option(text, { nil: undefined });
export const listOf = (text: Text) => fc.array(text, { maxLength: 12 });

/** Mostly with hostile texts; one in ten has endless ones among them. */
export function fuzzed<Value>(arbitrary: (text: Text) => fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  const rarelyEndless = fc.oneof({ weight: 20, arbitrary: hostileText }, { weight: 1, arbitrary: endless });
  return fc.oneof({ weight: 9, arbitrary: arbitrary(hostileText) }, { weight: 1, arbitrary: arbitrary(rarelyEndless) });
}

const devicesOf = (text: Text) =>
  fc.array(
    fc.record({
      serialNumber: text,
      kind: fc.constantFrom(...deviceKinds),
      enabledAt: optional(text),
      isNew: fc.option(fc.boolean(), { nil: undefined }),
    }),
    { maxLength: 10 },
  );

/** Any alert, hostile in every text but the id, which is ours. */
export const fuzzedAlert: fc.Arbitrary<Alert> = fuzzed((text) =>
  fc.record({
    schemaVersion: fc.constant(1 as const),
    id: fc.constant('a1f4c2d09b7e'),
    detection: text,
    severity: fc.constantFrom(...severities),
    title: text,
    reasons: listOf(text),
    time: fc.constantFrom('2026-11-20T09:16:12Z', 'never'),
    firstSeen: fc.oneof(
      fc.constantFrom('2026-11-20T09:15:40Z', '2026-13-45T99:99:99Z', '-271821-04-20T00:00:00Z'),
      text,
    ),
    lastSeen: fc.oneof(fc.constant('2026-11-20T09:16:12Z'), text),
    count: fc.nat(),
    account: text,
    accountName: optional(text),
    region: text,
    actor: fc.record({
      type: fc.oneof(fc.constantFrom('IAMUser', 'Root', 'AssumedRole'), text),
      name: optional(text),
      arn: optional(text),
      accessKeyId: optional(text),
      credential: fc.constantFrom(...credentials),
      mfa: fc.constantFrom('mfa' as const, 'none' as const, 'unknown' as const),
      sourceIp: optional(text),
      userAgent: optional(text),
    }),
    target: fc.record({ type: fc.constantFrom(...targetTypes), name: optional(text) }),
    devices: fc.option(
      fc.oneof(
        fc.record({
          status: fc.constant('known' as const),
          count: fc.nat(),
          limit: fc.constant(8),
          list: devicesOf(text),
        }),
        fc.record({ status: fc.constant('unknown' as const), why: text, limit: fc.constant(8), list: devicesOf(text) }),
      ),
      { nil: undefined },
    ),
    related: listOf(text),
    attack: listOf(text),
    eventIds: listOf(text),
    addresses: listOf(text),
    origins: fc.option(
      fc.array(
        fc.record({
          address: text,
          country: fc.option(fc.oneof(fc.constantFrom('DE', 'ZZ'), text), { nil: undefined }),
          network: optional(text),
          seenBefore: fc.option(fc.boolean(), { nil: undefined }),
        }),
        { maxLength: 20 },
      ),
      { nil: undefined },
    ),
    targets: listOf(text),
    events: fc.option(
      fc.array(
        fc.record({
          time: fc.oneof(fc.constant('2026-11-20T09:16:12Z'), text),
          name: fc.oneof(text, fc.constantFrom('CreateAccessKey', 'UpdateLoginProfile')),
          error: optional(text),
          actor: optional(text),
          target: optional(text),
          sourceIp: optional(text),
          createdKey: optional(text),
        }),
        { maxLength: 20 },
      ),
      { nil: undefined },
    ),
    dedupKey: text,
    runbook: text,
    expected: fc.option(fc.record({ reason: text, by: text, until: text }), { nil: undefined }),
    drill: fc.constantFrom(true as const, undefined),
  }),
);
