import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { deviceLimit, deviceName } from '../events/device';
import { actorName, few, plural, targetName } from '../events/names';
import { createVirtualMfaDevice, enableMfaDevice, phone } from '../events/samples';
import { addsDevice, type Timeline } from '../events/timeline';
import { actorKeyOf, actsOnOneself, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';

const settings = z.object({
  /** This many wrong codes within the window are no longer a slip. */
  wrongCodes: z._default(z.int().check(z.minimum(1)), 3),
  /** So are refusals for lack of permission on this many users by one actor. */
  targets: z._default(z.int().check(z.minimum(2)), 3),
  windowMinutes: z._default(z.number().check(z.positive()), 15),
});
type Settings = z.infer<typeof settings>;

const quietBetween = 30 * 60_000;

export const page: DetectionPage = {
  why: 'Since April 2023 AWS refuses a long-term key that adds a device to a user who has one already: the attempt is the trace that a stolen key leaves when somebody tries to turn it into MFA.',
  severity: [
    'high: a long-term key was refused on its own user, who has a device',
    'medium: the same with an unknown inventory; one actor was refused on three or more users in 15 minutes; all slots taken, where the limit is above one; three or more wrong codes in 15 minutes',
    'low: refused for lack of permission otherwise; the name is taken; the slot is taken, where there is only one',
    'info: a wrong code, also three or four and then the right ones from the same place; any other error',
  ],
  blindSpots: [
    'On AccessDenied CloudTrail leaves the parameters out. Where the message names only a device, the target is unknown.',
    'The error code of the refusal that AWS introduced in 2023 is not documented; AccessDenied is assumed.',
  ],
  falsePositives: [
    'Somebody who mistypes codes while enrolling: info, then the device is added.',
    'Policies that allow no self-service: low.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'mfa-enrolment-refused',
  title: 'AWS refused to create or enable an MFA device',
  attack: ['T1098.005', 'T1556.006'],
  watches: [
    { source: 'iam.amazonaws.com', names: ['CreateVirtualMFADevice', 'EnableMFADevice', 'DeactivateMFADevice'] },
  ],
  looksUp: { devices: (event) => event.name !== 'DeactivateMFADevice' },
  runbook: [
    'Within 30 minutes, ask the owner of `accessKeyId` whether they tried to add a device at `time`.',
    'If not: make a long-term key inactive, end a role’s sessions; somebody else has them.',
    'Search CloudTrail for the key’s calls in the 24 hours before, by `sourceIPAddress`: where else did they come from?',
  ],
  settings,
  subjects: (event) => [...new Set([subjectOf(event), ...(isDenied(event) ? [actorKeyOf(event)] : [])])],
  detect: (timeline, thresholds) => {
    const refusals = timeline.events.filter(isRefusal);
    const ofOthers = refusals.filter((event) => subjectOf(event) !== timeline.key);
    const own = refusals.filter((event) => !ofOthers.includes(event));
    return [
      ...runs(own, quietBetween).map((run) => finding(run, timeline, thresholds)),
      ...onSeveral(ofOthers, thresholds),
    ];
  },
};

/** On the actor's timeline: each user's own shows but one attempt. */
function onSeveral(refusals: readonly TrailEvent[], { targets, windowMinutes }: Settings): Finding[] {
  return bursts(refusals, windowMinutes * 60_000, targets, subjectOf).map(({ events, peak }) => {
    const actor = actorName(events[0] as TrailEvent);
    const users = [...new Set(events.map(targetName))];
    return {
      title: `${actor} tried to add MFA devices to ${few(users)}, and AWS refused`,
      ...judge([
        {
          when: true,
          severity: 'medium',
          reason: `one actor tried it on ${peak} users in ${windowMinutes} minutes, and was not allowed to (AccessDenied)`,
        },
      ]),
      events,
      serialNumbers: devicesNamed(events),
    };
  });
}

function isDenied(event: TrailEvent): boolean {
  return isRefusal(event) && event.errorCode === 'AccessDenied' && !actsOnOneself(event);
}

function isRefusal({ name, errorCode }: TrailEvent): boolean {
  return errorCode !== undefined && name !== 'DeactivateMFADevice';
}

function finding(
  run: [TrailEvent, ...TrailEvent[]],
  timeline: Timeline,
  { wrongCodes, windowMinutes }: Settings,
): Finding {
  const last = run.at(-1) ?? run[0];
  const serialNumbers = devicesNamed(run);
  const wrong = run.filter(({ errorCode }) => errorCode === 'InvalidAuthenticationCode');
  const repeated = bursts(wrong, windowMinutes * 60_000, wrongCodes);
  const mistyped = repeated.every(
    ({ events, peak }) => peak < wrongCodes + 2 && enrolledAfter(events, timeline, windowMinutes),
  );
  const device =
    last.target.type === 'unknown' && serialNumbers.length > 0 ? ` (device ${few(serialNumbers.map(deviceName))})` : '';
  const whom = actsOnOneself(last) ? 'their own user' : targetName(last);
  return {
    title: `${actorName(last)} tried to add an MFA device to ${whom}${device}, and AWS refused`,
    ...judge([
      ...run.flatMap((event) => grounds(event, timeline)),
      {
        when: repeated.length > 0,
        severity: mistyped ? 'info' : 'medium',
        reason: `${wrong.length} wrong codes, ${wrongCodes} or more of them in ${windowMinutes} minutes`,
      },
    ]),
    events: run,
    serialNumbers,
  };
}

/** The same person goes on from the same place and gives the right codes: the others were slips. */
function enrolledAfter(wrong: readonly TrailEvent[], timeline: Timeline, windowMinutes: number): boolean {
  const last = wrong.at(-1) as TrailEvent;
  return timeline.events.some(
    (event) =>
      addsDevice(event) &&
      event.serialNumber !== undefined &&
      event.serialNumber === last.serialNumber &&
      fromOneAddress(event, last) &&
      event.actor.arn === last.actor.arn &&
      millis(event) >= millis(last) &&
      millis(event) - millis(last) <= windowMinutes * 60_000,
  );
}

function grounds(event: TrailEvent, timeline: Timeline): Ground[] {
  const single = deviceLimit(event.region) === 1;
  switch (event.errorCode) {
    case 'AccessDenied':
      return deniedGrounds(event, timeline);
    case 'EntityAlreadyExists':
      return [{ when: true, severity: 'low', reason: 'a device of that name, or this device, exists already' }];
    case 'LimitExceeded':
      return [
        {
          when: true,
          severity: single ? 'low' : 'medium',
          reason:
            event.name === 'EnableMFADevice'
              ? `${targetName(event)} has ${plural(deviceLimit(event.region), 'device')}, and may have no more`
              : 'the account’s quota of virtual MFA devices is used up',
        },
      ];
    case 'InvalidAuthenticationCode':
      return [{ when: true, severity: 'info', reason: 'a wrong code was given' }];
    default:
      return [{ when: true, severity: 'info', reason: `AWS answered ${event.errorCode ?? 'an error'}` }];
  }
}

function deniedGrounds(event: TrailEvent, timeline: Timeline): Ground[] {
  const ownKey = actsOnOneself(event) && event.actor.credential === 'long-term-key';
  const before = timeline.devicesBefore(event);
  const target = targetName(event);
  const had = before.devices.length > 0;
  return [
    {
      when: ownKey && had,
      severity: 'high',
      reason: `a long-term key tried to add a device to its own user ${target}, who has one already`,
    },
    {
      when: ownKey && !had && before.status === 'unknown',
      severity: 'medium',
      reason: `a long-term key tried to add a device to its own user ${target}; their devices are unknown: ${before.status === 'unknown' ? before.why : ''}`,
    },
    { when: true, severity: 'low', reason: `${actorName(event)} was not allowed to (AccessDenied)` },
  ];
}

export const cases = (): Case[] => [
  {
    name: 'a stolen long-term key tries to add a second device to its own user',
    records: [enableMfaDevice({ with: 'long-term-key', error: 'AccessDenied' })],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['who has one already'],
  },
  {
    name: 'the same while the look-up fails',
    records: [enableMfaDevice({ with: 'long-term-key', error: 'AccessDenied' })],
    expect: 'medium',
  },
  {
    name: 'a key that tries it on three users',
    records: ['alice', 'bob', 'carol'].map((user, minute) =>
      enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: user, minute, error: 'AccessDenied' }),
    ),
    devices: {},
    expect: 'medium',
    because: ['tried it on 3 users'],
  },
  {
    name: 'an administrator without the right, who tries it on two users',
    records: ['alice', 'carol'].map((user, minute) =>
      enableMfaDevice({ with: 'role', by: 'bob', for: user, minute, error: 'AccessDenied' }),
    ),
    devices: {},
    expect: 'low',
  },
  {
    name: 'three wrong codes in a row',
    records: [0, 1, 2].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
    devices: {},
    expect: 'medium',
  },
  {
    name: 'all slots are taken',
    records: [enableMfaDevice({ with: 'console-mfa', error: 'LimitExceededException' })],
    devices: { alice: [phone] },
    expect: 'medium',
  },
  {
    name: 'the only slot is taken in GovCloud',
    records: [
      enableMfaDevice({
        with: 'console-mfa',
        error: 'LimitExceededException',
        patch: { awsRegion: 'us-gov-west-1' },
      }),
    ],
    devices: { alice: [phone] },
    expect: 'low',
  },
  {
    name: 'only the device is known: the target stays unknown',
    records: [createVirtualMfaDevice({ with: 'long-term-key', error: 'AccessDenied' })],
    devices: { alice: [phone] },
    expect: 'low',
  },
  {
    name: 'the name of the virtual device is taken',
    records: [createVirtualMfaDevice({ error: 'EntityAlreadyExistsException' })],
    devices: {},
    expect: 'low',
  },
  {
    name: 'a mistyped code, then the device is added',
    records: [enableMfaDevice({ error: 'InvalidAuthenticationCodeException' }), enableMfaDevice({ minute: 1 })],
    devices: {},
    expect: 'info',
  },
  {
    name: 'three wrong codes, then the right ones',
    records: [
      ...[0, 1, 2].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      enableMfaDevice({ minute: 3 }),
    ],
    devices: {},
    expect: 'info',
  },
  {
    name: 'three wrong codes spread over an hour are no burst',
    records: [0, 20, 40].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCode' })),
    devices: {},
    expect: 'info',
  },
  {
    name: 'an enrolment that succeeds',
    records: [createVirtualMfaDevice(), enableMfaDevice({ minute: 1 })],
    devices: {},
    expect: undefined,
  },
];
