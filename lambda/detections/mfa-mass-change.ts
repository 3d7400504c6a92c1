import * as z from 'zod/mini';
import { actorName, credentialReason, few, plural, targetName } from '../events/names';
import { creationOf } from '../events/newcomer';
import { endings, endsUser, locksOut, offboardingAfter, returns, returnsUser } from '../events/offboarding';
import { deactivateMfaDevice, enableMfaDevice, loginProfileCall } from '../events/samples';
import { newNameOf } from '../events/renamings';
import { isSameName } from '../events/text';
import { changesDevices, sameTarget, Timeline } from '../events/timeline';
import { actorKeyOf, actsOnOneself, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { type Burst, bursts } from '../events/window';
import { day } from '../time';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const settings = z.object({
  /** Different users in one window. */
  users: z._default(z.int().check(z.minimum(2)), 3),
  /** Users in one window who lose device and password, and stay. */
  lockedOut: z._default(z.int().check(z.minimum(2)), 5),
  windowMinutes: z._default(z.number().check(z.positive()), 60),
  /** A deletion of the user this soon after a removal makes it offboarding. */
  offboardingMinutes: z._default(z.number().check(z.positive()), 15),
});
type Settings = z.infer<typeof settings>;

export const page: DetectionPage = {
  why: 'With an administrator’s session a thief takes the devices of many users away, or adds their own, before anybody can react. A help desk that hands out tokens also touches many users, but these have none yet.',
  severity: [
    'critical: three or more other users in one hour who lost a device, or got one although they had one',
    'high: five or more other users in one hour who lost device and console password within 15 minutes and are not deleted',
    'high: three or more other users in one hour, of whom one or two lost a device or had one already',
    'medium: three or more other users in one hour got a device, and of some it is not known whether they had one',
    'low: three or more other users in one hour got their first device, or are newcomers whom the actor made (tokens are handed out): one alert for the batch',
  ],
  blindSpots: [
    'One person under several identities, fewer than three users each.',
    'One role session name is one actor: a thief who starts a new session for every user is not joined.',
    'The alert names one user as its target, the last; the others, up to 100, stand beside it (`targets`).',
    'Each account is judged for itself.',
  ],
  falsePositives: [
    'A help desk that replaces the phones of a department within an hour: critical on purpose. Tell those on call, or raise `users`.',
    'Leavers: a removal does not count if the same actor deletes the user, or their console password, within 15 minutes. Where a second actor does the deleting, it counts. Five contractors whose users are kept without password: high.',
    'Users who enrol themselves are their own actors, and an actor’s own device does not count.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'mfa-mass-change',
  title: 'One actor changed the MFA devices of several users',
  attack: ['T1556.006', 'T1098.005', 'T1531'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: ['EnableMFADevice', 'DeactivateMFADevice', 'UpdateUser', ...endings, ...returns],
    },
  ],
  looksUp: { devices: (event) => event.name === 'EnableMFADevice' },
  runbook: [
    'Within 15 minutes, ask the person behind `actor.arn` through a channel other than AWS for the ticket; of a role session, whoever is named after the slash.',
    'If nobody knows of it: stop the actor before you put anything right, or they do it again: make a long-term key inactive and deny the user everything, end a role’s sessions.',
    'Search CloudTrail for EnableMFADevice and DeactivateMFADevice in the 6 hours around, by the actor’s `accessKeyId`: ask these users. Whoever lost a device enrols a new one; a device that nobody knows is deactivated.',
  ],
  settings,
  subjects: (event) =>
    (changesDevices(event) || endsUser(event) || returnsUser(event) || newNameOf(event) !== undefined) &&
    event.errorCode === undefined &&
    event.target.name !== undefined &&
    !actsOnOneself(event)
      ? [actorKeyOf(event)]
      : [],
  detect: (timeline, thresholds) => {
    const within = thresholds.offboardingMinutes * 60_000;
    const counted = timeline.events.filter(
      (event) =>
        event.name === 'EnableMFADevice' ||
        (event.name === 'DeactivateMFADevice' && offboardingAfter(event, timeline, within) === undefined),
    );
    const span = thresholds.windowMinutes * 60_000;
    const lockouts = timeline.events.filter(
      (event) => event.name === 'DeactivateMFADevice' && !counted.includes(event) && locksOut(event, timeline, within),
    );
    return [
      ...bursts(counted, span, thresholds.users, subjectOf).map(({ events, peak }) =>
        finding(events, peak, timeline, thresholds),
      ),
      ...bursts(lockouts, span, thresholds.lockedOut, subjectOf).map((burst) => lockout(burst, thresholds)),
    ];
  },
};

/** Leavers are deleted; whoever wants to be alone in the account leaves the others nothing to sign in with. */
function lockout({ events, peak }: Burst, { windowMinutes }: Settings): Finding {
  const all = usersOf(events);
  const verdicts = [...new Set(events.map(credentialReason))];
  return {
    title: `${actorName(events[0] as TrailEvent)} took device and password of ${all.length} users`,
    ...judge([
      {
        when: true,
        severity: 'high',
        reason: `one actor, ${peak} users in ${windowMinutes} minutes who can no longer sign in and are not deleted: ${few(all)}`,
      },
      ...verdicts.map((reason) => ({ when: true, severity: 'info' as const, reason })),
    ]),
    events,
    serialNumbers: devicesNamed(events),
  };
}

function finding(events: TrailEvent[], peak: number, timeline: Timeline, { users, windowMinutes }: Settings): Finding {
  const removed = events.filter(({ name }) => name === 'DeactivateMFADevice');
  const added = events.filter(({ name }) => name === 'EnableMFADevice');
  const before = new Map(added.map((event) => [event, timeline.devicesBefore(event)]));
  const further = added.filter(
    (event) => (before.get(event)?.devices.length ?? 0) > 0 && !isOfNewcomer(event, timeline),
  );
  const unclear = added.filter((event) => !further.includes(event) && before.get(event)?.status === 'unknown');
  const harmful = events.filter((event) => removed.includes(event) || further.includes(event));
  const many = bursts(harmful, windowMinutes * 60_000, users, subjectOf).length > 0;
  const first = harmful.length === 0 && unclear.length === 0;
  const severity = many ? 'critical' : 'high';
  const actor = actorName(events[0] as TrailEvent);
  const all = usersOf(events);
  const inAll = all.length > peak ? `, ${all.length} in all` : '';
  const verdicts = new Map(events.map((event) => [credentialReason(event), event.actor.mfa]));
  const judged = judge([
    { when: removed.length > 0, severity, reason: `${plural(usersOf(removed).length, 'user')} lost a device` },
    {
      when: further.length > 0,
      severity,
      reason: `${plural(usersOf(further).length, 'user')} got a device although they had one`,
    },
    {
      when: unclear.length > 0,
      severity: 'medium',
      reason: `whether it was the first device is unknown of ${plural(usersOf(unclear).length, 'user')}`,
    },
    { when: first, severity: 'low', reason: 'first devices only' },
    ...[...verdicts.keys()].map((reason) => ({ when: true, severity: 'info' as const, reason })),
  ]);
  return {
    title: `${actor} ${first ? 'handed out first MFA devices to' : 'changed the MFA devices of'} ${all.length} users`,
    severity: judged.severity,
    reasons: [`one actor, ${peak} users in ${windowMinutes} minutes${inAll}: ${few(all)}`, ...judged.reasons],
    events,
    serialNumbers: devicesNamed(events),
    ...(first && ![...verdicts.values()].includes('none') && { settles: true as const }),
  };
}

/** The actor made the user the same day, and the devices are all theirs. */
function isOfNewcomer(added: TrailEvent, { events, key }: Timeline): boolean {
  const isAbout = (event: TrailEvent): boolean =>
    sameTarget(event, added) || isSameName(newNameOf(event), added.target.name);
  const ofUser = new Timeline(
    events.filter(isAbout).map((event) => ({ event })),
    key,
  );
  const near = ofUser.events.filter((event) => millis(added) - millis(event) <= day);
  return creationOf(added, near, ofUser) !== undefined;
}

function usersOf(events: readonly TrailEvent[]): string[] {
  return [...new Map(events.map((event) => [subjectOf(event), targetName(event)])).values()];
}

const people = ['alice', 'carol', 'dave'];
const helpDesk = { with: 'role', by: 'bob' } as const;
const serialOf = (user: string): string => `arn:aws:iam::111122223333:mfa/${user}-token`;
const removals = (): object[] =>
  people.map((user, index) =>
    deactivateMfaDevice({ ...helpDesk, for: user, serial: serialOf(user), minute: index * 30 }),
  );
const tokens = (): object[] =>
  people.map((user, index) => enableMfaDevice({ ...helpDesk, for: user, serial: serialOf(user), minute: index * 5 }));

export const cases = (): Case[] => [
  {
    name: 'a role removes the devices of three users in exactly an hour',
    records: removals(),
    devices: {},
    expect: 'critical',
    because: ['3 users lost a device'],
  },
  {
    name: 'a role adds a device to three users who have one',
    records: tokens(),
    devices: Object.fromEntries(people.map((user) => [user, [`${serialOf(user)}-old`]])),
    expect: 'critical',
    because: ['although they had one'],
  },
  {
    name: 'two first tokens, and one for a user who has a device',
    records: tokens(),
    devices: { alice: [`${serialOf('alice')}-old`] },
    expect: 'high',
  },
  { name: 'tokens while no look-up succeeds', records: tokens(), expect: 'medium', because: ['unknown of 3 users'] },
  {
    name: 'a help desk hands out first tokens',
    records: tokens(),
    devices: {},
    expect: 'low',
    because: ['first devices only'],
  },
  {
    name: 'five users lose device and password, and stay',
    records: ['dave', 'erin', 'frank', 'grace', 'heidi'].flatMap((user, index) => [
      deactivateMfaDevice({ ...helpDesk, for: user, minute: index }),
      loginProfileCall('DeleteLoginProfile', { ...helpDesk, for: user, minute: index + 0.2 }),
    ]),
    expect: 'high',
    because: ['not deleted: dave, erin'],
  },
  {
    name: 'five users lose their password and then their device, and are deleted',
    records: ['dave', 'erin', 'frank', 'grace', 'heidi'].flatMap((user, index) => [
      loginProfileCall('DeleteLoginProfile', { ...helpDesk, for: user, minute: index }),
      deactivateMfaDevice({ ...helpDesk, for: user, minute: index + 0.2 }),
      loginProfileCall('DeleteUser', { ...helpDesk, for: user, minute: index + 0.4 }),
    ]),
    expect: undefined,
  },
  {
    name: 'three leavers: each removal is followed by the deletion of the user',
    records: people.flatMap((user, index) => [
      deactivateMfaDevice({ ...helpDesk, for: user, serial: serialOf(user), minute: index * 10 }),
      loginProfileCall('DeleteUser', { ...helpDesk, for: user, minute: index * 10 + 15 }),
    ]),
    devices: {},
    expect: undefined,
  },
  {
    name: 'three people enrol themselves',
    records: people.map((user, minute) => enableMfaDevice({ by: user, serial: serialOf(user), minute })),
    devices: {},
    expect: undefined,
  },
  {
    name: 'an own device and two tokens',
    records: [
      enableMfaDevice({ with: 'console-mfa', by: 'bob', minute: 0 }),
      ...['alice', 'carol'].map((user) =>
        enableMfaDevice({ with: 'console-mfa', by: 'bob', for: user, serial: serialOf(user), minute: 5 }),
      ),
    ],
    devices: {},
    expect: undefined,
  },
  {
    name: 'the third removal comes 61 minutes after the first',
    records: [...removals().slice(0, 2), deactivateMfaDevice({ ...helpDesk, for: 'dave', minute: 61 })],
    devices: {},
    expect: undefined,
  },
];
