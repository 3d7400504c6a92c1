import * as z from 'zod/mini';
import { addressOf, fromOneAddress } from '../events/address';
import { failedMfaCheck, passedMfaCheck, stsMfaCondition } from '../events/mfa-check';
import { plural, targetName, orMore } from '../events/names';
import { consoleLogin, elsewhere, enableMfaDevice, getSessionToken, tablet } from '../events/samples';
import { addsDevice, type Timeline } from '../events/timeline';
import { millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts, type Burst } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const count = z.int().check(z.minimum(1));
const positive = z.number().check(z.positive());
const settings = z
  .object({
    /** Failures in one window that make an alert of this severity. */
    medium: z._default(count, 3),
    high: z._default(count, 5),
    critical: z._default(count, 10),
    windowMinutes: z._default(positive, 15),
    /** From this many addresses in one window it is high. */
    addresses: z._default(count, 2),
    /** Failures in `slowHours` that make an alert of medium, however far apart. */
    slow: z._default(count, 10),
    slowHours: z._default(positive.check(z.maximum(24)), 24),
  })
  .check(
    z.refine(({ medium, high, critical }) => medium <= high && high <= critical, 'expected medium <= high <= critical'),
  );
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'Somebody who knows a password or holds a key and lacks the device tries codes, or waits for the owner to give in. The owner mistypes too, but rarely more than twice and never from two places.',
  severity: [
    'critical: 10 or more failures in 15 minutes',
    'high: 5 or more in 15 minutes, or 3 or more from at least two addresses',
    'medium: 3 or more in 15 minutes; 3 or 4 from at least two addresses, and then a success from one of them with a device that is not new (a VPN with several exits); 10 or more in 24 hours, however slow',
    'low: 3 or 4 in all, from one address, and then a success from the same address with a device that is not new, or the enrolment that they were made at (a mistype)',
  ],
  blindSpots: [
    'AWS does not record which factor failed: a failed ConsoleLogin with MFAUsed “Yes” involved MFA; whether the password was right is not known.',
    'Refused AssumeRole calls are seen with empty parameters in CloudTrail: without a serialNumber or a message about MFA they cannot be told from other refusals. Cross-account refusals are not logged in the role’s account at all.',
    'The error text of a wrong code in STS is not documented; calls that name an MFA device and are denied count.',
    'Failures under names that AWS hides are counted by source address.',
    'Identity Center’s events are assumed to have the documented 2023 shape.',
  ],
  falsePositives: [
    'Several tools that share one code: AWS accepts each code once in 30 seconds.',
    'Two mistyped codes and then a success: silent. Three or four: low.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'repeated-mfa-failures',
  title: 'MFA failed again and again for one user',
  attack: ['T1110.001', 'T1621', 'T1078.004'],
  watches: [
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin', 'CredentialVerification'] },
    { source: 'sts.amazonaws.com', names: ['GetSessionToken'], where: stsMfaCondition },
    { source: 'sts.amazonaws.com', names: ['AssumeRole'], where: stsMfaCondition, readOnly: true },
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'ResyncMFADevice'] },
  ],
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS whether these attempts, the last at `eventTime`, are theirs.',
    'If not: set a new password where they sign in (IAM, Identity Center, or root’s mailbox) and make their access keys inactive: AWS does not record whether the password was right, so somebody else may know it.',
    'Search CloudTrail for the 24 hours around for the same `sourceIPAddress`: whom else did it try, and did any attempt succeed?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: (timeline, thresholds) => {
    const failures = timeline.events.filter(failedMfaCheck);
    const fast = bursts(failures, thresholds.windowMinutes * 60_000, thresholds.medium);
    const slow = bursts(failures, thresholds.slowHours * 3_600_000, thresholds.slow);
    return [
      ...fast.map((burst) => fastFinding(burst, timeline, thresholds)),
      ...slow.map((burst) => slowFinding(burst, thresholds)),
    ];
  },
};

