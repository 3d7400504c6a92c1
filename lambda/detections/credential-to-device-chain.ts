import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { isFarFromHome, signIns } from '../events/home';
import { actorName, credentialReason, duration, few, targetName } from '../events/names';
import { creationOf, isSetUpByOne, isSetUpByTwo } from '../events/newcomer';
import { byUser, newNameOf, newSubjectOf } from '../events/renamings';
import { sameActor, sameHand } from '../events/same-hand';
import {
  account,
  consoleLogin,
  elsewhere,
  enableMfaDevice,
  getSessionToken,
  iamCall,
  phone,
  tablet,
} from '../events/samples';
import { isSameName } from '../events/text';
import { addsDevice, enrolsUser, sameTarget, type Timeline } from '../events/timeline';
import {
  actorKeyOf,
  actsOnOneself,
  byTime,
  devicesNamed,
  millis,
  subjectOf,
  type TrailEvent,
} from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const settings = z.object({
  /** Credential and device count together within this time. */
  windowHours: z._default(z.number().check(z.positive(), z.maximum(24)), 24),
});

const credentials: Readonly<Record<string, string>> = {
  CreateAccessKey: 'made an access key for',
  CreateLoginProfile: 'set a first password for',
  UpdateLoginProfile: 'set a new password for',
};

const passwords = ['CreateLoginProfile', 'UpdateLoginProfile'];

/** Filed under the actor, too: on a user's own timeline they are not together if the user is renamed between. */
const acts = ['CreateUser', ...Object.keys(credentials), 'EnableMFADevice', 'UpdateUser'];

export const page: DetectionPage = {
  why: 'A key or password and a device that one and the same other person holds are all it takes to be that user, MFA included. Each step alone is everyday administration; both within a day, for a user who existed before, are how an account is taken over.',
  severity: [
    'critical: one actor who is not the user set a key or password for the user and enabled a device for them within 24 hours, in either order, also if the same actor renamed the user between',
    'high: somebody else made a key for the user, and within those 24 hours that key enabled a device for them, from the address at which it was made',
    'high: a long-term key set a console password for its own user, who then enabled a device within those 24 hours',
    'medium: a role’s session and another, or an IAM user, did these two things from one address (not of Identity Center, which names sessions after people)',
    'medium: somebody else set a password for the user, who then added a device from that somebody’s address, and in the week before had been at others only',
    'medium: somebody else had created the user within those 24 hours, and the first password and the first device are all that anybody has given them, both by one actor (a newcomer is set up by two)',
    'low: the same actor had created the user within those 24 hours, and nobody else has enabled a device for them (a newcomer is set up). Who is known from the eight days before under that name is no newcomer, though deleted and created anew',
  ],
  blindSpots: [
    'Two people, or one person under two names, are two actors: a role, or a role under another session name, counts as somebody else at another address.',
    'Who is renamed between the steps is known for the same user only if the same actor renamed them. The alert then has no commands for the user, since the names count as several users.',
    'A device that is enabled with the new key itself looks like the user’s own act. Where the key was made at another address, or the user signs in with the new password and nothing is known of where the user was the week before, only mfa-device-added-without-mfa reports it.',
    'Steps more than 24 hours apart, and a credential that was stolen and not set, are not seen.',
  ],
  falsePositives: [
    'A newcomer who is set up by one administrator in one go: low. Where one creates the user, such as Terraform, and another gives password and device: medium, since a thief who is quicker than the help desk does the same.',
    'A user who comes to the office after a week at home, gets a new password there and enrols: medium.',
    'A help desk that resets the password and hands out a new device in one day: critical on purpose. It hands over the whole account; two people should do it.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'credential-to-device-chain',
  title: 'Somebody gave another user both a new credential and an MFA device',
  attack: ['T1098.001', 'T1098.005', 'T1556.006'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: [...acts, 'DeactivateMFADevice', 'DeleteUser'],
    },
    ...signIns,
  ],
  looksUp: { exposure: enrolsUser },
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS whether somebody set them up anew, with the device in `serialNumber`.',
    'If not: stop the actor, make the user’s new access key inactive or delete the new password, and take the new device away.',
    'Search CloudTrail 24 hours forward for what the target’s user has done: `userIdentity.userName` is the target, `additionalEventData.MFAIdentifier` or `requestParameters.serialNumber` the new device.',
  ],
  settings,
  subjects: (event) => {
    const isAct = acts.includes(event.name) && event.errorCode === undefined && !actsOnOneself(event);
    const renamed = event.errorCode === undefined ? newSubjectOf(event) : undefined;
    return [
      ...new Set([
        subjectOf(event),
        ...(renamed === undefined ? [] : [renamed]),
        ...(isAct ? [actorKeyOf(event)] : []),
      ]),
    ];
  },
  detect: (timeline, { windowHours }) => {
    const span = windowHours * 3_600_000;
    const [first] = timeline.events;
    if (first !== undefined && actorKeyOf(first) === timeline.key) return underOtherNames(timeline, span);
    return timeline.events.filter(addsDevice).flatMap((device) => {
      const near = timeline.events.filter(
        (event) => event.errorCode === undefined && Math.abs(millis(event) - millis(device)) <= span,
      );
      if (actsOnOneself(device)) {
        const byKey = byItsMaker(device, near, timeline);
        return byKey.length > 0 ? byKey : [...bySetting(device, near), ...whereItWasSet(device, near, timeline)];
      }
      const all = near.filter((event) => Object.hasOwn(credentials, event.name) && sameHand(event, device));
      const given = all.filter((event) => sameActor(event, device));
      if (given.length > 0) return [finding(device, given, near, timeline)];
      return all.length === 0 || creationOf(device, near, timeline) !== undefined ? [] : [byOneHand(device, all)];
    });
  },
};

