import * as z from 'zod/mini';
import { addressOf, fromOneAddress } from '../events/address';
import { farFromHome, isFarFromHome, isSignIn, signIns } from '../events/home';
import { actorName, credentialReason, targetName, notByOwner } from '../events/names';
import { consoleLogin, deactivateMfaDevice, elsewhere, enableMfaDevice, phone, tablet } from '../events/samples';
import { givenBefore } from '../events/taken-back';
import { changesDevices, enrolsUser, type Timeline } from '../events/timeline';
import { actsOnOneself, byTime, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const settings = z.object({
  /** Most minutes between the removal of the old device and the adding of the new one. */
  windowMinutes: z._default(z.number().check(z.positive()), 30),
});

export const page: DetectionPage = {
  why: 'Taking the owner’s device away and putting one’s own in its place takes the account over: the owner is out, and every MFA check passes. Owners do the same when they change phones, but in one MFA session and from one place.',
  severity: [
    'critical: root’s device, whoever replaced it; the old device was removed with a session or key without MFA; somebody else added the new one with a session or key without MFA',
    'high: somebody else removed the old device or added the new one (a help desk role does this for a lost phone); the user did both, but from two addresses, or added the new one without MFA',
    'medium: the user did both in MFA sessions from one address, but in the week before they passed MFA from others only; replaces what the two acts alone would be',
    'low: the user did both in MFA sessions from one address, at least one of them with a session token outside the console; replaces what the two acts alone would be',
    'info: the user did both in MFA sessions in the console and from one address; replaces what the two acts alone would be',
  ],
  blindSpots: [
    'A thief who works through the owner’s own MFA session, from an address where the owner has been in the week before, or while nothing is known of that week, is info like the owner.',
    'Whether a role or federated session used MFA is not recorded by CloudTrail.',
    'More than 30 minutes between the two acts, or a user who is renamed between them: each is judged alone.',
  ],
  falsePositives: [
    'A help desk that removes a lost phone, and the user or the help desk who enrols the new one: high on purpose, since a caller who pretends to be the user looks the same. Tell those on call, or make an exception for the help desk’s role.',
    'An owner who changes networks between the two acts: high. Who sets up a new phone on the first day in another place: medium.',
    'Root’s phone is replaced: critical on purpose; it happens once in years, so tell those on call before.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'mfa-device-swapped',
  title: 'A user’s MFA device was replaced by another',
  attack: ['T1556.006', 'T1098.005', 'T1531'],
  watches: [{ source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] }, ...signIns],
  looksUp: { devices: changesDevices, exposure: enrolsUser },
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS whether they have a new phone or key; compare with the new device, `serialNumber`.',
    'If somebody else did either act, ask the person behind `actor.arn` for the ticket, and how they made sure who was asking.',
    'If nobody knows of it: deactivate the new device, end the sessions of `accessKeyId`, and set a new console password.',
    'Search CloudTrail for the 24 hours since for sign-ins with `additionalEventData.MFAIdentifier` = the new serial: has it been used?',
  ],
  settings,
  subjects: (event) =>
    (changesDevices(event) || isSignIn(event)) && event.target.type !== 'unknown' ? [subjectOf(event)] : [],
  detect: (timeline, { windowMinutes }) => {
    const removals = timeline.events.filter(
      (event) => event.name === 'DeactivateMFADevice' && givenBefore(event, timeline) === undefined,
    );
    return timeline.events
      .filter(({ name }) => name === 'EnableMFADevice')
      .flatMap((added) => {
        const gap = (removed: TrailEvent): number => Math.abs(millis(removed) - millis(added));
        const replaced = removals
          .filter((removed) => replaces(added, removed, windowMinutes * 60_000))
          .sort((a, b) => gap(a) - gap(b) || byTime(a, b))
          .slice(0, mostReplaced)
          .sort(byTime);
        const benign = replaced.filter((removed) => isOwnersSwap(added, removed));
        const others = replaced.filter((removed) => !benign.includes(removed));
        return [
          ...(benign.length === 0 ? [] : [ownersSwap(added, benign, timeline)]),
          ...(others.length === 0 ? [] : [finding(added, others)]),
        ];
      });
  },
};

/** Nobody has more than eight devices; who takes away and adds hundreds must not make every event dear to judge. */
const mostReplaced = 10;

/**
 * A device that comes back under its old name may be another; one that is removed after it was added is just undone, and
 * so may be one of the two that has no name.
 */