function fastFinding(burst: Burst, timeline: Timeline, thresholds: Settings): Finding {
  const { peak, addresses, events } = burst;
  const { medium, high, critical, windowMinutes } = thresholds;
  const title = `MFA failed ${orMore(events.length)} times for ${targetName(events[0] as TrailEvent)}`;
  const spread = addresses >= thresholds.addresses;
  // Slow guessing never fills one window, so what an owner may mistype is counted in all of the burst.
  const success = events.length < high ? mistypeEnd(burst, timeline, windowMinutes) : undefined;
  if (success !== undefined)
    return {
      title: `${title}, then passed`,
      severity: spread ? 'medium' : 'low',
      reasons: [
        success.name === 'EnableMFADevice'
          ? `${plural(events.length, 'wrong code')} while enrolling a device, then the right ones`
          : `${plural(events.length, 'failure')}${spread ? ` from ${addresses} addresses` : ''}, then a success from ${spread ? 'one of them' : 'the same address'} with a device that is not new`,
      ],
      events: [...events, success],
      serialNumbers: [],
    };
  return {
    title,
    ...judge([
      { when: peak >= critical, severity: 'critical', reason: `${peak} failures in ${windowMinutes} minutes` },
      { when: spread, severity: 'high', reason: `from ${addresses} addresses` },
      { when: peak >= high, severity: 'high', reason: `${peak} failures in ${windowMinutes} minutes` },
      { when: peak >= medium, severity: 'medium', reason: `${peak} failures in ${windowMinutes} minutes` },
      { when: true, severity: 'info', reason: ways(events) },
    ]),
    events,
    serialNumbers: [],
  };
}

function slowFinding({ events, peak }: Burst, { slowHours }: Settings): Finding {
  return {
    title: `MFA failed ${orMore(events.length)} times for ${targetName(events[0] as TrailEvent)}`,
    severity: 'medium',
    reasons: [`${orMore(peak)} failures in ${slowHours} hours`, ways(events)],
    events,
    serialNumbers: [],
  };
}

/** The success that shows that somebody mistyped, if there is one: an old device passes, or the new one is enabled. */
function mistypeEnd({ events }: Burst, timeline: Timeline, windowMinutes: number): TrailEvent | undefined {
  const last = events.at(-1) as TrailEvent;
  const enabled = timeline.events.filter(addsDevice);
  const isOld = (event: TrailEvent): boolean =>
    passedMfaCheck(event) &&
    event.serialNumber !== undefined &&
    !enabled.some((added) => mayBe(added, event) && millis(added) <= millis(event));
  const isEnrolled = (event: TrailEvent): boolean =>
    enabled.includes(event) &&
    event.serialNumber !== undefined &&
    events.every(({ serialNumber }) => serialNumber === event.serialNumber);
  return timeline.events.find(
    (event) =>
      millis(event) >= millis(last) &&
      millis(event) - millis(last) <= windowMinutes * 60_000 &&
      (isOld(event)
        ? events.every((one) => addressOf(one) !== undefined) && events.some((one) => fromOneAddress(one, event))
        : isEnrolled(event) && events.every((one) => fromOneAddress(one, event))),
  );
}

/** Whether the device that was added may be the one that passed: some records do not name it. */
function mayBe(added: TrailEvent, passed: TrailEvent): boolean {
  return added.serialNumber === undefined || added.serialNumber === passed.serialNumber;
}

function ways(events: readonly TrailEvent[]): string {
  const names = [...new Set(events.map(({ name }) => name))];
  const where = names.map((name) => (name === 'ConsoleLogin' ? 'at the console’s sign-in page' : `by ${name}`));
  return `tried ${where.join(' and ')}`;
}

const failures = (minutes: number[], from?: string): object[] =>
  minutes.map((minute) => consoleLogin({ minute, outcome: 'Failure', ...(from ? { from } : {}) }));