function finding(
  device: TrailEvent,
  given: readonly TrailEvent[],
  near: readonly TrailEvent[],
  timeline: Timeline,
): Finding {
  const target = targetName(device);
  const created = creationOf(device, near, timeline);
  const isByOne = created !== undefined && isSetUpByOne(created, device, timeline);
  const isByTwo = created !== undefined && isSetUpByTwo(created, given, device, timeline);
  const isNewcomer = isByOne || isByTwo;
  const what = [...new Set(given.map(({ name }) => credentials[name] ?? name))].join(' and ');
  return {
    title: isNewcomer
      ? `${actorName(device)} set up the new user ${target} with an MFA device`
      : `${actorName(device)} ${what} ${target} and enabled an MFA device for them`,
    ...judge([
      {
        when: !isNewcomer,
        severity: 'critical',
        reason: `${actorName(device)} ${what} ${target} and enabled a device for them: whoever holds both passes as ${target}`,
      },
      { when: isByOne, severity: 'low', reason: `the same actor created ${target} the same day` },
      {
        when: isByTwo,
        severity: 'medium',
        reason: `${created && actorName(created)} created ${target} the same day, and nobody else has given them a password, key or device`,
      },
      {
        when: created === undefined && near.some((event) => byTime(event, device) < 0 && event.name === 'CreateUser'),
        severity: 'info',
        reason: `a user ${target} was created the same day, but the name was or is somebody else’s`,
      },
      { when: true, severity: 'info', reason: credentialReason(device) },
    ]),
    events: [...(isNewcomer ? [created] : []), ...given, device].sort(byTime),
    act: device,
    serialNumbers: devicesNamed([device]),
  };
}

/** Two people of a help desk, or one who has taken on a role, or given each session another name. */
function byOneHand(device: TrailEvent, given: readonly TrailEvent[]): Finding {
  const target = targetName(device);
  const what = [
    ...new Set(given.map((event) => `${actorName(event)} ${credentials[event.name] ?? event.name} ${target}`)),
  ];
  return {
    title: `${few(what)}, and ${actorName(device)} enabled an MFA device for them from the same address`,
    ...judge([
      {
        when: true,
        severity: 'medium',
        reason: `all from one address, under names that whoever takes on a role chooses: it may be two people, or one who then passes as ${target}`,
      },
      { when: true, severity: 'info', reason: credentialReason(device) },
    ]),
    events: [...given, device].sort(byTime),
    act: device,
    serialNumbers: devicesNamed([device]),
  };
}

