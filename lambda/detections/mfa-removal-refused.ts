import * as z from 'zod/mini';
import { deviceName } from '../events/device';
import { fromOneAddress } from '../events/address';
import { actorName, few, plural, targetName } from '../events/names';
import { createVirtualMfaDevice, deactivateMfaDevice, deleteVirtualMfaDevice, phone, tablet } from '../events/samples';
import type { Timeline } from '../events/timeline';
import {
  actorKeyOf,
  actsOnOneself,
  deviceKeysOf,
  devicesNamed,
  millis,
  subjectOf,
  type TrailEvent,
} from '../events/trail-event';
import { bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';

const settings = z.object({
  /** This many refusals for lack of permission within the window are high. */
  attempts: z._default(z.int().check(z.minimum(1)), 3),
  /** So are refusals on this many users, or devices whose user is not known. */
  targets: z._default(z.int().check(z.minimum(2)), 2),
  windowMinutes: z._default(z.number().check(z.positive()), 15),
});
type Settings = z.infer<typeof settings>;

const quietBetween = 30 * 60_000;
/** It deletes in the same seconds in which it creates. */
const consoleTakes = 60_000;

export const page: DetectionPage = {
  why: 'Somebody wanted a device gone and had no right to remove it. A thief who holds a key or session tries what it may do, often on several users; the next attempt may be with better credentials.',
  severity: [
    'high: refused for lack of permission three or more times in 15 minutes, or on two or more users or devices by one actor in 15 minutes',
    'medium: refused for lack of permission',
    'info: any other error, such as a device that is still assigned or is gone already; the console’s own attempts to delete unassigned devices, refused for lack of permission within a minute of the user’s creating one in the same session, if the user tried nothing else',
  ],
  blindSpots: [
    'On AccessDenied CloudTrail leaves the parameters out; the user stands in the message. Where the message names only a device, the target is unknown and the alert names the device.',
    'Attempts by one person under several identities, each on another user, are told one by one.',
    'Who tries to delete unassigned devices of others in a console session, and creates one of their own, looks like the console. A device that is somebody’s has to be deactivated first, and that attempt is told.',
  ],
  falsePositives: [
    'Users who may not manage their own device, or only with MFA, and try in the console: medium, and high if they try three times.',
    'The console’s own attempts, where users may create devices and not delete them: medium or high until the creation arrives, seconds later.',
    'Clean-up tools that delete what is still assigned or is gone already: info.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'mfa-removal-refused',
  title: 'AWS refused to remove an MFA device',
  attack: ['T1556.006', 'T1531'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: ['DeactivateMFADevice', 'DeleteVirtualMFADevice', 'CreateVirtualMFADevice'],
    },
  ],
  runbook: [
    'Within 15 minutes, ask the owner of `accessKeyId` whether they tried to remove a device at `time`; of a role session, the person behind `actor.arn`.',
    'If not: make a long-term key inactive, end a role’s sessions; somebody else has them.',
    'Search CloudTrail for the actor’s calls in the 24 hours before and since, by `sourceIPAddress`: which of them succeeded?',
  ],
  settings,
  subjects: (event) => {
    if (isCreation(event)) return event.errorCode === undefined ? [actorKeyOf(event)] : [];
    return event.errorCode === undefined ? [] : [...new Set([subjectOf(event), actorKeyOf(event)])];
  },
  detect: (timeline, thresholds) =>
    runs(
      timeline.events.filter((event) => !isCreation(event)),
      quietBetween,
    ).flatMap((run) =>
      actorKeyOf(run[0]) === timeline.key
        ? ofActor(run, timeline, thresholds)
        : [{ ...finding(run, `an MFA device from ${whom(run)}`), ...judge(grounds(run, thresholds)) }],
    ),
};

/** On the actor's timeline: what no single user's shows. */
function ofActor(run: [TrailEvent, ...TrailEvent[]], timeline: Timeline, thresholds: Settings): Finding[] {
  const unnamed = run.filter((event) => subjectOf(event) === timeline.key);
  const named = run.filter((event) => !unnamed.includes(event));
  const { windowMinutes, targets } = thresholds;
  const ofUsers = bursts(named.filter(isDenied), windowMinutes * 60_000, targets, subjectOf);
  const ofDevices = bursts(unnamed.filter(isDenied), windowMinutes * 60_000, targets, (event) =>
    deviceKeysOf(event).join(),
  );
  const spread = [
    ...ofUsers.map(({ peak }) => `${peak} users`),
    ...ofDevices.map(({ peak }) => `${peak} virtual devices`),
  ];
  if (spread.length === 0 && unnamed.length === 0) return [];
  const users = [...new Set(named.map(targetName))];
  const serials = devicesNamed(unnamed);
  const what = [
    ...(users.length === 0 ? [] : [`MFA devices from ${few(users)}`]),
    ...(serials.length === 0
      ? []
      : [`the virtual ${serials.length === 1 ? 'device' : 'devices'} ${few(serials.map(deviceName))}`]),
  ];
  const told = finding(run, what.join(' and ') || 'an MFA device that the record does not name');
  if (run.every((event) => isConsolesOwn(event, timeline)))
    return [{ ...told, severity: 'info', reasons: ['the console tries this by itself when somebody adds a device'] }];
  return [
    {
      ...told,
      ...judge([
        ...grounds(run, thresholds),
        ...spread.map((whose) => ({
          when: true,
          severity: 'high' as const,
          reason: `one actor tried it on ${whose} in ${windowMinutes} minutes`,
        })),
      ]),
    },
  ];
}

function isCreation({ name }: TrailEvent): boolean {
  return name === 'CreateVirtualMFADevice';
}

/** Whenever somebody adds a virtual device the console deletes those that are nobody's, whether they may or not. */
function isConsolesOwn(event: TrailEvent, { events }: Timeline): boolean {
  return (
    event.name === 'DeleteVirtualMFADevice' &&
    isDenied(event) &&
    event.actor.credential === 'console' &&
    events.some(
      (other) =>
        isCreation(other) &&
        other.actor.accessKeyId === event.actor.accessKeyId &&
        fromOneAddress(other, event) &&
        Math.abs(millis(other) - millis(event)) <= consoleTakes,
    )
  );
}

function finding(
  run: [TrailEvent, ...TrailEvent[]],
  what: string,
): Pick<Finding, 'title' | 'events' | 'serialNumbers'> {
  const last = run.at(-1) ?? run[0];
  return {
    title: `${actorName(last)} tried to remove ${what}, and AWS refused`,
    events: run,
    serialNumbers: devicesNamed(run),
  };
}

function grounds(run: readonly TrailEvent[], { attempts, windowMinutes }: Settings): Ground[] {
  return [
    ...run.map((event): Ground => {
      if (isDenied(event))
        return { when: true, severity: 'medium', reason: `${actorName(event)} was not allowed to (AccessDenied)` };
      return {
        when: true,
        severity: 'info',
        reason: meaning[event.errorCode ?? ''] ?? `AWS answered ${event.errorCode ?? ''}`,
      };
    }),
    ...bursts(run.filter(isDenied), windowMinutes * 60_000, attempts).map(({ peak }): Ground => ({
      when: true,
      severity: 'high',
      reason: `${plural(peak, 'refused attempt')} in ${windowMinutes} minutes`,
    })),
  ];
}

function isDenied({ errorCode }: TrailEvent): boolean {
  return errorCode === 'AccessDenied';
}

const meaning: Readonly<Record<string, string>> = {
  DeleteConflict: 'the device is still assigned to somebody (DeleteConflict)',
  EntityTemporarilyUnmodifiable: 'the user or device was just being changed (EntityTemporarilyUnmodifiable)',
  NoSuchEntity: 'there is no such user or device (NoSuchEntity)',
};

function whom(run: readonly [TrailEvent, ...TrailEvent[]]): string {
  return run.every(actsOnOneself) ? 'their own user' : targetName(run[0]);
}

const denied = { by: 'mallory', with: 'long-term-key', error: 'AccessDenied' } as const;

export const cases = (): Case[] => [
  {
    name: 'a key may not remove somebody’s device',
    records: [deactivateMfaDevice({ ...denied, for: 'alice' })],
    expect: 'medium',
    because: ['mallory was not allowed to'],
  },
  {
    name: 'only the device is known: the target stays unknown',
    records: [deleteVirtualMfaDevice({ ...denied })],
    expect: 'medium',
  },
  {
    name: 'three attempts on one user in 15 minutes',
    records: [0, 7, 15].map((minute) => deactivateMfaDevice({ ...denied, for: 'alice', minute })),
    expect: 'high',
    because: ['3 refused attempts in 15 minutes'],
  },
  {
    name: 'one attempt each on two users',
    records: ['alice', 'bob'].map((user, minute) => deactivateMfaDevice({ ...denied, for: user, minute })),
    expect: 'high',
    because: ['on 2 users'],
  },
  {
    name: 'one attempt each on two devices',
    records: [phone, tablet].map((serial, minute) => deleteVirtualMfaDevice({ ...denied, serial, minute })),
    expect: 'high',
  },
  {
    name: 'a user and that user’s virtual device are one target',
    records: [deactivateMfaDevice({ ...denied, for: 'alice' }), deleteVirtualMfaDevice({ ...denied, minute: 1 })],
    expect: 'medium',
  },
  {
    name: 'two attempts on one user, and a third 16 minutes after the first',
    records: [0, 7, 16].map((minute) => deactivateMfaDevice({ ...denied, for: 'alice', minute })),
    expect: 'medium',
  },
  {
    name: 'a tool deletes devices that are still assigned, or gone',
    records: [
      deleteVirtualMfaDevice({ with: 'role', error: 'DeleteConflictException' }),
      deleteVirtualMfaDevice({ with: 'role', error: 'NoSuchEntityException', serial: phone, minute: 1 }),
      deactivateMfaDevice({ with: 'role', error: 'EntityTemporarilyUnmodifiableException', minute: 2 }),
    ],
    expect: 'info',
    because: ['still assigned'],
  },
  {
    name: 'a newcomer adds a device, and the console may not delete two that are nobody’s',
    records: [
      ...[phone, tablet].map((serial) => deleteVirtualMfaDevice({ error: 'AccessDenied', serial })),
      createVirtualMfaDevice({ minute: 0.1, serial: phone.replace('phone', 'key') }),
    ],
    expect: 'info',
  },
  {
    name: 'the device is gone already',
    records: [deactivateMfaDevice({ with: 'console-mfa', error: 'NoSuchEntityException' })],
    expect: 'info',
  },
  {
    name: 'removals that succeed',
    records: [deactivateMfaDevice({ with: 'console-mfa' }), deleteVirtualMfaDevice({ with: 'console-mfa' })],
    devices: { alice: [phone, tablet] },
    expect: undefined,
  },
];