export const cases = (): Case[] => [
  {
    name: 'three failures from two addresses of a VPN, then a success from one of them',
    records: [...failures([0, 1]), ...failures([2], elsewhere), consoleLogin({ minute: 3, from: elsewhere })],
    expect: 'medium',
    because: ['a success from one of them'],
  },
  { name: 'three failures in 15 minutes', records: failures([0, 7, 15]), expect: 'medium' },
  { name: 'five failures', records: failures([0, 1, 2, 3, 4]), expect: 'high' },
  {
    name: 'three failures from two addresses',
    records: [...failures([0, 1]), ...failures([2], elsewhere)],
    expect: 'high',
    because: ['from 2 addresses'],
  },
  {
    name: 'three failures from two addresses of one IPv6 network',
    records: [...failures([0, 1], '2001:db8:10:20::a'), ...failures([2], '2001:db8:10:20::b')],
    expect: 'medium',
  },
  { name: 'ten failures', records: failures([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), expect: 'critical' },
  {
    name: 'sign-in, STS and enrolment failures count together',
    records: [
      ...failures([0]),
      getSessionToken({ minute: 1, error: 'AccessDenied' }),
      enableMfaDevice({ minute: 2, error: 'InvalidAuthenticationCodeException' }),
    ],
    expect: 'medium',
  },
  {
    name: 'calls that no code would have let through',
    records: [
      'Cannot call GetSessionToken with session credentials',
      'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetSessionToken',
      'Cannot call GetSessionToken with session credentials',
    ].map((message, minute) => getSessionToken({ minute, error: 'AccessDenied', message })),
    expect: undefined,
  },
  {
    name: 'one failure an hour, ten times',
    records: failures([0, 60, 120, 180, 240, 300, 360, 420, 480, 540]),
    expect: 'medium',
    because: ['10 failures in 24 hours'],
  },
  {
    name: 'a burst across the full hour',
    records: failures([58, 59, 61]),
    expect: 'medium',
  },
  {
    name: 'three mistyped codes, then a success from the same address',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3 })],
    expect: 'low',
  },
  {
    name: 'three wrong codes while enrolling, then the right ones',
    records: [
      ...[0, 1, 2].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      enableMfaDevice({ minute: 3 }),
    ],
    expect: 'low',
  },
  {
    name: 'three failures, then a success with a device that was added in between',
    records: [
      ...failures([0, 1, 2]),
      enableMfaDevice({ minute: 3, with: 'role', by: 'bob', for: 'alice' }),
      consoleLogin({ minute: 4, device: tablet }),
    ],
    expect: 'medium',
  },
  {
    name: 'three failures, then a success from elsewhere',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3, from: elsewhere })],
    expect: 'medium',
  },
  {
    name: 'five failures and a success are no mistype',
    records: [...failures([0, 1, 2, 3, 4]), consoleLogin({ minute: 5 })],
    expect: 'high',
  },
  {
    name: 'nine failures, one every four minutes, and a success are no mistype',
    records: [...failures([0, 4, 8, 12, 16, 20, 24, 28, 32]), consoleLogin({ minute: 36 })],
    expect: 'medium',
    because: ['4 failures in 15 minutes'],
  },
  {
    name: 'two mistyped codes, then a success from the same address',
    records: [...failures([0, 1]), consoleLogin({ minute: 2 })],
    expect: undefined,
  },
  {
    name: 'wrong passwords without MFA',
    records: [0, 1, 2].map((minute) => consoleLogin({ minute, outcome: 'Failure', mfaUsed: 'No' })),
    expect: undefined,
  },
  { name: 'three failures in 15 minutes and a second', records: failures([0, 7, 15 + 1 / 60]), expect: undefined },
  {
    name: 'three failures of three users',
    records: ['alice', 'bob', 'carol'].map((by, minute) => consoleLogin({ by, minute, outcome: 'Failure' })),
    expect: undefined,
  },
];
