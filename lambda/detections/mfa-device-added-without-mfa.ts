import * as z from 'zod/mini';
import { farFromHome, isFarFromHome, isSignIn, signIns } from '../events/home';
import { actorName, credentialReason, deviceNotNamed, plural, targetName, notByOwner } from '../events/names';
import { consoleLogin, elsewhere, enableMfaDevice, phone, tablet } from '../events/samples';
import { addsDevice, enrolsUser, type Inventory, type Timeline } from '../events/timeline';
import { actsOnOneself, devicesNamed, subjectOf, type TrailEvent } from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';

export const page: DetectionPage = {
  why: 'Whoever holds a device of a user passes every MFA check as that user. Adding one with a stolen key or password turns a half-stolen account into a fully stolen one, and it survives a change of password.',
  severity: [
    'critical: the target already had a device; somebody else added it and the inventory is unknown; root (but see medium)',
    'high: somebody else added it; the record does not say whose it is',
    'medium: the user themselves with a long-term key, with an unknown inventory, or from where they had not signed in in the week before, though elsewhere; root’s own first device, from the console (AWS demands one)',
    'low: the user’s own first device, from the console (a newcomer has no other way)',
  ],
  blindSpots: [
    'Role, SAML, OIDC and Identity Center sessions: CloudTrail does not record their MFA, so they are reported by mfa-device-added-for-another-user.',
    'Root’s passkeys and hardware tokens cannot be listed from inside the account: root’s inventory is mostly unknown, and then counts as not first.',
    'CloudTrail delivers to EventBridge on a best-effort basis; an event that never arrives is not seen.',
  ],
  falsePositives: [
    'A newcomer enrolling the first device from the console: low. Somebody who has been there for long and enrols on the first day in another place: medium.',
    'An administrator who hands out devices from a session without MFA: high on purpose, since nothing tells them from a thief.',
  ],
};

export const detection: Detection = {
  id: 'mfa-device-added-without-mfa',
  title: 'An MFA device was added with credentials that were not MFA-authenticated',
  attack: ['T1098.005', 'T1556.006', 'T1078.004'],
  watches: [{ source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] }, ...signIns],
  looksUp: { devices: addsDevice, exposure: enrolsUser },
  runbook: [
    'Within 15 minutes, ask the user in `target.name` through a channel other than AWS (phone, in person) whether the device in `serialNumber` is theirs.',
    'If not: stop whoever used `accessKeyId`, then take the new device away.',
    'Search CloudTrail for what else was done with that key, or from `sourceIPAddress`, in the 24 hours before and after.',
    'Search sign-ins of the target since then for `additionalEventData.MFAIdentifier` = the new serial: has the device been used?',
  ],
  settings: z.object({}),
  subjects: (event) => (event.source === 'iam.amazonaws.com' || isSignIn(event) ? [subjectOf(event)] : []),
  detect: (timeline) =>
    timeline.events
      .filter((event) => addsDevice(event) && event.actor.mfa === 'none')
      .map((event) => finding(event, timeline)),
};

function finding(event: TrailEvent, timeline: Timeline): Finding {
  const before = timeline.devicesBefore(event);
  const whom = actsOnOneself(event) ? 'their own user' : targetName(event);
  return {
    title: `${actorName(event)} added an MFA device to ${whom}, not MFA-authenticated`,
    ...judge(
      event.target.type === 'Root'
        ? rootGrounds(event, before)
        : userGrounds(event, before, isFarFromHome(event, timeline)),
    ),
    events: [event],
    serialNumbers: devicesNamed([event]),
  };
}

