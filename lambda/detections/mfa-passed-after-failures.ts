import * as z from 'zod/mini';
import { deviceName } from '../events/device';
import { addressOf, fromOneAddress } from '../events/address';
import { farFromHome, isFromHome, isFarFromHome } from '../events/home';
import { failedMfaCheck, passedMfaCheck, stsMfaCondition } from '../events/mfa-check';
import { duration, plural, targetName } from '../events/names';
import { consoleLogin, elsewhere, enableMfaDevice, getSessionToken, home, tablet } from '../events/samples';
import { addsDevice, type Timeline } from '../events/timeline';
import { actsOnOneself, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, rank } from './severity';
import { day } from '../time';

const count = z.int().check(z.minimum(1));
const settings = z.object({
  /** Failures in one window, and then a success, that are worth a word. */
  failures: z._default(count, 3),
  /** Up to so many failures are an owner's slips, if address and device are the owner's too. */
  mistypes: z._default(count, 4),
  /** So many are no owner's: somebody guessed, and got in. */
  guesses: z._default(count, 10),
  /** For the failures, and again from the last of them to the success. */
  windowMinutes: z._default(z.number().check(z.positive()), 15),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'Failures that end in a success are either an owner who found the right code, or somebody who got in. Address and device tell the two apart: the owner stays in one place and uses the device that was there before.',
  severity: [
    'critical: the success came from an address that none of the failures came from (and where the user had not signed in in the week before), or with a device that was added after the failures had begun, or after 10 failures in 15 minutes; or it would be high, and the user then added a device from the address of the success within a day',
    'high: 5 or more failures, however slow as long as 3 fall into any 15 minutes, or failures from other addresses too and the device is new or not named',
    'high: 10 or more sign-ins failed in 15 minutes, whatever MFAUsed says of them, and the success came from where the user had not signed in in the week before, though elsewhere',
    'medium: 3 or 4 failures from elsewhere, and then the user from where they had signed in in the week before, with a device that is not new',
    'medium: 3 or 4 failures, some from another address than the success, with a device that is not new (a VPN with several exits)',
    'medium: the device was added within the last week, or the record does not name it',
    'low: 3 or 4 failures in all and the success from one address, with a device that is not new (a mistype)',
  ],
  blindSpots: [
    'AWS does not record which factor of a failed ConsoleLogin was wrong; those with MFAUsed “Yes” count, and the others only where ten come together.',
    'An attacker who fails and succeeds from one address, 3 or 4 times, with the owner’s own device (a relayed code) looks like the owner.',
    'Wrong codes while a device is being enrolled do not count: newcomers mistype those, and mfa-enrolment-refused reports them.',
    'A device that was added more than a week ago counts as known.',
    'A thief who fails elsewhere, and then gets in from the owner’s own network with the owner’s device (a relayed code), is medium.',
    'A device that is added after the success, but from another address, is not taken for part of it.',
  ],
  falsePositives: [
    'Three or four slips, then a success from the same address with the old device: low, and what comes after that success is not held against it.',
    'An owner who changes networks between the failures and the success: critical on purpose where they had not signed in from the second in the week before, since nothing else in the record tells them from a thief.',
    'A help desk that replaces a device while its owner is failing: critical on purpose, since it is how help desks are deceived.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'mfa-passed-after-failures',
  title: 'MFA was passed after it had failed again and again',
  attack: ['T1110.001', 'T1621', 'T1078.004'],
  watches: [
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin', 'CredentialVerification'] },
    { source: 'sts.amazonaws.com', names: ['GetSessionToken'], where: stsMfaCondition },
    { source: 'sts.amazonaws.com', names: ['AssumeRole'], where: stsMfaCondition, readOnly: true },
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice'] },
  ],
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS whether the success at `time` was theirs, and from where they work; compare with `sourceIPAddress`.',
    'If not: deactivate a device that they do not know, set a new password where they sign in (IAM, Identity Center, or root’s mailbox), make their access keys inactive, and deny sessions that began before now (`aws:TokenIssueTime`).',
    'Search CloudTrail from the success on, for 24 hours, for the user’s name and the key of the new session: what was done?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: (timeline, limits) => {
    const window = limits.windowMinutes * 60_000;
    const failures = timeline.events.filter((event) => failedMfaCheck(event) && event.source !== 'iam.amazonaws.com');
    const findings: Finding[] = [];
    let explained = -Infinity;
    for (const success of timeline.events.filter(passedMfaCheck)) {
      const open = failures.filter((failure) => millis(failure) > explained && millis(failure) <= millis(success));
      const burst = bursts(open, window, limits.failures).at(-1);
      const last = burst?.events.at(-1);
      if (burst === undefined || last === undefined || millis(success) - millis(last) > window) continue;
      const found = finding(burst.events, burst.peak, success, timeline, limits);
      if (found.severity === 'low') explained = millis(success);
      findings.push(found);
    }
    return [...findings, ...afterPasswords(timeline, limits, findings)];
  },
};

/**
 * Whether AWS marks a sign-in with a wrong code `MFAUsed: No` is not known. So where so many fail that nobody mistypes, and
 * the one who then gets in comes from where the owner has not been, those without the mark count as well.
 */
function afterPasswords(timeline: Timeline, limits: Settings, found: readonly Finding[]): Finding[] {
  const window = limits.windowMinutes * 60_000;
  const failed = timeline.events.filter(({ name, signIn }) => name === 'ConsoleLogin' && signIn?.outcome === 'Failure');
  const guessed = bursts(failed, window, limits.guesses);
  if (guessed.length === 0) return [];
  const told = found.flatMap(({ events }) => events);
  return guessed.flatMap(({ events, peak }) => {
    const last = events.at(-1) as TrailEvent;
    const success = timeline.events.find(
      (event) =>
        passedMfaCheck(event) &&
        millis(event) >= millis(last) &&
        millis(event) - millis(last) <= window &&
        isFarFromHome(event, timeline),
    );
    if (success === undefined || told.includes(success)) return [];
    const user = targetName(success);
    return [
      {
        title: `${user} passed MFA after ${plural(events.length, 'failed sign-in')}`,
        ...judge([
          {
            when: true,
            severity: 'high',
            reason: `${peak} sign-ins failed in ${limits.windowMinutes} minutes; AWS does not say whether password or code was wrong`,
          },
          { when: true, severity: 'high', reason: `the success came ${farFromHome(success, user)}` },
        ]),
        events: [...events, success],
        serialNumbers: devicesNamed([success]),
      },
    ];
  });
}

function finding(
  failures: readonly TrailEvent[],
  peak: number,
  success: TrailEvent,
  timeline: Timeline,
  { mistypes, guesses, windowMinutes }: Settings,
): Finding {
  const from = addressOf(success) ?? 'an address that was not recorded';
  const near = failures.filter((failure) => fromOneAddress(failure, success));
  const device = success.serialNumber;
  const added = timeline.events.findLast(
    (event) =>
      addsDevice(event) &&
      event.serialNumber !== undefined &&
      event.serialNumber === device &&
      millis(event) <= millis(success),
  );
  const unnamed = timeline.events.findLast(
    (event) => addsDevice(event) && event.serialNumber === undefined && millis(event) <= millis(success),
  );
  const since = added !== undefined && millis(added) >= millis(failures[0] ?? success) ? [added] : [];
  const sameAddress = near.length === failures.length;
  // Slow guessing never fills one window, so what an owner may mistype is counted from the first failure on.
  const guessed = failures.length > mistypes;
  const isOld = added === undefined && unnamed === undefined && device !== undefined;
  const isOwners = isOld && !guessed;
  const slip = sameAddress && isOwners;
  const isAsEver = isOld && isFromHome(success, timeline);
  const judged = judge([
    {
      when: near.length === 0 && !isAsEver,
      severity: 'critical',
      reason: `the success came from ${from}, no failure did`,
    },
    {
      when: near.length === 0 && isAsEver,
      severity: 'medium',
      reason: `the success came from ${from}, where ${targetName(success)} had signed in in the week before, with a device that is not new; no failure did: somebody else may know the password`,
    },
    {
      when: since.length > 0,
      severity: 'critical',
      reason: `the device ${deviceName(device ?? '')} was added after the failures had begun`,
    },
    { when: peak >= guesses, severity: 'critical', reason: `${peak} failures in ${windowMinutes} minutes` },
    { when: peak > mistypes, severity: 'high', reason: `${peak} failures in ${windowMinutes} minutes` },
    {
      when: guessed && peak <= mistypes,
      severity: 'high',
      reason: `${plural(failures.length, 'failure')} in ${duration(millis(failures.at(-1) ?? success) - millis(failures[0] ?? success))}`,
    },
    {
      when: near.length > 0 && !sameAddress,
      severity: isOwners ? 'medium' : 'high',
      reason: `the success came from ${from}, but not all of the failures did`,
    },
    {
      when: since.length === 0 && added !== undefined,
      severity: 'medium',
      reason: `the device had been added only ${added === undefined ? '' : duration(millis(success) - millis(added))} before`,
    },
    {
      when: unnamed !== undefined,
      severity: 'medium',
      reason: `a device that the record does not name had been added ${unnamed === undefined ? '' : duration(millis(success) - millis(unnamed))} before`,
    },
    { when: device === undefined, severity: 'medium', reason: 'the record does not say with which device' },
    {
      when: slip,
      severity: 'low',
      reason: `${plural(failures.length, 'failure')}, then a success from the same address with a device that is not new`,
    },
    { when: !slip && sameAddress, severity: 'info', reason: 'then MFA was passed, from the address of the failures' },
  ]);
  const later = rank(judged.severity) >= rank('high') ? addedNext(success, timeline) : [];
  return {
    title: `${targetName(success)} passed MFA after ${plural(failures.length, 'failure')}${later.length > 0 ? ', and then added a device' : ''}`,
    severity: later.length > 0 ? 'critical' : judged.severity,
    reasons: [
      ...later.map(
        (event) => `${duration(millis(event) - millis(success))} later ${deviceAdded(event)}, from the same address`,
      ),
      ...judged.reasons,
    ],
    events: [...failures, ...since, success, ...later].sort((a, b) => millis(a) - millis(b)),
    serialNumbers: devicesNamed([success, ...later]),
  };
}

/** What the one who got in may come back with. */
function addedNext(success: TrailEvent, { events }: Timeline): TrailEvent[] {
  return events.filter((event) => {
    const lag = millis(event) - millis(success);
    const isTheirs = addsDevice(event) && actsOnOneself(event) && fromOneAddress(event, success);
    return isTheirs && lag >= 0 && lag <= day;
  });
}

function deviceAdded({ serialNumber }: TrailEvent): string {
  return serialNumber === undefined
    ? 'a device was added that the record does not name'
    : `the device ${serialNumber} was added`;
}

const failures = (minutes: number[], from = home): object[] =>
  minutes.map((minute) => consoleLogin({ minute, from, outcome: 'Failure' }));

export const cases = (): Case[] => [
  {
    name: 'three failures, then a success from elsewhere',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3, from: elsewhere })],
    expect: 'critical',
    because: [elsewhere],
  },
  {
    name: 'three failures from elsewhere, then the owner, as on the days before',
    records: [
      ...[-3, -2].map((ago) => consoleLogin({ minute: ago * 1440 })),
      ...failures([0, 1, 2], elsewhere),
      consoleLogin({ minute: 9 }),
    ],
    expect: 'medium',
    because: ['had signed in in the week before'],
  },
  {
    name: 'three failures from elsewhere, then from the owner’s address with a device added last week',
    records: [
      ...[-3, -2].map((ago) => consoleLogin({ minute: ago * 1440 })),
      enableMfaDevice({ minute: -1000, with: 'console-mfa' }),
      ...failures([0, 1, 2], elsewhere),
      consoleLogin({ minute: 9, device: tablet }),
    ],
    expect: 'critical',
  },
  {
    name: 'three failures, then a success with a device that somebody added in between',
    records: [
      ...failures([0, 1, 2]),
      enableMfaDevice({ minute: 3, with: 'role', by: 'bob', for: 'alice' }),
      consoleLogin({ minute: 4, device: tablet }),
    ],
    expect: 'critical',
    because: ['added after the failures had begun'],
  },
  {
    name: 'ten failures, then a success from the same address: somebody has guessed it',
    records: [...failures([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), consoleLogin({ minute: 10 })],
    expect: 'critical',
    because: ['10 failures in 15 minutes'],
  },
  {
    name: 'five failures, then a success from the same address: more than an owner mistypes',
    records: [...failures([0, 1, 2, 3, 4]), consoleLogin({ minute: 5 })],
    expect: 'high',
  },
  {
    name: 'who guessed it adds a device of their own, so as to come back',
    records: [
      ...failures([0, 1, 2, 3, 4], elsewhere),
      consoleLogin({ minute: 5, from: elsewhere }),
      enableMfaDevice({ minute: 8, with: 'console-mfa', from: elsewhere }),
    ],
    expect: 'critical',
    because: [`3 minutes later the device ${tablet} was added, from the same address`],
  },
  {
    name: 'who guessed it; and then the owner adds a device, from elsewhere, and the day after',
    records: [
      ...failures([0, 1, 2, 3, 4], elsewhere),
      consoleLogin({ minute: 5, from: elsewhere }),
      enableMfaDevice({ minute: 60, with: 'console-mfa' }),
      enableMfaDevice({ minute: 1446, with: 'console-mfa', from: elsewhere, serial: `${tablet}-2` }),
    ],
    expect: 'high',
  },
  {
    name: 'three mistyped codes, then a success from the same address, and a second device',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3 }), enableMfaDevice({ minute: 6, with: 'console-mfa' })],
    expect: 'low',
  },
  {
    name: 'nine failures, one every four minutes, then a success from the same address',
    records: [...failures([0, 4, 8, 12, 16, 20, 24, 28, 32]), consoleLogin({ minute: 36 })],
    expect: 'high',
    because: ['9 failures in 32 minutes'],
  },
  {
    name: 'failures from two addresses, then a success from one of them',
    records: [...failures([0, 1], elsewhere), ...failures([2]), consoleLogin({ minute: 3 })],
    expect: 'medium',
  },
  {
    name: 'the same with a device that was added a week ago',
    records: [
      enableMfaDevice({ minute: -4320 }),
      ...failures([0, 1], elsewhere),
      ...failures([2]),
      consoleLogin({ minute: 3, device: tablet }),
    ],
    expect: 'high',
  },
  {
    name: 'eleven failures that say nothing of MFA, then a success from where the owner has not been',
    records: [
      consoleLogin({ minute: -2880 }),
      ...Array.from({ length: 11 }, (_, minute) =>
        consoleLogin({ minute, mfaUsed: 'No', outcome: 'Failure', from: elsewhere }),
      ),
      consoleLogin({ minute: 12, from: elsewhere }),
    ],
    expect: 'high',
    because: ['came from elsewhere'],
  },
  {
    name: 'the same from where the owner is at home',
    records: [
      consoleLogin({ minute: -2880 }),
      ...Array.from({ length: 11 }, (_, minute) => consoleLogin({ minute, mfaUsed: 'No', outcome: 'Failure' })),
      consoleLogin({ minute: 12 }),
    ],
    expect: undefined,
  },
  {
    name: 'three mistyped codes with a device that is three days old',
    records: [enableMfaDevice({ minute: -4320 }), ...failures([0, 1, 2]), consoleLogin({ minute: 3, device: tablet })],
    expect: 'medium',
  },
  {
    name: 'three mistyped codes, then a success from the same address',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3 })],
    expect: 'low',
  },
  {
    name: 'the owner mistyped, got in, and goes on from another network',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 3 }), getSessionToken({ minute: 8, from: elsewhere })],
    expect: 'low',
  },
  {
    name: 'two mistyped codes, then a success from the same address',
    records: [...failures([0, 1]), consoleLogin({ minute: 2 })],
    expect: undefined,
  },
  {
    name: 'a newcomer mistypes codes while enrolling, then signs in with the new device',
    records: [
      ...[0, 1, 2].map((minute) => enableMfaDevice({ minute, error: 'InvalidAuthenticationCodeException' })),
      enableMfaDevice({ minute: 3 }),
      consoleLogin({ minute: 5, device: tablet }),
    ],
    expect: undefined,
  },
  {
    name: 'a success more than 15 minutes after the failures',
    records: [...failures([0, 1, 2]), consoleLogin({ minute: 18, from: elsewhere })],
    expect: undefined,
  },
  {
    name: 'failures and no success',
    records: failures([0, 1, 2, 3, 4]),
    expect: undefined,
  },
];
