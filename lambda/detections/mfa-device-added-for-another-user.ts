import * as z from 'zod/mini';
import { actorName, credentialReason, deviceNotNamed, plural, targetName, notByOwner } from '../events/names';
import { enableMfaDevice, phone } from '../events/samples';
import { addsDevice, enrolsUser, type Inventory } from '../events/timeline';
import { actsOnOneself, devicesNamed, subjectOf, type TrailEvent } from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';

export const page: DetectionPage = {
  why: 'Who administers users can give them a device that the administrator holds, and then pass their MFA. Handing out tokens looks the same, but happens to users who have none yet.',
  severity: [
    'high: the target already had a device',
    'medium: the inventory is unknown; the record does not say whose the device is',
    'low: the target had no device (a help desk hands out tokens)',
  ],
  blindSpots: [
    'Whether a role or federated session used MFA is not recorded by CloudTrail.',
    'Sessions of IAM users and root without MFA are reported by mfa-device-added-without-mfa instead.',
  ],
  falsePositives: ['A help desk that hands out a replacement while the old device is still enabled: high on purpose.'],
};

export const detection: Detection = {
  id: 'mfa-device-added-for-another-user',
  title: 'An MFA device was added for somebody else',
  attack: ['T1098.005', 'T1556.006'],
  watches: [{ source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] }],
  looksUp: { devices: (event) => event.name !== 'DeactivateMFADevice', exposure: enrolsUser },
  runbook: [
    'Within 30 minutes, ask the user in `target.name` through a channel other than AWS whether they were given the device named in `serialNumber`.',
    'Ask the person behind `actor.arn` for the ticket or request; of a role session, whoever is named after the slash.',
    'If nobody knows of it: deactivate the device, and search CloudTrail 24 hours back for what the actor’s `accessKeyId` did.',
  ],
  settings: z.object({}),
  subjects: (event) => [subjectOf(event)],
  detect: (timeline) =>
    timeline.events
      .filter((event) => addsDevice(event) && event.actor.mfa !== 'none' && !actsOnOneself(event))
      .map((event) => finding(event, timeline.devicesBefore(event))),
};

function finding(event: TrailEvent, before: Inventory): Finding {
  const target = targetName(event);
  const had = before.devices.length;
  const isNamed = event.target.type !== 'unknown';
  return {
    title: `${actorName(event)} added an MFA device to ${target}`,
    ...judge([
      {
        when: had > 0,
        severity: 'high',
        reason: `${target} already had ${before.status === 'known' ? '' : 'at least '}${plural(had, 'device')}`,
      },
      {
        when: isNamed && had === 0 && before.status === 'unknown',
        severity: 'medium',
        reason: `${target}'s devices before this are unknown: ${before.status === 'unknown' ? before.why : ''}`,
      },
      { when: had === 0 && before.status === 'known', severity: 'low', reason: `${target} had no device` },
      { when: true, severity: isNamed ? 'info' : 'medium', reason: notByOwner(event) },
      { when: true, severity: 'info', reason: credentialReason(event) },
      { when: event.serialNumber === undefined, severity: 'info', reason: deviceNotNamed },
    ]),
    events: [event],
    serialNumbers: devicesNamed([event]),
  };
}

export const cases = (): Case[] => [
  {
    name: 'an administrator role adds a second device to alice',
    records: [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' })],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['alice already had 1 device', 'does not record'],
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