function replaces(added: TrailEvent, removed: TrailEvent, within: number): boolean {
  if (Math.abs(millis(added) - millis(removed)) > within) return false;
  if (millis(removed) <= millis(added)) return true;
  const serials = devicesNamed([added, removed]);
  return serials.length === 2;
}

function isOwnersSwap(added: TrailEvent, removed: TrailEvent): boolean {
  const own = [added, removed].every((event) => actsOnOneself(event) && event.actor.mfa === 'mfa');
  return own && added.target.type !== 'Root' && fromOnePlace(added, removed);
}

/** One session whose calls go out by IPv4 and IPv6 has an address of each. */
function fromOnePlace(a: TrailEvent, b: TrailEvent): boolean {
  if (fromOneAddress(a, b)) return true;
  const [one, other] = [a, b].map((event) => addressOf(event)?.includes(':'));
  const isOneSession = a.actor.accessKeyId !== undefined && a.actor.accessKeyId === b.actor.accessKeyId;
  return isOneSession && one !== undefined && other !== undefined && one !== other;
}

function ownersSwap(added: TrailEvent, removed: readonly TrailEvent[], timeline: Timeline): Finding {
  const events = [added, ...removed].sort(byTime);
  // Of a session with an address of each family one may be new.
  const far = events.every((event) => isFarFromHome(event, timeline)) ? added : undefined;
  const isOneAddress = removed.every((event) => fromOneAddress(event, added));
  const token = events.some(({ actor }) => actor.credential === 'session-token');
  return {
    title: `${targetName(added)} replaced their own MFA device`,
    ...judge([
      {
        when: far !== undefined,
        severity: 'medium',
        reason: far === undefined ? '' : farFromHome(far, targetName(added)),
      },
      { when: token, severity: 'low', reason: 'made with a session token, not in the console' },
      {
        when: true,
        severity: 'info',
        reason: `old device removed and new one added by ${targetName(added)} with MFA, from one ${isOneAddress ? 'address' : 'session'}`,
      },
    ]),
    events,
    serialNumbers: devicesNamed(events),
    settles: true,
  };
}

function finding(added: TrailEvent, removed: readonly TrailEvent[]): Finding {
  const events = [added, ...removed].sort(byTime);
  const target = targetName(added);
  const strangers = events.filter((event) => !actsOnOneself(event));
  const weak = removed.find(({ actor }) => actor.mfa === 'none');
  const addedWithout = added.actor.mfa === 'none';
  const removers = [...new Set(removed.map(actorName))].join(' and ');
  const isByOne = removers === actorName(added);
  const moved = removed.find((event) => !fromOneAddress(added, event));
  return {
    title: isByOne
      ? `${actorName(added)} replaced ${actsOnOneself(added) ? 'their own' : `${target}'s`} MFA device`
      : `${target}'s MFA device was replaced: ${removers} removed the old one, ${actorName(added)} added the new one`,
    ...judge([
      { when: added.target.type === 'Root', severity: 'critical', reason: 'root’s MFA device was replaced' },
      {
        when: weak !== undefined,
        severity: 'critical',
        reason: `the old device was removed by ${weak && `${actorName(weak)}: ${credentialReason(weak)}`}`,
      },
      {
        when: addedWithout,
        severity: actsOnOneself(added) ? 'high' : 'critical',
        reason: `the new device was added by ${actorName(added)}: ${credentialReason(added)}`,
      },
      ...strangers.map((event) => ({
        when: true,
        severity: 'high' as const,
        reason: notByOwner(event),
      })),
      {
        when: moved !== undefined,
        severity: 'high',
        reason: `old device removed from ${address(moved)}, new one added from ${address(added)}`,
      },
    ]),
    events,
    serialNumbers: devicesNamed(events),
  };
}

function address(event: TrailEvent | undefined): string {
  return (event && addressOf(event)) ?? 'an unknown address';
}

const helpDesk = { with: 'role', by: 'bob', for: 'alice' } as const;
const own = { with: 'console-mfa' } as const;

