import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { actorName, credentialReason, duration, targetName } from '../events/names';
import { endings, endsUser, hasNewPassword } from '../events/offboarding';
import {
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  loginProfileCall,
  phone,
  rootDevice,
  rootLogin,
  tablet,
} from '../events/samples';
import { changesDevices } from '../events/timeline';
import { actsOnOneself, byTime, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';

const settings = z.object({
  /** How long after a removal a failed sign-in is held against it. */
  windowHours: z._default(z.number().check(z.positive(), z.maximum(24)), 24),
  /** From this many failures it is high. */
  failures: z._default(z.int().check(z.minimum(1)), 3),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'An owner whose device was taken away or replaced by somebody else cannot sign in any more: that failure may be the first that anybody notices. Or a thief, who had the device removed, is now trying passwords.',
  severity: [
    'high: somebody else removed the device, or a session without MFA did; root; three or more failures',
    'medium: the user removed it in an MFA session, and the sign-in failed from another address',
    'low: the password had been deleted by then (offboarding; somebody who left is trying)',
  ],
  blindSpots: [
    'AWS does not record which factor of a sign-in was wrong.',
    'After DeleteUser AWS hides the name that was typed, so such failures cannot be counted for the user.',
  ],
  falsePositives: [
    'A user who replaces a phone in an MFA session, or has signed in with MFA since, and mistypes from that same address: silent.',
    'A help desk resets a user’s MFA, and the user mistypes the password: high on purpose, since help desks are deceived this way.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'login-failed-after-mfa-removed',
  title: 'A sign-in failed after an MFA device of the user had been removed',
  attack: ['T1556.006', 'T1531', 'T1110.001'],
  watches: [
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
    { source: 'iam.amazonaws.com', names: ['DeactivateMFADevice', 'CreateLoginProfile', ...endings] },
  ],
  runbook: [
    'Within 30 minutes, ask the user in `target.name` through a channel other than AWS whether they removed or replaced a device, and whether the failed sign-in from `sourceIPAddress` was theirs.',
    'If they did not: ask whoever removed the device for the ticket, and stop them if nobody answers for it.',
    'Search CloudTrail for 24 hours from the removal on, for EnableMFADevice and ConsoleLogin with the user’s `userName`: was a new device enrolled, and did a sign-in succeed?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: ({ events }, limits) =>
    events
      .filter((event) => changesDevices(event) && event.name === 'DeactivateMFADevice')
      .flatMap((removal) => finding(removal, events, limits) ?? []),
};

function finding(removal: TrailEvent, events: readonly TrailEvent[], limits: Settings): Finding | undefined {
  const { windowHours, failures: many } = limits;
  const root = removal.target.type === 'Root';
  const since = events.filter(
    (event) => millis(event) >= millis(removal) && millis(event) - millis(removal) <= windowHours * 3_600_000,
  );
  const failures = since
    .filter(({ name, signIn }) => name === 'ConsoleLogin' && signIn?.outcome === 'Failure')
    .filter((failure) => root || !isAtHome(failure, since));
  const [first] = failures;
  if (first === undefined) return undefined;
  const inEarnest = failures.filter((failure) => root || !hasLeft(failure, events));
  const user = targetName(removal);
  return {
    title: `${failures.length === 1 ? 'A sign-in' : `${failures.length} sign-ins`} of ${user} failed after an MFA device was removed`,
    ...judge([
      ...grounds(removal, inEarnest.length, many),
      {
        when: true,
        severity: 'info',
        reason: `a sign-in of ${user} failed ${duration(millis(first) - millis(removal))} after the device was removed`,
      },
    ]),
    events: [removal, ...failures],
    act: removal,
    serialNumbers: devicesNamed([removal]),
  };
}

function grounds(removal: TrailEvent, failed: number, many: number): Ground[] {
  const [actor, user] = [actorName(removal), targetName(removal)];
  if (failed === 0)
    return [{ when: true, severity: 'low', reason: `${user} had no password any more: it was deleted` }];
  const root = removal.target.type === 'Root';
  const byOwner = actsOnOneself(removal);
  const safely = byOwner && removal.actor.mfa === 'mfa';
  const elsewhereOnly = `${user} removed the device in an MFA session; the sign-in failed from another address`;
  return [
    { when: root, severity: 'high', reason: 'the device was root’s' },
    { when: !byOwner && !root, severity: 'high', reason: `the device was removed by ${actor}, not by ${user}` },
    { when: byOwner && !safely, severity: 'high', reason: `how the device was removed: ${credentialReason(removal)}` },
    { when: failed >= many, severity: 'high', reason: `${failed} sign-ins failed since the removal` },
    { when: safely && !root, severity: 'medium', reason: elsewhereOnly },
  ];
}

/** Whether the user has acted in an MFA session from the same address before: removed the device, or signed in since. */
function isAtHome(failure: TrailEvent, since: readonly TrailEvent[]): boolean {
  return since.some(
    (event) =>
      actsOnOneself(event) && event.actor.mfa === 'mfa' && fromOneAddress(event, failure) && byTime(event, failure) < 0,
  );
}

/**
 * Once somebody else has deleted the password (or the user), no sign-in can succeed until there is a new one. CloudTrail's
 * times are whole seconds: a password of the same second may be the new one.
 */
function hasLeft(failure: TrailEvent, events: readonly TrailEvent[]): boolean {
  const isFarewell = (event: TrailEvent): boolean =>
    endsUser(event) && (event.name === 'DeleteUser' || !actsOnOneself(event)) && millis(event) < millis(failure);
  const last = events.findLast(isFarewell);
  return (
    last !== undefined &&
    !events.some((event) => hasNewPassword(event) && millis(event) >= millis(last) && millis(event) <= millis(failure))
  );
}

const byBob = { with: 'role', by: 'bob', for: 'alice' } as const;
const removedByBob = (): object => deactivateMfaDevice({ ...byBob, serial: phone });
const failed = (minute: number, from?: string): object =>
  consoleLogin({ minute, outcome: 'Failure', mfaUsed: 'No', ...(from ? { from } : {}) });

export const cases = (): Case[] => [
  {
    name: 'somebody else removed the device, and a sign-in fails twelve minutes later',
    records: [removedByBob(), failed(12)],
    expect: 'high',
    because: ['the device was removed by HelpDesk/bob, not by alice', '12 minutes after'],
  },
  {
    name: 'the device was removed in a session without MFA',
    records: [deactivateMfaDevice({ serial: phone }), failed(600)],
    expect: 'high',
  },
  {
    name: 'root’s device was removed',
    records: [
      deactivateMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER', serial: rootDevice }),
      rootLogin({ minute: 30, outcome: 'Failure', mfaUsed: 'No' }),
    ],
    expect: 'high',
  },
  {
    name: 'the user replaced the phone, and a sign-in fails elsewhere',
    records: [
      enableMfaDevice({ with: 'console-mfa' }),
      deactivateMfaDevice({ minute: 1, with: 'console-mfa', serial: phone }),
      failed(20, elsewhere),
    ],
    expect: 'medium',
  },
  {
    name: 'the same three times',
    records: [
      deactivateMfaDevice({ with: 'console-mfa', serial: phone }),
      ...[5, 10, 15].map((minute) => failed(minute, elsewhere)),
    ],
    expect: 'high',
  },
  {
    name: 'somebody who was offboarded tries to sign in',
    records: [
      removedByBob(),
      loginProfileCall('DeleteLoginProfile', { ...byBob, minute: -1 }),
      ...[60, 61, 62].map((minute) => failed(minute)),
    ],
    expect: 'low',
  },
  {
    name: 'the password was deleted and set anew',
    records: [
      removedByBob(),
      loginProfileCall('DeleteLoginProfile', { ...byBob, minute: 1 }),
      loginProfileCall('CreateLoginProfile', { ...byBob, minute: 2 }),
      failed(60),
    ],
    expect: 'high',
  },
  {
    name: 'the user replaced the phone and mistypes from the same address',
    records: [deactivateMfaDevice({ with: 'console-mfa', serial: phone }), failed(5), failed(6), failed(7)],
    expect: undefined,
  },
  {
    name: 'a help desk replaced the phone, the user signs in with the new one and mistypes hours later',
    records: [removedByBob(), consoleLogin({ minute: 60, device: tablet }), failed(300)],
    expect: undefined,
  },
  {
    name: 'the removal was more than a day ago',
    records: [removedByBob(), failed(1441)],
    expect: undefined,
  },
  {
    name: 'the sign-in failed before the removal',
    records: [failed(-1), removedByBob()],
    expect: undefined,
  },
  {
    name: 'the removal was refused',
    records: [deactivateMfaDevice({ ...byBob, error: 'AccessDenied' }), failed(5)],
    expect: undefined,
  },
];