function userGrounds(event: TrailEvent, before: Inventory, isFar: boolean): Ground[] {
  const target = targetName(event);
  const own = actsOnOneself(event);
  const had = before.devices.length;
  const unknown = had === 0 && before.status === 'unknown' && event.target.type !== 'unknown';
  const console = event.actor.credential === 'console';
  return [
    {
      when: had > 0,
      severity: 'critical',
      reason: `${target} already had ${before.status === 'known' ? '' : 'at least '}${plural(had, 'device')}`,
    },
    {
      when: unknown,
      severity: own ? 'medium' : 'critical',
      reason: `${target}'s devices before this are unknown: ${before.status === 'unknown' ? before.why : ''}`,
    },
    { when: !own, severity: 'high', reason: notByOwner(event) },
    {
      when: own && console && had === 0 && !unknown,
      severity: 'low',
      reason: `${target}'s own first device, from the console`,
    },
    { when: own && isFar, severity: 'medium', reason: farFromHome(event, target) },
    { when: true, severity: own && !console ? 'medium' : 'info', reason: credentialReason(event) },
    { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
  ];
}

function rootGrounds(event: TrailEvent, before: Inventory): Ground[] {
  const first = before.status === 'known' && before.devices.length === 0;
  const demanded = first && actsOnOneself(event) && event.actor.credential === 'root-session';
  return [
    { when: demanded, severity: 'medium', reason: 'root’s own first device, from the console: AWS demands one' },
    { when: !demanded, severity: 'critical', reason: 'the device is for root' },
    {
      when: !demanded && before.devices.length > 0,
      severity: 'critical',
      reason: `root already had at least ${plural(before.devices.length, 'device')}`,
    },
    {
      when: before.status === 'unknown',
      severity: 'info',
      reason: `root's devices before this are not fully known: ${before.status === 'unknown' ? before.why : ''}`,
    },
    { when: true, severity: 'info', reason: credentialReason(event) },
    { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
  ];
}

export const cases = (): Case[] => [
  {
    name: 'somebody else’s long-term key adds a second device',
    records: [enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'critical',
    because: ['alice already had 1 device', 'long-term key without MFA', 'done by mallory, not by alice'],
  },
  {
    name: 'the first device of somebody who has signed in without all week, and never from there',
    records: [
      consoleLogin({ minute: -2 * 1440, mfaUsed: 'No' }),
      consoleLogin({ minute: -90, mfaUsed: 'No', from: elsewhere }),
      enableMfaDevice({ from: elsewhere }),
    ],
    devices: {},
    expect: 'medium',
    because: ['came from elsewhere'],
  },
  {
    name: 'the first device of somebody who has signed in from there without all week',
    records: [consoleLogin({ minute: -2 * 1440, mfaUsed: 'No' }), enableMfaDevice()],
    devices: {},
    expect: 'low',
  },
  {
    name: 'somebody else adds the first device',
    records: [enableMfaDevice({ by: 'mallory', for: 'alice' })],
    devices: {},
    expect: 'high',
  },
  {
    name: 'somebody else adds a device and the look-up fails',
    records: [enableMfaDevice({ by: 'mallory', for: 'alice' })],
    expect: 'critical',
    because: ['unknown'],
  },
  {
    name: 'a long-term key adds the user’s own first device',
    records: [enableMfaDevice({ with: 'long-term-key' })],
    devices: {},
    expect: 'medium',
  },
  {
    name: 'a long-term key adds a second own device',
    records: [enableMfaDevice({ with: 'long-term-key' })],
    devices: { alice: [phone] },
    expect: 'critical',
  },
  {
    name: 'the second device comes a minute after the first, both from one console session',
    records: [enableMfaDevice({ serial: phone }), enableMfaDevice({ minute: 1, serial: tablet })],
    devices: {},
    expect: 'critical',
  },
  {
    name: 'a newcomer enrols the first device from the console',
    records: [enableMfaDevice()],
    devices: {},
    expect: 'low',
  },
  {
    name: 'the user’s own device from the console while the look-up fails',
    records: [enableMfaDevice()],
    expect: 'medium',
  },
  {
    name: 'root’s own first device from the console, which AWS demands',
    records: [enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' })],
    devices: {},
    expect: 'medium',
  },
  {
    name: 'root gets a second device',
    records: [enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' })],
    devices: { '<root>': [phone] },
    expect: 'critical',
  },
  {
    name: 'a second device added in an MFA session',
    records: [enableMfaDevice({ with: 'console-mfa' })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'a help desk role hands out a token: its MFA is not recorded',
    records: [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' })],
    devices: {},
    expect: undefined,
  },
  {
    name: 'a wrong code while enrolling adds nothing',
    records: [enableMfaDevice({ error: 'InvalidAuthenticationCodeException' })],
    devices: {},
    expect: undefined,
  },
];