export const cases = (): Case[] => [
  {
    name: 'a help desk takes back the wrong first device, and gives the right one',
    records: [
      enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', serial: phone }),
      deactivateMfaDevice({ with: 'role', by: 'bob', for: 'alice', serial: phone, minute: 2 }),
      enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', minute: 4 }),
    ],
    devices: {},
    expect: undefined,
  },
  {
    name: 'a console session without MFA replaces the phone',
    records: [deactivateMfaDevice({ serial: phone }), enableMfaDevice({ minute: 5 })],
    devices: { alice: [phone] },
    expect: 'critical',
    because: ['console session without MFA'],
  },
  {
    name: 'somebody else’s key adds a device, and then removes the owner’s',
    records: [
      enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice' }),
      deactivateMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', serial: phone, minute: 30 }),
    ],
    devices: { alice: [phone] },
    expect: 'critical',
    because: ['done by mallory, not by alice'],
  },
  {
    name: 'root’s phone is replaced in an MFA session',
    records: [
      deactivateMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER', serial: phone }),
      enableMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER', minute: 2 }),
    ],
    expect: 'critical',
  },
  {
    name: 'a help desk role replaces a lost phone',
    records: [deactivateMfaDevice({ ...helpDesk, serial: phone }), enableMfaDevice({ ...helpDesk, minute: 4 })],
    devices: { alice: [phone] },
    expect: 'high',
  },
  {
    name: 'the help desk removes the lost phone, the user enrols the new one',
    records: [deactivateMfaDevice({ ...helpDesk, serial: phone }), enableMfaDevice({ minute: 20 })],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['console session without MFA'],
  },
  {
    name: 'the user’s MFA sessions, from two addresses',
    records: [deactivateMfaDevice({ ...own, serial: phone }), enableMfaDevice({ ...own, minute: 3, from: elsewhere })],
    devices: { alice: [phone] },
    expect: 'high',
    because: [elsewhere],
  },
  {
    name: 'own phone replaced from an address where the owner was not all week',
    records: [
      ...[-3, -2, -1].map((days) => consoleLogin({ minute: days * 24 * 60, device: phone })),
      consoleLogin({ minute: -10, from: elsewhere, device: phone }),
      enableMfaDevice({ ...own, from: elsewhere }),
      deactivateMfaDevice({ ...own, serial: phone, from: elsewhere, minute: 2 }),
    ],
    devices: { alice: [phone] },
    expect: 'medium',
    because: [`from ${elsewhere}; all that is known of alice's sign-ins`],
  },
  {
    name: 'the same from the address of the week before',
    records: [
      consoleLogin({ minute: -24 * 60, device: phone }),
      consoleLogin({ minute: -23 * 60, from: elsewhere, device: phone }),
      enableMfaDevice({ ...own, from: elsewhere }),
      deactivateMfaDevice({ ...own, serial: phone, from: elsewhere, minute: 2 }),
    ],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'own phone replaced from two addresses of one IPv6 network',
    records: [
      deactivateMfaDevice({ ...own, serial: phone, from: '2001:db8:10:20::7' }),
      enableMfaDevice({ ...own, minute: 2, from: '2001:DB8:10:0020:77aa:0:0:1' }),
    ],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'own phone replaced in one session that goes out by IPv4 and by IPv6',
    records: [
      deactivateMfaDevice({ ...own, serial: phone }),
      enableMfaDevice({ ...own, minute: 2, from: '2001:db8:10:20::7' }),
    ],
    devices: { alice: [phone] },
    expect: 'info',
    because: ['from one session'],
  },
  {
    name: 'the user’s MFA sessions, from nobody knows where',
    records: [
      deactivateMfaDevice({ ...own, serial: phone, from: 'AWS Internal' }),
      enableMfaDevice({ ...own, minute: 2, from: 'AWS Internal' }),
    ],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['an unknown address'],
  },
  {
    name: 'an own phone replaced under the same name by somebody else’s session',
    records: [deactivateMfaDevice({ ...helpDesk }), enableMfaDevice({ ...helpDesk, minute: 2 })],
    devices: { alice: [tablet] },
    expect: 'high',
  },
  {
    name: 'an own phone replaced with an MFA session token',
    records: [
      deactivateMfaDevice({ with: 'session-mfa', serial: phone }),
      enableMfaDevice({ with: 'session-mfa', minute: 2 }),
    ],
    devices: { alice: [phone] },
    expect: 'low',
  },
  {
    name: 'own phone replaced in one MFA session, the old one removed first',
    records: [deactivateMfaDevice({ ...own, serial: phone }), enableMfaDevice({ ...own, minute: 2 })],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'own phone replaced in one MFA session, the new one added first',
    records: [enableMfaDevice({ ...own }), deactivateMfaDevice({ ...own, serial: phone, minute: 2 })],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'the old device goes 31 minutes after the new one came',
    records: [enableMfaDevice({ ...own }), deactivateMfaDevice({ ...own, serial: phone, minute: 31 })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'an enrolment that is undone',
    records: [enableMfaDevice({ ...helpDesk }), deactivateMfaDevice({ ...helpDesk, minute: 2 })],
    devices: { alice: [phone] },
    expect: undefined,
  },
];
