import * as z from 'zod/mini';
import { farFromHome, isFarFromHome, isSignIn, signIns } from '../events/home';
import { actorName, credentialReason, deviceNotNamed, duration, plural, targetName, notByOwner } from '../events/names';
import {
  comebackAfter,
  endings,
  endsUser,
  getsKey,
  hasNewPassword,
  offboardingAfter,
  returns,
} from '../events/offboarding';
import { sameActor } from '../events/same-hand';
import {
  assumedRoot,
  consoleLogin,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  elsewhere,
  enableMfaDevice,
  loginProfileCall,
  phone,
  tablet,
} from '../events/samples';
import { givenBefore } from '../events/taken-back';
import { addsDevice, changesDevices, sameTarget, type Timeline } from '../events/timeline';
import {
  actorKeyOf,
  actsOnOneself,
  byTime,
  deviceKeysOf,
  devicesNamed,
  millis,
  signsIn,
  subjectOf,
  type TrailEvent,
} from '../events/trail-event';
import { deletionOf } from '../events/virtual-device';
import { runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';
import { day } from '../time';

const settings = z.object({
  /** A deletion of the user this soon after the removal makes it offboarding. */
  offboardingMinutes: z._default(z.number().check(z.positive()), 15),
});

/** Removals by one actor with no longer pause than this are told together. */
const oneSitting = 30 * 60_000;

export const page: DetectionPage = {
  why: 'Without the device a password or key alone may be enough again, and the way is free for another device. Removing it is also how an owner is locked out, and how a lost or old phone is replaced.',
  severity: [
    'critical: the device was root’s (but see medium)',
    'high: removed with a session or key without MFA; somebody else removed it and no device is left (a sign-in without MFA within a day shows that, too), or none is known to be left and they gave the user a new password or access key within 30 minutes; the user removed their own last device, and a sign-in without MFA within a day came from where they had not signed in in the week before, though elsewhere',
    'medium: somebody else removed it and a device is left, or nobody can tell; the user removed their own last device in an MFA session (the usual start of a phone swap), or one from where they had not signed in in the week before, though elsewhere; root’s, by an AssumeRoot session (AWS’s central clean-up), whatever is left',
    'low: whoever had given the user the device, their first, took it back within 30 minutes',
    'low: the user was deleted, or somebody else deleted their console password, within 15 minutes after it (the password also before, by the same actor): offboarding, whatever the rows above say; a deleted password is none if the user then gets a new password or device or signs in, or if a key is made for them, from 15 minutes before on; a deleted user is none if one of that name is made within a day; the user removed their own device in an MFA session and nobody can tell whether one is left',
    'info: the user removed their own device in an MFA session and has another',
  ],
  blindSpots: [
    'Whether a role or federated session used MFA is not recorded by CloudTrail.',
    'Where the target’s devices cannot be listed, “none left” is not known. It then counts no higher than with a device left (a user deleted a moment later cannot be listed either), and the alert says so.',
    'Five users of whom one actor takes device and password within an hour are told by mfa-mass-change.',
    'Who deletes a user’s console password right after removing the device is taken to offboard them; it could be a lock-out.',
    'Root’s passkeys and hardware tokens cannot be listed from inside the account.',
  ],
  falsePositives: [
    'Offboarding that takes longer than `offboardingMinutes`, or that deletes the console password long before the device and the user much later.',
    'A help desk that removes a lost phone: medium or high on purpose, since a caller who pretends to be the user looks the same.',
    'AWS’s central clean-up of root credentials, where the record does not carry the mark of AssumeRoot: critical.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'mfa-device-removed',
  title: 'An MFA device was removed from a user',
  attack: ['T1556.006', 'T1531'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: [
        ...['DeactivateMFADevice', 'EnableMFADevice', 'DeleteVirtualMFADevice', 'UpdateLoginProfile'],
        ...endings,
        ...returns,
      ],
    },
    ...signIns,
  ],
  looksUp: { devices: (event) => event.name === 'DeactivateMFADevice' || endsUser(event) },
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS whether they, or the help desk for them, removed the device named in `serialNumber`.',
    'If somebody else did it, ask the person behind `actor.arn` for the ticket; of a role session, whoever is named after the slash.',
    'If nobody knows of it: stop the actor, give the user a new console password, and enrol a new device together with them.',
    'Search CloudTrail for EnableMFADevice and ConsoleLogin of that user in the 2 hours since, by `requestParameters.userName` and `userIdentity.userName`: was another device put in place, or the gap used?',
  ],
  settings,
  subjects: (event) => {
    if (event.errorCode !== undefined || (event.source === 'sts.amazonaws.com' && !isSignIn(event))) return [];
    if (event.name === 'DeleteVirtualMFADevice') return deviceKeysOf(event);
    return event.name === 'DeactivateMFADevice' ? [subjectOf(event), ...deviceKeysOf(event)] : [subjectOf(event)];
  },
  detect: (timeline, { offboardingMinutes }) => {
    const removals = timeline.events.filter((event) => event.name === 'DeactivateMFADevice' && changesDevices(event));
    const ofUser = removals.filter((event) => subjectOf(event) === timeline.key);
    const sittings = [...new Set(ofUser.map(actorKeyOf))].flatMap((actor) =>
      runs(
        ofUser.filter((event) => actorKeyOf(event) === actor),
        oneSitting,
      ),
    );
    return [
      ...sittings.map((sitting) => finding(sitting, timeline, offboardingMinutes * 60_000)),
      ...removals.filter((event) => !ofUser.includes(event)).flatMap((event) => withDeletion(event, timeline)),
    ];
  },
};