/** A key that somebody else made acts as the user, from where it was made: it need not have left its maker. */
function byItsMaker(device: TrailEvent, near: readonly TrailEvent[], timeline: Timeline): Finding[] {
  const made = near.find(
    (event) =>
      event.createdKey !== undefined &&
      event.createdKey === device.actor.accessKeyId &&
      !actsOnOneself(event) &&
      fromOneAddress(event, device),
  );
  if (made === undefined) return [];
  const target = targetName(device);
  const maker = actorName(made);
  const created = creationOf(device, near, timeline);
  const isNewcomer = created !== undefined && sameActor(created, made);
  return [
    {
      title: `${maker} made an access key for ${target}, and the key enabled an MFA device for them from the same address`,
      ...judge([
        {
          when: !isNewcomer,
          severity: 'high',
          reason: `the key was used where ${maker} made it, ${duration(millis(device) - millis(made))} later: whoever holds key and device passes as ${target}`,
        },
        { when: isNewcomer, severity: 'low', reason: `${maker} created ${target} the same day` },
        { when: true, severity: 'info', reason: credentialReason(device) },
      ]),
      events: [...(isNewcomer ? [created] : []), made, device].sort(byTime),
      act: device,
      serialNumbers: devicesNamed([device]),
    },
  ];
}

/** Who has a stolen key alone makes password and device of it. */
function bySetting(device: TrailEvent, near: readonly TrailEvent[]): Finding[] {
  const set = near.filter(
    (event) =>
      passwords.includes(event.name) &&
      actsOnOneself(event) &&
      event.actor.credential === 'long-term-key' &&
      byTime(event, device) < 0,
  );
  const last = set.at(-1);
  if (last === undefined || device.target.type !== 'IAMUser') return [];
  const target = targetName(device);
  return [
    {
      title: `A long-term key of ${target} set ${target}'s password, and ${target} then added an MFA device`,
      ...judge([
        {
          when: true,
          severity: 'high',
          reason: `the device was added ${duration(millis(device) - millis(last))} after the key had set the password: whoever has the key now passes as ${target}`,
        },
        { when: true, severity: 'info', reason: credentialReason(device) },
      ]),
      events: [...set, device].sort(byTime),
      act: device,
      serialNumbers: devicesNamed([device]),
    },
  ];
}

/** Whoever set the password may have signed in with it: the user was never there before. */
function whereItWasSet(device: TrailEvent, near: readonly TrailEvent[], timeline: Timeline): Finding[] {
  const set = near.filter(
    (event) =>
      passwords.includes(event.name) &&
      !actsOnOneself(event) &&
      byTime(event, device) < 0 &&
      fromOneAddress(event, device) &&
      isFarFromHome(event, timeline),
  );
  const [first] = set;
  if (first === undefined) return [];
  const target = targetName(device);
  const setters = few([...new Set(set.map(actorName))]);
  return [
    {
      title: `${setters} set a password for ${target}, and ${target} added an MFA device from the same address`,
      ...judge([
        {
          when: true,
          severity: 'medium',
          reason: `all that is known of ${target}'s sign-ins in the week before came from elsewhere: whoever set the password may have signed in with it, ${duration(millis(device) - millis(first))} later`,
        },
        { when: true, severity: 'info', reason: credentialReason(device) },
      ]),
      events: [...set, device].sort(byTime),
      act: device,
      serialNumbers: devicesNamed([device]),
    },
  ];
}

/** On the actor's timeline: what is done to one user under several names. */
function underOtherNames({ events }: Timeline, span: number): Finding[] {
  return byUser(events).flatMap((own) => {
    const renamings = own.filter((event) => newNameOf(event) !== undefined);
    if (renamings.length === 0 || own[0]?.name === 'CreateUser') return [];
    return own.filter(addsDevice).flatMap((device) => {
      const near = (event: TrailEvent): boolean => Math.abs(millis(event) - millis(device)) <= span;
      const given = own.filter(
        (event) => Object.hasOwn(credentials, event.name) && !sameTarget(event, device) && near(event),
      );
      return given.length === 0 ? [] : [renamedFinding(device, given, renamings.filter(near))];
    });
  });
}

