import * as z from 'zod/mini';
import { farFromHome, isFarFromHome, isSignIn, signIns } from '../events/home';
import { actorName, credentialReason, deviceNotNamed, duration, targetName } from '../events/names';
import { consoleLogin, createVirtualMfaDevice, elsewhere, enableMfaDevice, phone } from '../events/samples';
import { addsDevice, enrolsUser, type Timeline } from '../events/timeline';
import {
  actorKeyOf,
  actsOnOneself,
  deviceKeysOf,
  devicesNamed,
  millis,
  subjectOf,
  type TrailEvent,
} from '../events/trail-event';
import { creationsOf } from '../events/virtual-device';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

const many = 5;

export const page: DetectionPage = {
  why: 'The ordinary case, kept so that the history of a user’s devices is complete. A thief with a stolen MFA session looks the same, save for the number of devices, the kind of session and the address.',
  severity: [
    'medium: all slots are in use, where the limit is above one; the user signed in in the week before, and never from that address',
    'low: the fifth device or later; a session token that is not a console session',
    'info: anything else',
  ],
  blindSpots: [
    'A stolen MFA session that adds one device from where the owner has been in the week before, or while nothing is known of that week, is info or low: nothing in the record tells it from the owner.',
  ],
  falsePositives: [
    'People who keep many keys; automation that enrols devices through GetSessionToken.',
    'Who adds a device on the first day in another place, or behind a VPN with a new address every day: medium.',
  ],
};

export const detection: Detection = {
  id: 'mfa-device-added',
  title: 'A user added an MFA device in an MFA session',
  attack: ['T1098.005'],
  watches: [
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice', 'CreateVirtualMFADevice'] },
    ...signIns,
  ],
  looksUp: { devices: (event) => event.name === 'EnableMFADevice', exposure: enrolsUser },
  runbook: [
    'For medium, within a day: ask the user in `target.name` whether they added the device in `serialNumber`, from `sourceIPAddress`, and which of the devices listed in this alert they still hold. If not, deactivate it and set a new password.',
    'For a session token: ask where it was used (`sourceIp`, `userAgent`), and compare with their sign-ins of the last 24 hours.',
  ],
  settings: z.object({}),
  subjects: (event) => {
    if (event.source !== 'iam.amazonaws.com') return isSignIn(event) ? [subjectOf(event)] : [];
    if (event.errorCode !== undefined) return [];
    if (event.name === 'CreateVirtualMFADevice') return deviceKeysOf(event);
    return event.name === 'EnableMFADevice' ? [subjectOf(event), ...deviceKeysOf(event)] : [subjectOf(event)];
  },
  detect: (timeline) => {
    const creations = creationsOf(timeline);
    return timeline.events.filter(addsDevice).flatMap((event) => {
      if (subjectOf(event) !== timeline.key) return withCreation(event, creations.get(event));
      const ordinary = event.actor.mfa === 'mfa' && actsOnOneself(event);
      return ordinary ? [finding(event, timeline)] : [];
    });
  },
};

function finding(event: TrailEvent, timeline: Timeline): Finding {
  const after = timeline.devicesAfter(event);
  const count = after.devices.length;
  return {
    title: `${targetName(event)} added an MFA device to their own user`,
    ...judge([
      {
        when: after.limit > 1 && count >= after.limit,
        severity: 'medium',
        reason: `all ${after.limit} slots are in use`,
      },
      {
        when: event.target.type !== 'Root' && isFarFromHome(event, timeline),
        severity: 'medium',
        reason: farFromHome(event, targetName(event)),
      },
      { when: count >= many, severity: 'low', reason: `this is device number ${count}` },
      {
        when: event.actor.credential === 'session-token',
        severity: 'low',
        reason: 'made with a session token, not in the console',
      },
      { when: true, severity: 'info', reason: credentialReason(event) },
      { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
    ]),
    events: [event],
    serialNumbers: devicesNamed([event]),
  };
}

/** On the device's timeline: the creation names no user, and belongs to whatever was made of it. */
function withCreation(enabled: TrailEvent, created: TrailEvent | undefined): Finding[] {
  if (created === undefined) return [];
  const by = actorKeyOf(created) === actorKeyOf(enabled) ? '' : ` by ${actorName(created)}`;
  return [
    {
      severity: 'info',
      title: `The virtual MFA device of ${targetName(enabled)} was created`,
      reasons: [`the virtual device was created ${duration(millis(enabled) - millis(created))} before${by}`],
      events: [created, enabled],
      serialNumbers: devicesNamed([enabled]),
      onlyIn: 'info',
    },
  ];
}

const devices = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => phone.replace('phone', `key-${index}`));

export const cases = (): Case[] => [
  {
    name: 'the eighth device fills all slots',
    records: [enableMfaDevice({ with: 'console-mfa' })],
    devices: { alice: devices(7) },
    expect: 'medium',
  },
  {
    name: 'from where the user has not been all week',
    records: [
      consoleLogin({ minute: -2 * 1440, device: phone }),
      consoleLogin({ minute: -70, device: phone, from: elsewhere }),
      enableMfaDevice({ with: 'console-mfa', from: elsewhere }),
    ],
    devices: { alice: [phone] },
    expect: 'medium',
    because: ['came from elsewhere'],
  },
  {
    name: 'from where the user has been',
    records: [
      consoleLogin({ minute: -3 * 1440, device: phone }),
      consoleLogin({ minute: -2 * 1440, device: phone, from: elsewhere }),
      enableMfaDevice({ with: 'console-mfa', from: elsewhere }),
    ],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'the fifth device',
    records: [enableMfaDevice({ with: 'console-mfa' })],
    devices: { alice: devices(4) },
    expect: 'low',
  },
  {
    name: 'a session token adds a device',
    records: [enableMfaDevice({ with: 'session-mfa' })],
    devices: { alice: [phone] },
    expect: 'low',
  },
  {
    name: 'a second device in an MFA console session, as AWS advises',
    records: [enableMfaDevice({ with: 'console-mfa' })],
    devices: { alice: [phone] },
    expect: 'info',
  },
  {
    name: 'an enrolment is one alert of two events',
    records: [createVirtualMfaDevice({ with: 'console-mfa' }), enableMfaDevice({ with: 'console-mfa', minute: 1 })],
    devices: { alice: [phone] },
    expect: 'info',
    because: ['created 60 seconds before'],
  },
  {
    name: 'one slot is all there is in GovCloud',
    records: [enableMfaDevice({ with: 'console-mfa', patch: { awsRegion: 'us-gov-west-1' } })],
    devices: {},
    expect: 'info',
  },
  {
    name: 'a session without MFA is another detection’s',
    records: [enableMfaDevice()],
    devices: {},
    expect: undefined,
  },
  {
    name: 'another user’s device is another detection’s',
    records: [enableMfaDevice({ with: 'console-mfa', by: 'bob', for: 'alice' })],
    devices: {},
    expect: undefined,
  },
];