function finding(removals: [TrailEvent, ...TrailEvent[]], timeline: Timeline, within: number): Finding {
  const [first] = removals;
  const back = removals.flatMap((event) => comebackAfter(event, timeline, within));
  // Who came back under the name has not left, whatever became of the password.
  const ends = removals.map((event) => (back.length > 0 ? undefined : offboardingAfter(event, timeline, within)));
  const lastStaying = removals.findLast((_, index) => ends[index] === undefined);
  const acts = [...removals, ...ends.flatMap((end) => end ?? [])];
  const count = new Set(removals.map(({ serialNumber, identity }) => serialNumber ?? identity)).size;
  const devices = count === 1 ? 'an MFA device' : plural(count, 'MFA device');
  const again = count === 1 && removals.length > 1 ? `, ${plural(removals.length, 'time')}` : '';
  return {
    title: `${remover(first)} removed ${devices} from ${actsOnOneself(first) ? 'their own user' : targetName(first)}${again}`,
    ...judge([
      ...removals.flatMap((event, index) => grounds(event, timeline, ends[index], event === lastStaying)),
      ...comebackGrounds(back),
    ]),
    events: [...new Set([...acts, ...removals.flatMap((event) => newCredentials(event, timeline)), ...back])].sort(
      byTime,
    ),
    act: acts.toSorted(byTime).at(-1) ?? first,
    serialNumbers: devicesNamed(removals),
  };
}

function comebackGrounds(back: readonly TrailEvent[]): Ground[] {
  const [ending, made] = back;
  if (ending === undefined || made === undefined) return [];
  const later = duration(millis(made) - millis(ending));
  const who = `${actorName(ending)} deleted ${targetName(ending)}, and ${actorName(made)} made a user of that name ${later} later`;
  return [{ when: true, severity: 'high', reason: who }];
}

function remover(event: TrailEvent): string {
  return event.actor.credential === 'assumed-root' ? 'An AssumeRoot session' : actorName(event);
}

