import * as z from 'zod/mini';
import { addressOf } from '../events/address';
import { passedMfaCheck, stsMfaCondition } from '../events/mfa-check';
import { duration, targetName } from '../events/names';
import { consoleLogin, elsewhere, enableMfaDevice, getSessionToken, phone, tablet } from '../events/samples';
import { addsDevice, changesDevices } from '../events/timeline';
import { devicesNamed, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import type { Case, Detection, DetectionPage, Finding } from './detection';

const settings = z.object({
  /** How long a device counts as new. */
  windowHours: z._default(z.number().check(z.positive(), z.maximum(24)), 24),
});

export const page: DetectionPage = {
  why: 'A suspicious device is a threat; its first use is the break-in. This tells, in the alert about the enrolment, that somebody has now passed MFA with it, from where and how.',
  severity: [
    'info: a line in an alert of medium or above about the same device; that alert keeps its severity, and a first use alone is silent',
  ],
  blindSpots: [
    'Only the first use within 24 hours of the enrolment is told; a device that is kept for later is not.',
    'STS cannot be used with passkeys and security keys, so theirs is the first sign-in to the console.',
    'What the sessions of a new device did is not read.',
  ],
  falsePositives: [
    'The owner uses the new device right after enrolling it: silent, unless the enrolment itself was alerted.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'new-device-first-use',
  title: 'A device whose enrolment was alerted has been used',
  attack: ['T1098.005', 'T1078.004'],
  watches: [
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice'] },
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
    { source: 'sts.amazonaws.com', names: ['GetSessionToken'], where: stsMfaCondition },
    { source: 'sts.amazonaws.com', names: ['AssumeRole'], where: stsMfaCondition, readOnly: true },
  ],
  runbook: [
    'Within 15 minutes, ask the user in `target.name` whether the device in `serialNumber` is theirs; if not, deactivate it.',
    'Deny the session that it opened: sessions outlive their device, so attach a policy that denies tokens issued before now (`aws:TokenIssueTime`), and change the password.',
    'Search CloudTrail from the first use on, for 24 hours, by `sourceIPAddress` and the user’s name: what was done with it?',
  ],
  settings,
  subjects: (event) => [subjectOf(event)],
  detect: ({ events }, { windowHours }) =>
    events.flatMap((enabled, index) => {
      if (!addsDevice(enabled) || enabled.serialNumber === undefined) return [];
      const next = events.slice(index + 1).find((event) => concerns(event, enabled));
      const isUse = next !== undefined && passedMfaCheck(next);
      return isUse && millis(next) - millis(enabled) <= windowHours * 3_600_000 ? [finding(enabled, next)] : [];
    }),
};

/** The next use of the device, or the next time that it is enrolled. */
function concerns(event: TrailEvent, enabled: TrailEvent): boolean {
  return event.serialNumber === enabled.serialNumber && (passedMfaCheck(event) || changesDevices(event));
}

function finding(enabled: TrailEvent, use: TrailEvent): Finding {
  const from = addressOf(use) ?? 'an address that was not recorded';
  return {
    title: `${targetName(use)} passed MFA with a new device`,
    severity: 'info',
    reasons: [
      `the new device was used ${duration(millis(use) - millis(enabled))} after it was added: ${use.name} from ${from}`,
    ],
    events: [enabled, use],
    serialNumbers: devicesNamed([enabled]),
    onlyIn: 'medium',
  };
}

const theft = (): object => enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' });
const alongside = ['mfa-device-added-for-another-user', 'mfa-device-added-without-mfa', 'mfa-device-added'];

export const cases = (): Case[] => [
  {
    name: 'somebody else added a second device, and it is used to sign in from elsewhere',
    records: [theft(), consoleLogin({ minute: 4, device: tablet, from: elsewhere })],
    devices: { alice: [phone] },
    alongside,
    expect: 'high',
    because: [`used 4 minutes after it was added: ConsoleLogin from ${elsewhere}`],
  },
  {
    name: 'a stolen key added it, and it opens a session three hours later',
    records: [
      enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice' }),
      getSessionToken({ minute: 180, serial: tablet }),
    ],
    devices: { alice: [phone] },
    alongside,
    expect: 'critical',
    because: ['used 3 hours after'],
  },
  {
    name: 'the alert about an unknown inventory stays medium',
    records: [enableMfaDevice(), consoleLogin({ minute: 4, device: tablet })],
    alongside,
    expect: 'medium',
    because: ['used 4 minutes after'],
  },
  {
    name: 'a help desk hands out a first token, and it is used',
    records: [theft(), consoleLogin({ minute: 4, device: tablet })],
    devices: {},
    alongside,
    expect: undefined,
  },
  {
    name: 'a newcomer enrols the first device and uses it',
    records: [enableMfaDevice(), consoleLogin({ minute: 4, device: tablet })],
    devices: {},
    alongside,
    expect: undefined,
  },
  {
    name: 'a second device from an MFA session, and its first use',
    records: [enableMfaDevice({ with: 'console-mfa' }), consoleLogin({ minute: 4, device: tablet })],
    devices: { alice: [phone] },
    alongside,
    expect: undefined,
  },
  {
    name: 'the old device is used after a new one was added',
    records: [theft(), consoleLogin({ minute: 4, device: phone })],
    devices: { alice: [phone] },
    alongside,
    expect: undefined,
  },
  {
    name: 'the new device is used more than a day later',
    records: [theft(), consoleLogin({ minute: 1441, device: tablet })],
    devices: { alice: [phone] },
    alongside,
    expect: undefined,
  },
];
