import * as z from 'zod/mini';
import { duration, plural, targetName } from '../events/names';
import { consoleLogin, deactivateMfaDevice, elsewhere, enableMfaDevice, phone } from '../events/samples';
import { signsInWithoutMfa } from '../events/mfa-check';
import { changesDevices, type Inventory, type Timeline } from '../events/timeline';
import { millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge } from './severity';
import { day } from '../time';

const settings = z.object({
  /** Sign-ins of a user without a device that lie no further apart are one entry. */
  quietDays: z._default(z.number().check(z.positive(), z.maximum(7)), 7),
});

export const page: DetectionPage = {
  why: 'A user with a device is asked for it at every sign-in, so one without MFA should not be possible and needs an explanation. A user who has no device is protected by a password alone.',
  severity: [
    'high: the user had a device before the sign-in',
    'medium: the inventory is unknown',
    'low: the user had no device; one entry a user until a week has passed without such a sign-in',
  ],
  blindSpots: [
    'SAML, Identity Center and role sessions are never judged: CloudTrail does not record the MFA that an identity provider did.',
    'Root is judged by root-sign-in.',
    'A record that does not say whether MFA was used (AWS’s own all do) is judged as if it was not, and the alert says so.',
    'Console sessions through GetFederationToken need no MFA and are recorded as federated.',
  ],
  falsePositives: [
    'A newcomer who signs in to enrol the first device: low, since the device is enabled after the sign-in.',
    'A user whose lost device was removed and who signs in to enrol another: low; if that was within a day it is a line in the alert about the removal.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'console-login-without-mfa',
  title: 'An IAM user signed in to the console without MFA',
  attack: ['T1078.004', 'T1556.006'],
  watches: [
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] },
  ],
  looksUp: { devices: signsInWithoutMfa },
  runbook: [
    'Within 30 minutes, ask the user in `target.name` through a channel other than AWS whether the sign-in from `sourceIPAddress` was theirs; compare its time with the ages of their devices.',
    'If not: set a new password, end their sessions, and search CloudTrail for DeactivateMFADevice on them, by `requestParameters.userName`, in the 24 hours before: was the device taken away first?',
    'If it was theirs and they have no device: have them enrol one; if they need no console, delete their password (`aws iam delete-login-profile`).',
  ],
  settings,
  subjects: (event) => (event.target.type === 'IAMUser' ? [subjectOf(event)] : []),
  detect: (timeline, { quietDays }) => {
    const logins = timeline.events
      .filter(signsInWithoutMfa)
      .map((login) => ({ login, before: timeline.devicesBefore(login) }));
    const had = logins.filter(({ before }) => before.devices.length > 0);
    const unknown = logins.filter(({ before }) => before.devices.length === 0 && before.status === 'unknown');
    const none = logins.filter(({ before }) => before.devices.length === 0 && before.status === 'known');
    const stretches = [unknown, none].flatMap((alike) =>
      runs(
        alike.map(({ login }) => login),
        quietDays * day,
      ),
    );
    return [...had.map(({ login }): [TrailEvent] => [login]), ...stretches].map((run) => finding(run, timeline));
  },
};

function finding(run: [TrailEvent, ...TrailEvent[]], timeline: Timeline): Finding {
  const user = targetName(run[0]);
  const before: Inventory = timeline.devicesBefore(run[0]);
  const had = before.devices.length;
  const removal = timeline.events.findLast((event) => removes(event) && follows(event, run[0]));
  const isRecorded = run.some(({ actor }) => actor.mfa === 'none');
  const without = isRecorded ? ' without MFA' : '';
  return {
    title: `${user} signed in to the console${run.length > 1 ? ` ${run.length} times` : ''}${isRecorded ? without : '; whether with MFA is not recorded'}`,
    ...judge([
      {
        when: had > 0,
        severity: 'high',
        reason: `${user} had ${before.status === 'known' ? '' : 'at least '}${plural(had, 'device')} by then, and AWS asks for MFA where there is one`,
      },
      {
        when: had === 0 && before.status === 'unknown',
        severity: 'medium',
        reason: `whether ${user} had a device is unknown: ${before.status === 'unknown' ? before.why : ''}`,
      },
      { when: had === 0 && before.status === 'known', severity: 'low', reason: `${user} had no device at the sign-in` },
      {
        when: removal !== undefined,
        severity: 'info',
        reason: `${user} signed in${without} ${removal === undefined ? '' : duration(millis(run[0]) - millis(removal))} after a device of theirs was removed`,
      },
    ]),
    events: removal === undefined ? run : [removal, ...run],
    serialNumbers: [],
  };
}

function removes(event: TrailEvent): boolean {
  return changesDevices(event) && event.name === 'DeactivateMFADevice';
}

function follows(removal: TrailEvent, login: TrailEvent): boolean {
  const later = millis(login) - millis(removal);
  return later >= 0 && later <= day;
}

const withoutMfa = (minute: number, patch = {}): object => consoleLogin({ minute, mfaUsed: 'No', patch });

export const cases = (): Case[] => [
  {
    name: 'a user who has a device signs in without MFA',
    records: [withoutMfa(0)],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['alice had 1 device by then'],
  },
  {
    name: 'a device was enabled an hour before, as the trail shows',
    records: [enableMfaDevice({ minute: -60 }), withoutMfa(0)],
    expect: 'high',
  },
  { name: 'the look-up fails', records: [withoutMfa(0)], expect: 'medium' },
  {
    name: 'a user called None',
    records: [consoleLogin({ by: 'None', mfaUsed: 'No' })],
    devices: {},
    expect: 'low',
  },
  {
    name: 'a user who is named in the ARN only',
    records: [withoutMfa(0, { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice' } })],
    devices: { alice: [phone] },
    expect: 'high',
    because: ['alice had 1 device by then'],
  },
  {
    name: 'a user without a device, three times in a week',
    records: [withoutMfa(0), withoutMfa(1440), withoutMfa(4320)],
    devices: {},
    expect: 'low',
  },
  {
    name: 'a newcomer signs in and enrols the first device right after',
    records: [withoutMfa(0), enableMfaDevice({ minute: 3 })],
    devices: {},
    expect: 'low',
  },
  {
    name: 'the only device was removed ten minutes before',
    records: [deactivateMfaDevice({ with: 'role', by: 'bob', for: 'alice', serial: phone }), withoutMfa(10)],
    devices: { alice: [phone] },
    expect: 'low',
    because: ['10 minutes after a device of theirs was removed'],
  },
  { name: 'a sign-in with MFA', records: [consoleLogin()], devices: { alice: [phone] }, expect: undefined },
  {
    name: 'a sign-in that failed',
    records: [consoleLogin({ mfaUsed: 'No', outcome: 'Failure', from: elsewhere })],
    devices: { alice: [phone] },
    expect: undefined,
  },
  {
    name: 'a sign-in through an identity provider, whose MFA is not recorded',
    records: [
      withoutMfa(0, {
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
          userName: 'alice',
        },
      }),
    ],
    devices: { alice: [phone] },
    expect: undefined,
  },
];