function renamedFinding(device: TrailEvent, given: readonly TrailEvent[], renamings: readonly TrailEvent[]): Finding {
  const what = [...new Set(given.map((event) => `${credentials[event.name] ?? event.name} ${targetName(event)}`))];
  const names = renamings.map((event) => `${targetName(event)} to ${newNameOf(event) ?? ''}`);
  const last = renamings.at(-1);
  // Whoever looks for the alert's target finds only the present name.
  const present = [device, ...given].find(({ target }) => last && isSameName(target.name, newNameOf(last)));
  return {
    title: `${actorName(device)} ${few(what)} and enabled an MFA device for ${targetName(device)}, the same user`,
    ...judge([
      {
        when: true,
        severity: 'critical',
        reason: `the user was renamed from ${few(names)}: whoever holds credential and device passes as that user`,
      },
      { when: true, severity: 'info', reason: credentialReason(device) },
    ]),
    events: [...given, ...renamings, device].sort(byTime),
    act: present ?? device,
    serialNumbers: devicesNamed([device]),
  };
}

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const newKey = (minute: number, situation: object = mallory): object =>
  iamCall('CreateAccessKey', { userName: 'alice' }, { minute, ...situation });
const newPassword = (minute: number, situation: object = mallory): object =>
  iamCall('UpdateLoginProfile', { userName: 'alice', passwordResetRequired: false }, { minute, ...situation });
/** That of `with: 'long-term-key'`. */
const keyOfAlice = 'AKIAEXAMPLEALICE0001';
const madeKey = (minute: number): object =>
  iamCall(
    'CreateAccessKey',
    { userName: 'alice' },
    { minute, ...mallory, patch: { responseElements: { accessKey: { accessKeyId: keyOfAlice, userName: 'alice' } } } },
  );
