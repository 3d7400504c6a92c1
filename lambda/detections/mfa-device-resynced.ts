import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { actorName, credentialReason, plural, targetName, notByOwner } from '../events/names';
import { elsewhere, phone, resyncMfaDevice } from '../events/samples';
import type { Timeline } from '../events/timeline';
import { actsOnOneself, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const settings = z.object({
  /** This many failed attempts within the window are no longer a slip. */
  failures: z._default(z.int().check(z.minimum(1)), 3),
  /** Up to this many wrong codes are a slip if the same user succeeds from the same address within the window. */
  slips: z._default(z.int().check(z.minimum(0)), 4),
  windowMinutes: z._default(z.number().check(z.positive()), 15),
});
type Settings = z.infer<typeof settings>;

const quietBetween = 30 * 60_000;

export const page: DetectionPage = {
  why: 'Resynchronising asks for two codes in a row. Owners do it when the clock of a token has drifted; somebody who does it for another user holds that user’s device, or has its codes read out; somebody who fails again and again is guessing.',
  severity: [
    'medium: somebody else resynchronised a user’s device; three or more failed attempts in 15 minutes',
    'low: three or four wrong codes, and then the owner’s success from the same address (a slip); somebody else failed once or twice',
    'info: the user resynchronised their own device, or failed once or twice',
  ],
  blindSpots: [
    'A thief who has the owner’s device and session looks like the owner.',
    'Real records of this call have not been seen by us: the fields are taken to be those of EnableMFADevice.',
  ],
  falsePositives: [
    'A help desk that resynchronises a hardware token with its owner on the phone: medium on purpose.',
    'A token whose clock has drifted far: several failures, then success.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'mfa-device-resynced',
  title: 'An MFA device was resynchronised, or somebody tried to',
  attack: ['T1556.006', 'T1110.001'],
  watches: [{ source: 'iam.amazonaws.com', names: ['ResyncMFADevice'] }],
  runbook: [
    'Within 30 minutes, ask the user in `target.name` through a channel other than AWS whether they, or the help desk with them, resynchronised the device in `serialNumber` or tried to.',
    'If not: stop whoever used `accessKeyId`: make a long-term key inactive, end a role’s sessions. If a call succeeded, they hold the device or its codes: deactivate it, and enrol a new one with the user at hand.',
    'Search CloudTrail for sign-ins of that user in the 24 hours since, by `additionalEventData.MFAIdentifier`: has the device been used?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: (timeline, thresholds) => {
    const failed = timeline.events.filter(({ errorCode }) => errorCode !== undefined);
    return [
      ...timeline.events.filter((event) => !failed.includes(event)).map(success),
      ...runs(failed, quietBetween).map((run) => failure(run, timeline, thresholds)),
    ];
  },
};

function success(event: TrailEvent): Finding {
  const target = targetName(event);
  return {
    title: `${actorName(event)} resynchronised ${actsOnOneself(event) ? 'their own MFA device' : `an MFA device of ${target}`}`,
    ...judge([
      {
        when: !actsOnOneself(event),
        severity: 'medium',
        reason: notByOwner(event),
      },
      { when: true, severity: 'info', reason: credentialReason(event) },
    ]),
    events: [event],
    serialNumbers: devicesNamed([event]),
  };
}

function failure(run: [TrailEvent, ...TrailEvent[]], timeline: Timeline, thresholds: Settings): Finding {
  const last = run.at(-1) ?? run[0];
  const { failures, windowMinutes } = thresholds;
  const repeated = bursts(run, windowMinutes * 60_000, failures);
  const slip = repeated.length > 0 ? slipEnd(run, timeline, thresholds) : undefined;
  const codes = [...new Set(run.map(({ errorCode }) => errorCode))].join(', ');
  const whom = actsOnOneself(last) ? 'their own MFA device' : `an MFA device of ${targetName(last)}`;
  const times = run.length === 1 ? '' : ` ${run.length} times`;
  const about = {
    title: `${actorName(last)} failed to resynchronise ${whom}${times}`,
    serialNumbers: devicesNamed(run),
  };
  if (slip !== undefined)
    return {
      ...about,
      title: `${about.title}, then succeeded`,
      severity: 'low',
      reasons: [`${plural(run.length, 'wrong code')}, then a success of the same user from the same address`],
      events: [...run, slip],
      settles: true,
    };
  return {
    ...about,
    ...judge([
      ...repeated.map(({ peak }) => ({
        when: true,
        severity: 'medium' as const,
        reason: `${peak} failed attempts in ${windowMinutes} minutes`,
      })),
      ...run.map((event) => ({
        when: !actsOnOneself(event),
        severity: 'low' as const,
        reason: notByOwner(event),
      })),
      { when: true, severity: 'info', reason: `AWS answered ${codes}` },
    ]),
    events: run,
  };
}

/** The success that shows that the owner mistyped, if there is one. */
function slipEnd(
  run: readonly TrailEvent[],
  timeline: Timeline,
  { slips, windowMinutes }: Settings,
): TrailEvent | undefined {
  const last = run.at(-1);
  const isOwners = (event: TrailEvent): boolean =>
    actsOnOneself(event) &&
    last !== undefined &&
    event.serialNumber === last.serialNumber &&
    fromOneAddress(event, last);
  const wrongCodes = run.every((event) => isOwners(event) && event.errorCode === 'InvalidAuthenticationCode');
  if (last === undefined || run.length > slips || !wrongCodes) return undefined;
  return timeline.events.find((event) => {
    const lag = millis(event) - millis(last);
    return event.errorCode === undefined && isOwners(event) && lag >= 0 && lag <= windowMinutes * 60_000;
  });
}

const wrong = (minutes: number[]): object[] =>
  minutes.map((minute) => resyncMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' }));

export const cases = (): Case[] => [
  {
    name: 'a role resynchronises the device of a user',
    records: [resyncMfaDevice({ with: 'role', by: 'bob', for: 'alice' })],
    expect: 'medium',
    because: ['not by alice'],
  },
  { name: 'three wrong codes in 15 minutes', records: wrong([0, 7, 15]), expect: 'medium' },
  {
    name: 'three wrong codes, then a success from elsewhere',
    records: [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 3, from: elsewhere })],
    expect: 'medium',
  },
  {
    name: 'five wrong codes and a success are no slip',
    records: [...wrong([0, 1, 2, 3, 4]), resyncMfaDevice({ minute: 5 })],
    expect: 'medium',
  },
  {
    name: 'somebody else may not',
    records: [resyncMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', error: 'AccessDenied' })],
    expect: 'low',
  },
  {
    name: 'three wrong codes, then a success from the same address',
    records: [...wrong([0, 1, 2]), resyncMfaDevice({ minute: 3 })],
    expect: 'low',
    because: ['3 wrong codes, then a success'],
  },
  {
    name: 'two wrong codes, then a success',
    records: [...wrong([0, 1]), resyncMfaDevice({ minute: 2 })],
    expect: 'info',
  },
  { name: 'a user resynchronises their own token', records: [resyncMfaDevice({ serial: phone })], expect: 'info' },
  { name: 'three wrong codes spread over an hour', records: wrong([0, 20, 40]), expect: 'info' },
];
