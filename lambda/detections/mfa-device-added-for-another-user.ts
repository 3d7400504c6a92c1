import * as z from 'zod/mini';
import { actorName, credentialReason, deviceNotNamed, plural, targetName, notByOwner } from '../events/names';
import { creationOf, isSetUpByOne } from '../events/newcomer';
import { newNameOf, newSubjectOf } from '../events/renamings';
import { enableMfaDevice, iamCall, phone } from '../events/samples';
import { isSameName } from '../events/text';
import { addsDevice, enrolsUser, type Timeline } from '../events/timeline';
import { actsOnOneself, byTime, devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { day } from '../time';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

export const page: DetectionPage = {
  why: 'Who administers users can give them a device that the administrator holds, and then pass their MFA. Handing out tokens looks the same, but happens to users who have none yet.',
  severity: [
    'high: the target already had a device (and is no newcomer: see low); the target had another name within the day before, and has it again within a day',
    'medium: the inventory is unknown; the record does not say whose the device is; the target had another name within the day before, under which there may be devices',
    'low: the target had no device (a help desk hands out tokens), or the same actor had created them within the day before, and nobody else has enabled a device for them',
  ],
  blindSpots: [
    'Whether a role or federated session used MFA is not recorded by CloudTrail.',
    'Sessions of IAM users and root without MFA are reported by mfa-device-added-without-mfa instead.',
  ],
  falsePositives: [
    'A help desk that hands out a replacement while the old device is still enabled: high on purpose.',
    'A user who is renamed and given the first device on one day: medium, since the devices under the old name are not known.',
  ],
};

export const detection: Detection = {
  id: 'mfa-device-added-for-another-user',
  title: 'An MFA device was added for somebody else',
  attack: ['T1098.005', 'T1556.006'],
  watches: [
    {
      source: 'iam.amazonaws.com',
      names: ['EnableMFADevice', 'DeactivateMFADevice', 'CreateUser', 'UpdateUser', 'DeleteUser'],
    },
  ],
  looksUp: { devices: addsDevice, exposure: enrolsUser },
  runbook: [
    'Within 30 minutes, ask the user in `target.name` through a channel other than AWS whether they were given the device named in `serialNumber`.',
    'Ask the person behind `actor.arn` for the ticket or request; of a role session, whoever is named after the slash.',
    'If nobody knows of it: deactivate the device, and search CloudTrail 24 hours back for what the actor’s `accessKeyId` did.',
  ],
  settings: z.object({}),
  subjects: (event) => {
    if (event.name !== 'UpdateUser') return [subjectOf(event)];
    const renamed = event.errorCode === undefined ? newSubjectOf(event) : undefined;
    return renamed === undefined ? [] : [subjectOf(event), renamed];
  },
  detect: (timeline) =>
    timeline.events
      .filter((event) => addsDevice(event) && event.actor.mfa !== 'none' && !actsOnOneself(event))
      .map((event) => finding(event, timeline)),
};

/** How the target came to its name, and whether it has the one before again. */
function renamingsOf(event: TrailEvent, { events }: Timeline): { from?: TrailEvent; back?: TrailEvent } {
  const isNear = (other: TrailEvent): boolean => Math.abs(millis(other) - millis(event)) <= day;
  const from = events.findLast(
    (other) => isNear(other) && byTime(other, event) < 0 && isSameName(newNameOf(other), event.target.name),
  );
  if (from === undefined) return {};
  const back = events.find(
    (other) => isNear(other) && byTime(other, event) > 0 && isSameName(newNameOf(other), from.target.name),
  );
  return { from, ...(back && { back }) };
}

function finding(event: TrailEvent, timeline: Timeline): Finding {
  const before = timeline.devicesBefore(event);
  const { from, back } = renamingsOf(event, timeline);
  const target = targetName(event);
  const had = before.devices.length;
  const isNamed = event.target.type !== 'unknown';
  const formerly = from && targetName(from);
  const near = timeline.events.filter((other) => Math.abs(millis(other) - millis(event)) <= day);
  const created = creationOf(event, near, timeline);
  const isNewcomer = created !== undefined && isSetUpByOne(created, event, timeline);
  return {
    title: `${actorName(event)} added an MFA device to ${target}${formerly === undefined ? '' : `, until then ${formerly}`}`,
    ...judge([
      {
        when: back !== undefined,
        severity: 'high',
        reason: `${formerly ?? ''} was called ${target} only while the device was added: it is a device of ${formerly ?? ''}`,
      },
      {
        when: had > 0,
        severity: isNewcomer ? 'low' : 'high',
        reason: `${target}${isNewcomer ? ', whom the same actor had created the same day,' : ''} already had ${before.status === 'known' ? '' : 'at least '}${plural(had, 'device')}`,
      },
      {
        when: from !== undefined && back === undefined && had === 0,
        severity: 'medium',
        reason: `${target} had been called ${formerly ?? ''}, and there may be devices under that name`,
      },
      {
        when: isNamed && had === 0 && before.status === 'unknown' && from === undefined,
        severity: 'medium',
        reason: `${target}'s devices before this are unknown: ${before.status === 'unknown' ? before.why : ''}`,
      },
      {
        when: had === 0 && before.status === 'known' && from === undefined,
        severity: 'low',
        reason: `${target} had no device`,
      },
      { when: true, severity: isNamed ? 'info' : 'medium', reason: notByOwner(event) },
      { when: true, severity: 'info', reason: credentialReason(event) },
      { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
    ]),
    events: [...(from ? [from] : []), event, ...(back ? [back] : [])],
    act: event,
    serialNumbers: devicesNamed([event]),
  };
}

const admin = { with: 'role', by: 'bob' } as const;
const rename = (userName: string, newUserName: string, minute: number): object =>
  iamCall('UpdateUser', { userName, newUserName }, { ...admin, minute });

export const cases = (): Case[] => [
  {
    name: 'an administrator role adds a second device to alice',
    records: [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['alice already had 1 device', 'does not record'],
  },
  {
    name: 'a newcomer gets two devices from who made the user',
    records: [
      iamCall('CreateUser', { userName: 'alice' }, { ...admin, minute: 0 }),
      enableMfaDevice({ ...admin, for: 'alice', minute: 5 }),
      enableMfaDevice({ ...admin, for: 'alice', serial: phone, minute: 7 }),
    ],
    devices: {},
    expect: 'low',
    because: ['whom the same actor had created the same day'],
  },
  {
    name: 'somebody is created and renamed, and another gets the name, and a device',
    records: [
      iamCall('CreateUser', { userName: 'carol' }, { ...admin, minute: 0 }),
      rename('carol', 'dave', 1),
      rename('alice', 'carol', 2),
      enableMfaDevice({ ...admin, for: 'carol', minute: 5 }),
    ],
    devices: { carol: [phone] },
    expect: 'high',
  },
  {
    name: 'an MFA session of another user, and the look-up fails',
    records: [enableMfaDevice({ with: 'console-mfa', by: 'bob', for: 'alice' })],
    expect: 'medium',
  },
  {
    name: 'a help desk hands out the first token',
    records: [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice', serial: 'GAHT12345678' })],
    devices: {},
    expect: 'low',
  },
  {
    name: 'a role session that bears the target’s name is still not the target',
    records: [enableMfaDevice({ with: 'role', by: 'alice', for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'high',
  },
  {
    name: 'a user is renamed, gets a device, and gets the name back',
    records: [
      rename('alice', 'temp', 0),
      enableMfaDevice({ ...admin, for: 'temp', minute: 1 }),
      rename('temp', 'alice', 2),
    ],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['it is a device of alice'],
  },
  {
    name: 'a user is renamed, and gets a device the same day',
    records: [rename('alice', 'alice.smith', 0), enableMfaDevice({ ...admin, for: 'alice.smith', minute: 60 })],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['alice.smith had been called alice'],
  },
  {
    name: 'a user is renamed and given no device',
    records: [rename('alice', 'alice.smith', 0)],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'the user’s own second device in an MFA session',
    records: [enableMfaDevice({ with: 'console-mfa' })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'the same user with the name typed in another case',
    records: [enableMfaDevice({ with: 'console-mfa', for: 'Alice' })],
    devices: { alice: [phone] },
    expect: undefined,
  },
];