const role = { by: 'bob', with: 'role' } as const;
/** @param set of permissions. */
const inIdentityCenter = (set: string): object => ({
  patch: {
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${set}_1a2b3c4d5e6f7081/mallory@example.com`,
      accountId: account,
      sessionContext: { sessionIssuer: { type: 'Role', userName: `AWSReservedSSO_${set}_1a2b3c4d5e6f7081` } },
    },
  },
});
const newcomer = (): object[] => [
  iamCall('CreateUser', { userName: 'alice' }, role),
  iamCall('CreateLoginProfile', { userName: 'alice' }, { minute: 1, ...role }),
];

export const cases = (): Case[] => [
  {
    name: 'a stolen key makes another user a key and a device, and uses both',
    records: [
      newKey(0),
      enableMfaDevice({ ...mallory, minute: 5, for: 'alice' }),
      getSessionToken({ minute: 9, serial: tablet, from: elsewhere }),
    ],
    devices: {},
    expect: 'critical',
    alongside: ['new-device-first-use'],
    because: ['made an access key for', `GetSessionToken from ${elsewhere}`],
  },
  {
    name: 'a role resets a password and adds a device 23 hours later, then signs in',
    records: [
      newPassword(0, role),
      enableMfaDevice({ ...role, minute: 23 * 60, for: 'alice' }),
      consoleLogin({ minute: 23 * 60 + 5, device: tablet }),
    ],
    devices: { alice: [phone] },
    expect: 'critical',
    because: ['does not record'],
  },
  {
    name: 'the key that somebody else made enrols a device, where it was made',
    records: [madeKey(0), enableMfaDevice({ with: 'long-term-key', minute: 1 })],
    devices: {},
    expect: 'high',
    because: ['where mallory made it, 60 seconds later'],
  },
  {
    name: 'the user enrols a device with the key that an administrator made, elsewhere',
    records: [madeKey(0), enableMfaDevice({ with: 'long-term-key', minute: 90, from: elsewhere })],
    devices: {},
    expect: undefined,
  },
  {
    name: 'whoever resets the password adds the device as the user, who was elsewhere all week',
    records: [
      consoleLogin({ minute: -2 * 1440, from: elsewhere, device: phone }),
      newPassword(0, role),
      enableMfaDevice({ minute: 5 }),
    ],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['came from elsewhere'],
  },
  {
    name: 'the help desk of the same office resets the password, and the user enrols',
    records: [consoleLogin({ minute: -2 * 1440, device: phone }), newPassword(0, role), enableMfaDevice({ minute: 5 })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'a stolen key gives its own user a password, who enrols in the console',
    records: [
      iamCall('CreateLoginProfile', { userName: 'alice' }, { with: 'long-term-key' }),
      enableMfaDevice({ minute: 5 }),
    ],
    devices: {},
    expect: 'high',
    because: ['after the key had set the password'],
  },
  {
    name: 'one role at one address, under two session names',
    records: [newPassword(0, role), enableMfaDevice({ ...role, by: 'carol', minute: 5, for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['all from one address'],
  },
  {
    name: 'a user makes a key, and a role at the same address adds the device',
    records: [newKey(0), enableMfaDevice({ ...role, by: 'carol', minute: 5, for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['all from one address'],
  },
  {
    name: 'one person of Identity Center, by two permission sets',
    records: [
      newPassword(0, inIdentityCenter('Admin')),
      enableMfaDevice({ ...inIdentityCenter('HelpDesk'), minute: 5, for: 'alice' }),
    ],
    devices: { alice: [phone] },
    expect: 'critical',
  },
  {
    name: 'one role at two addresses, under two session names',
    records: [
      newPassword(0, role),
      enableMfaDevice({ ...role, by: 'carol', from: elsewhere, minute: 5, for: 'alice' }),
    ],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'first the device, then the key',
    records: [enableMfaDevice({ ...mallory, for: 'alice' }), newKey(30)],
    expect: 'critical',
  },
  {
    name: 'an administrator takes over a user who was created today and has enrolled',
    records: [
      ...newcomer(),
      enableMfaDevice({ minute: 30, serial: phone }),
      enableMfaDevice({ ...role, minute: 60, for: 'alice' }),
    ],
    devices: {},
    expect: 'critical',
  },
  {
    name: 'a newcomer is created, gets a password and a token from one administrator',
    records: [...newcomer(), enableMfaDevice({ ...role, minute: 5, for: 'alice' })],
    devices: {},
    expect: 'low',
    because: ['created alice the same day'],
  },
  {
    name: 'a newcomer is created and enrols the first device from the console',
    records: [...newcomer(), consoleLogin({ minute: 9, mfaUsed: 'No' }), enableMfaDevice({ minute: 10 })],
    devices: {},
    expect: undefined,
  },
  {
    name: 'the same, and later the newcomer adds a device',
    records: [
      ...newcomer(),
      enableMfaDevice({ ...role, minute: 5, for: 'alice' }),
      enableMfaDevice({ minute: 90, with: 'console-mfa', serial: phone }),
    ],
    devices: {},
    expect: 'low',
  },
  {
    name: 'a help desk hands out a token, which is used',
    records: [enableMfaDevice({ ...role, for: 'alice' }), consoleLogin({ minute: 9, device: tablet })],
    devices: {},
    expect: undefined,
  },
  {
    name: 'the key is made by somebody else than the device, elsewhere',
    records: [newKey(0), enableMfaDevice({ ...role, from: elsewhere, minute: 5, for: 'alice' })],
    devices: {},
    expect: undefined,
  },
  {
    name: 'the user makes their own key and adds their own second device in an MFA session',
    records: [newKey(0, { with: 'console-mfa' }), enableMfaDevice({ minute: 5, with: 'console-mfa' })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'the key was refused',
    records: [
      newKey(0, { ...mallory, error: 'AccessDenied', resource: 'user alice' }),
      enableMfaDevice({ ...mallory, minute: 5, for: 'alice' }),
    ],
    devices: {},
    expect: undefined,
  },
  {
    name: 'a day and a minute lie between password and device',
    records: [newPassword(0), enableMfaDevice({ ...mallory, minute: 24 * 60 + 1, for: 'alice' })],
    devices: {},
    expect: undefined,
  },
];