/** @param isLast what is left in between is soon not true any more, unless it is nothing. */
function grounds(event: TrailEvent, timeline: Timeline, end: TrailEvent | undefined, isLast: boolean): Ground[] {
  const target = targetName(event);
  if (end !== undefined) {
    const what = end.name === 'DeleteUser' ? target : `${target}'s console password`;
    return [
      { when: true, severity: 'low', reason: `offboarding: ${actorName(end)} deleted ${what} ${gap(event, end)}` },
    ];
  }
  const slip = givenBefore(event, timeline);
  if (slip !== undefined)
    return [
      {
        when: true,
        severity: 'low',
        reason: `${actorName(event)} had given it ${duration(millis(event) - millis(slip))} before, to ${target} who had none: taken back`,
      },
    ];
  const own = actsOnOneself(event);
  const isRoot = event.target.type === 'Root';
  const central = event.actor.credential === 'assumed-root';
  const after = timeline.devicesAfter(event);
  const left = after.devices.length;
  const proof = left === 0 ? signedInWithout(event, timeline) : undefined;
  const none = left === 0 && (after.status === 'known' || proof !== undefined);
  const why =
    !none && left === 0 && after.status === 'unknown' && event.target.type !== 'unknown' ? after.why : undefined;
  const given = newCredentials(event, timeline);
  return [
    { when: isRoot && !central, severity: 'critical', reason: 'the device was root’s' },
    { when: isRoot && central, severity: 'medium', reason: 'by an AssumeRoot session: AWS’s central root clean-up' },
    { when: !isRoot && !own, severity: 'medium', reason: notByOwner(event) },
    {
      when: none,
      severity: isRoot ? 'info' : own ? 'medium' : 'high',
      reason: `${target} ${noneLeft(event, timeline)}${proof === undefined ? '' : `: a sign-in ${duration(millis(proof) - millis(event))} later was not asked for one`}`,
    },
    ...given.map((one): Ground => ({
      when: true,
      severity: left === 0 ? 'high' : 'info',
      reason: `${actorName(event)} also gave ${target} a new ${getsKey(one) ? 'access key' : 'password'}, ${gap(event, one)}`,
    })),
    {
      when: isLast && why !== undefined,
      severity: isRoot ? 'info' : own ? 'low' : 'medium',
      reason: `whether ${target} has a device left is unknown: ${why ?? ''}`,
    },
    { when: own && !isRoot && isFarFromHome(event, timeline), severity: 'medium', reason: farFromHome(event, target) },
    ...(own && proof !== undefined && isFarFromHome(proof, timeline)
      ? [
          {
            when: true,
            severity: 'high' as const,
            reason: `a sign-in without MFA ${duration(millis(proof) - millis(event))} later came ${farFromHome(proof, target)}`,
          },
        ]
      : []),
    {
      when: isLast && left > 0,
      severity: 'info',
      reason: `${target} still has ${after.status === 'known' ? '' : 'at least '}${plural(left, 'device')}`,
    },
    { when: true, severity: event.actor.mfa === 'none' ? 'high' : 'info', reason: credentialReason(event) },
    { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
  ];
}

/** Until when, where another one came. */
function noneLeft(removal: TrailEvent, { events }: Timeline): string {
  const next = events.find((event) => addsDevice(event) && sameTarget(event, removal) && byTime(event, removal) > 0);
  if (next === undefined) return 'has no MFA device left';
  const gone = millis(next) - millis(removal);
  return `had no MFA device left for ${gone === 0 ? 'less than a second' : duration(gone)}`;
}

/** The first sign-in that would have been asked for a device, had there been one: AWS asks wherever there is. */
function signedInWithout(removal: TrailEvent, { events }: Timeline): TrailEvent | undefined {
  const next = events.find(
    (event) => sameTarget(event, removal) && byTime(event, removal) > 0 && (addsDevice(event) || signsIn(event)),
  );
  const isProof = next !== undefined && signsIn(next) && next.actor.type === 'IAMUser' && next.actor.mfa === 'none';
  return isProof && millis(next) - millis(removal) <= day ? next : undefined;
}

/** That whoever removed somebody else's device gave them, shortly before or after. */
function newCredentials(removal: TrailEvent, { events }: Timeline): TrailEvent[] {
  if (actsOnOneself(removal)) return [];
  return events.filter(
    (event) =>
      (hasNewPassword(event) || getsKey(event) || event.name === 'UpdateLoginProfile') &&
      event.errorCode === undefined &&
      sameTarget(event, removal) &&
      (sameActor(event, removal) || actorKeyOf(event) === actorKeyOf(removal)) &&
      Math.abs(millis(event) - millis(removal)) <= oneSitting,
  );
}

function gap(removal: TrailEvent, reset: TrailEvent): string {
  const later = millis(reset) - millis(removal);
  return later === 0 ? 'in the same second' : `${duration(Math.abs(later))} ${later > 0 ? 'later' : 'before'}`;
}

/** On the device's timeline: the deletion names no user, and belongs to the removal. */
function withDeletion(removal: TrailEvent, timeline: Timeline): Finding[] {
  const deletion = deletionOf(removal, timeline);
  if (deletion === undefined) return [];
  const by = actorKeyOf(deletion) === actorKeyOf(removal) ? '' : ` by ${actorName(deletion)}`;
  return [
    {
      severity: 'info',
      title: `The virtual MFA device of ${targetName(removal)} was deleted`,
      reasons: [`the virtual device was deleted too${by}`],
      events: [removal, deletion].sort(byTime),
      serialNumbers: devicesNamed([removal]),
      onlyIn: 'info',
    },
  ];
}

const leaving = { with: 'role', by: 'bob', for: 'alice' } as const;

export const cases = (): Case[] => [
  {
    name: 'a help desk takes back the wrong first device minutes after it was given',
    records: [
      enableMfaDevice({ ...leaving, serial: phone }),
      deactivateMfaDevice({ ...leaving, serial: phone, minute: 2 }),
    ],
    devices: {},
    expect: 'low',
    because: ['taken back'],
  },
  {
    name: 'the owner’s last device goes at home, and a sign-in without it comes from where they have not been all week',
    records: [
      consoleLogin({ minute: -2 * 1440, device: phone }),
      deactivateMfaDevice({ with: 'console-mfa', serial: phone }),
      consoleLogin({ minute: 20, from: elsewhere, mfaUsed: 'No' }),
    ],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['a sign-in without MFA 20 minutes later came from'],
  },
  {
    name: 'one of two devices goes in an MFA session from where the owner has not been all week',
    records: [
      consoleLogin({ minute: -2 * 1440, device: phone }),
      deactivateMfaDevice({ with: 'console-mfa', serial: phone, from: elsewhere }),
    ],
    devices: { alice: [tablet] },
    expect: 'medium',
    because: ['came from elsewhere'],
  },
  {
    name: 'the password is deleted, and then the device: offboarding',
    records: [loginProfileCall('DeleteLoginProfile', { ...leaving, minute: -1 }), deactivateMfaDevice({ ...leaving })],
    devices: {},
    expect: 'low',
    because: ['60 seconds before'],
  },
  {
    name: 'a console session without MFA removes the user’s only device',
    records: [deactivateMfaDevice()],
    devices: { alice: [tablet] },
    expect: 'high',
    because: ['alice has no MFA device left', 'console session without MFA'],
  },
  {
    name: 'a help desk role removes the only device of somebody',
    records: [deactivateMfaDevice({ ...leaving }), deleteVirtualMfaDevice({ with: 'role', by: 'bob' })],
    devices: { alice: [tablet] },
    expect: 'high',
    because: ['alice has no MFA device left', 'deleted too'],
  },
  {
    name: 'a help desk role removes one of two devices',
    records: [deactivateMfaDevice({ ...leaving })],
    devices: { alice: [phone, tablet] },
    expect: 'medium',
    because: ['alice still has 1 device', 'does not record'],
  },
  {
    name: 'a help desk role removes both devices, a minute apart',
    records: [deactivateMfaDevice({ ...leaving, serial: phone }), deactivateMfaDevice({ ...leaving, minute: 1 })],
    devices: { alice: [phone, tablet] },
    expect: 'high',
  },
  {
    name: 'a help desk role removes a device while the look-up fails',
    records: [deactivateMfaDevice({ ...leaving })],
    expect: 'medium',
    because: ['whether alice has a device left is unknown'],
  },
  {
    name: 'the look-up fails, and a sign-in shows that no device is left',
    records: [
      deactivateMfaDevice({ ...leaving }),
      consoleLogin({ minute: 4, mfaUsed: 'No' }),
      consoleLogin({ minute: 90, mfaUsed: 'No' }),
    ],
    expect: 'high',
    because: ['alice has no MFA device left: a sign-in 4 minutes later was not asked for one'],
  },
  {
    name: 'the look-up fails; the sign-in without MFA comes first, or with the next device, or after a day',
    records: [
      consoleLogin({ minute: -4, mfaUsed: 'No' }),
      deactivateMfaDevice({ ...leaving }),
      consoleLogin({ minute: 10, device: phone }),
      consoleLogin({ minute: 1500, mfaUsed: 'No' }),
    ],
    expect: 'medium',
    because: ['whether alice has a device left is unknown'],
  },
  {
    name: 'whoever removes somebody’s device gives them a new password, too, as for a takeover',
    records: [deactivateMfaDevice({ ...leaving }), loginProfileCall('UpdateLoginProfile', { ...leaving, minute: 2 })],
    expect: 'high',
    because: ['HelpDesk/bob also gave alice a new password, 2 minutes later'],
  },
  {
    name: 'the same, while another device is left',
    records: [loginProfileCall('UpdateLoginProfile', { ...leaving, minute: -2 }), deactivateMfaDevice({ ...leaving })],
    devices: { alice: [phone, tablet] },
    expect: 'medium',
    because: ['HelpDesk/bob also gave alice a new password, 2 minutes before'],
  },
  {
    name: 'a new password from somebody else, or an hour later, is another matter',
    records: [
      loginProfileCall('UpdateLoginProfile', { with: 'role', by: 'carol', for: 'alice', minute: -2 }),
      deactivateMfaDevice({ ...leaving }),
      loginProfileCall('UpdateLoginProfile', { ...leaving, minute: 60 }),
    ],
    expect: 'medium',
  },
  {
    name: 'the user’s own last device, in an MFA session',
    records: [deactivateMfaDevice({ with: 'console-mfa' })],
    devices: { alice: [tablet] },
    expect: 'medium',
  },
  {
    name: 'the user’s phone is replaced, the old one first',
    records: [
      deactivateMfaDevice({ with: 'console-mfa', serial: phone }),
      enableMfaDevice({ with: 'console-mfa', minute: 2 }),
    ],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['alice had no MFA device left for 2 minutes'],
  },
  {
    name: 'root’s device',
    records: [deactivateMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER' })],
    devices: { '<root>': [phone, tablet] },
    expect: 'critical',
  },
  {
    name: 'root’s last device, by AWS’s central clean-up',
    records: [deactivateMfaDevice({ for: 'AWS ROOT USER', patch: assumedRoot })],
    devices: { '<root>': [tablet] },
    expect: 'medium',
  },
  {
    name: 'the deletion of the user comes 16 minutes later',
    records: [deactivateMfaDevice({ ...leaving }), loginProfileCall('DeleteUser', { ...leaving, minute: 16 })],
    devices: { alice: [tablet] },
    expect: 'high',
  },
  {
    name: 'whoever has the session deletes the user’s own password after the device',
    records: [deactivateMfaDevice(), loginProfileCall('DeleteLoginProfile', { minute: 1 })],
    devices: { alice: [tablet] },
    expect: 'high',
  },
  {
    name: 'offboarding: two devices, the password, the user',
    records: [
      deactivateMfaDevice({ ...leaving, serial: phone }),
      deactivateMfaDevice({ ...leaving, minute: 1 }),
      deleteVirtualMfaDevice({ with: 'role', by: 'bob', minute: 1 }),
      loginProfileCall('DeleteLoginProfile', { ...leaving, minute: 2 }),
      loginProfileCall('DeleteUser', { ...leaving, minute: 3 }),
    ],
    devices: { alice: [phone, tablet] },
    expect: 'low',
    because: ['offboarding'],
  },
  {
    name: 'the user is renamed, and another of that name is made and deleted: no offboarding',
    records: [
      deactivateMfaDevice({ ...leaving }),
      loginProfileCall('CreateUser', { ...leaving, minute: 2 }),
      loginProfileCall('DeleteUser', { ...leaving, minute: 3 }),
    ],
    devices: { alice: [tablet] },
    expect: 'high',
    because: ['alice has no MFA device left'],
  },
  {
    name: 'the user is deleted and made anew: no offboarding',
    records: [
      deactivateMfaDevice({ ...leaving }),
      loginProfileCall('DeleteLoginProfile', { ...leaving, minute: 2 }),
      loginProfileCall('DeleteUser', { ...leaving, minute: 3 }),
      loginProfileCall('CreateUser', { ...leaving, minute: 34 }),
      loginProfileCall('CreateLoginProfile', { ...leaving, minute: 35 }),
    ],
    devices: { alice: [tablet] },
    expect: 'high',
    because: ['made a user of that name 31 minutes later'],
  },
  {
    name: 'somebody else gets the name of one who left two days ago',
    records: [
      deactivateMfaDevice({ ...leaving }),
      loginProfileCall('DeleteUser', { ...leaving, minute: 3 }),
      loginProfileCall('CreateUser', { ...leaving, minute: 2 * 24 * 60 }),
    ],
    devices: { alice: [tablet] },
    expect: 'low',
  },
  {
    name: 'one of two own devices in an MFA session; the console deletes it, by its clock a second before',
    records: [deleteVirtualMfaDevice(), deactivateMfaDevice({ with: 'console-mfa', minute: 1 / 60 })],
    devices: { alice: [phone, tablet] },
    expect: 'info',
    because: ['deleted too'],
  },
  {
    name: 'the console deletes a device that is nobody’s',
    records: [deleteVirtualMfaDevice()],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'a removal that is refused removes nothing',
    records: [deactivateMfaDevice({ error: 'AccessDenied' })],
    devices: { alice: [phone] },
    expect: undefined,
  },
];
