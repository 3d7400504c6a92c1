import * as z from 'zod/mini';
import { fromOneAddress } from '../events/address';
import { duration, plural } from '../events/names';
import { consoleLogin, elsewhere, enableMfaDevice, rootDevice, rootLogin } from '../events/samples';
import { addsDevice, changesDevices, type Timeline } from '../events/timeline';
import { byTime, devicesNamed, millis, signsIn, subjectOf, type TrailEvent } from '../events/trail-event';
import { runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';

const settings = z.object({
  /** Sign-ins that lie no further apart are one alert, with what is done to root’s devices so soon after, from the same address. */
  togetherMinutes: z._default(z.number().check(z.positive(), z.maximum(1440)), 60),
});

export const page: DetectionPage = {
  why: 'Root can do everything and is bound by no policy of the account. There is hardly a task left that needs it, so each sign-in should be one that somebody announced.',
  severity: [
    'critical: without MFA, also where root has no device: the password alone opened the account; the same where the record does not say',
    'medium: with MFA',
  ],
  blindSpots: [
    'Root’s access keys and AssumeRoot sessions sign nobody in to the console.',
    'Root’s passkeys and hardware tokens cannot be listed from inside the account, so that root has no device is known only where the account says that its MFA is off.',
  ],
  falsePositives: [
    'A planned task that needs root: medium on purpose.',
    'Root’s sign-in to enrol its first device, which AWS demands: critical all the same, because whoever stole the password of such an account begins in the same way.',
  ],
};

export const detection: Detection<z.infer<typeof settings>> = {
  id: 'root-sign-in',
  title: 'Root signed in to the console',
  attack: ['T1078.004'],
  watches: [
    { source: 'signin.amazonaws.com', names: ['ConsoleLogin'] },
    { source: 'iam.amazonaws.com', names: ['EnableMFADevice', 'DeactivateMFADevice'] },
  ],
  looksUp: { devices: isLogin },
  runbook: [
    'Within 15 minutes, ask the keepers of root’s password which of them signed in, from `sourceIPAddress`, and for what task.',
    'If nobody did: set a new root password from the root mailbox (if root’s address was changed, that is no longer yours: open an AWS Support case, or use central root access), check root’s MFA devices, and delete root’s access keys.',
    'Search CloudTrail for `userIdentity.type` = Root from 1 hour before the sign-in until now: devices, access keys, users and roles that were made must go.',
  ],
  settings,
  subjects: (event) => (event.target.type === 'Root' ? [subjectOf(event)] : []),
  detect: (timeline, { togetherMinutes }) =>
    runs(timeline.events.filter(isLogin), togetherMinutes * 60_000).map((run) =>
      finding(run, timeline, togetherMinutes * 60_000),
    ),
};

function isLogin(event: TrailEvent): boolean {
  return signsIn(event) && event.actor.type === 'Root';
}

function finding(run: [TrailEvent, ...TrailEvent[]], timeline: Timeline, within: number): Finding {
  const times = run.length > 1 ? ` ${run.length} times` : '';
  const changes = changesAfter(run, timeline, within);
  return {
    title: `Root signed in to the console${times}${howOf(run)}`,
    ...judge([
      ...run.flatMap((login) => grounds(login, timeline)),
      ...changes.map(({ change, login }): Ground => ({
        when: true,
        severity: 'info',
        reason: `root then ${addsDevice(change) ? 'added' : 'removed'} ${change.serialNumber ?? 'a device that is not named'}, ${duration(millis(change) - millis(login))} after the sign-in, from the same address`,
      })),
    ]),
    events: [...run, ...changes.map(({ change }) => change)].sort(byTime),
    act: run.at(-1) ?? run[0],
    serialNumbers: devicesNamed(run),
  };
}

/** What whoever signed in did to root's devices: it is their story. */
function changesAfter(
  run: readonly TrailEvent[],
  { events }: Timeline,
  within: number,
): { change: TrailEvent; login: TrailEvent }[] {
  return events
    .filter((event) => changesDevices(event) && event.actor.type === 'Root')
    .flatMap((change) => {
      const login = run.findLast(
        (one) => fromOneAddress(one, change) && byTime(one, change) < 0 && millis(change) - millis(one) <= within,
      );
      return login === undefined ? [] : { change, login };
    });
}

function howOf(run: readonly TrailEvent[]): string {
  const without = run.filter(({ actor }) => actor.mfa === 'none').length;
  if (without > 0)
    return without === run.length ? ' without MFA' : `, ${without === 1 ? 'once' : `${without} times`} without MFA`;
  return run.some(({ actor }) => actor.mfa === 'unknown') ? '; whether with MFA is not recorded' : '';
}

function grounds(login: TrailEvent, timeline: Timeline): Ground[] {
  if (login.actor.mfa === 'mfa') {
    const device = login.serialNumber === undefined ? '' : ` and the device ${login.serialNumber}`;
    return [{ when: true, severity: 'medium', reason: `root signed in with MFA${device}` }];
  }
  const before = timeline.devicesBefore(login);
  const had = before.devices.length;
  const none = had === 0 && before.status === 'known';
  const isRecorded = login.actor.mfa === 'none';
  const how = isRecorded ? 'root signed in without MFA' : 'the record does not say whether root used MFA';
  return [
    { when: !none, severity: 'critical', reason: how },
    {
      when: none,
      severity: 'critical',
      reason: `${how}, and ${isRecorded ? '' : 'root '}had no device then: the password was enough`,
    },
    { when: had > 0, severity: 'info', reason: `root had at least ${plural(had, 'device')}` },
    {
      when: had === 0 && !none,
      severity: 'info',
      reason: `root's devices are not fully known: ${before.status === 'unknown' ? before.why : ''}`,
    },
  ];
}

export const cases = (): Case[] => [
  {
    name: 'root signs in without MFA while it has a device',
    records: [rootLogin({ mfaUsed: 'No' })],
    devices: { '<root>': [rootDevice] },
    expect: 'critical',
    because: ['root signed in without MFA', 'at least 1 device'],
  },
  { name: 'without MFA, and the look-up fails', records: [rootLogin({ mfaUsed: 'No' })], expect: 'critical' },
  {
    name: 'root signs in to enrol its first device, which AWS demands',
    records: [
      rootLogin({ mfaUsed: 'No' }),
      enableMfaDevice({ minute: 5, with: 'root', for: 'AWS ROOT USER', serial: rootDevice }),
    ],
    devices: {},
    expect: 'critical',
    because: [
      'the password was enough',
      `root then added ${rootDevice}, 5 minutes after the sign-in, from the same address`,
    ],
  },
  {
    name: 'root signs in with MFA; an hour later, and from elsewhere, devices are added',
    records: [
      rootLogin(),
      ...[
        { minute: 30, from: elsewhere, serial: `${rootDevice}-2` },
        { minute: 61, serial: `${rootDevice}-3` },
      ].map((how) => enableMfaDevice({ ...how, with: 'root-mfa', for: 'AWS ROOT USER' })),
    ],
    devices: { '<root>': [rootDevice] },
    expect: 'medium',
  },
  {
    name: 'root signs in with MFA',
    records: [rootLogin()],
    devices: { '<root>': [rootDevice] },
    expect: 'medium',
  },
  {
    name: 'older records write MFAUsed in capitals',
    records: [rootLogin({ patch: { additionalEventData: { MFAUsed: 'YES' } } })],
    expect: 'medium',
  },
  {
    name: 'with MFA, and half an hour later without',
    records: [rootLogin(), rootLogin({ minute: 30, mfaUsed: 'No', from: elsewhere })],
    devices: { '<root>': [rootDevice] },
    expect: 'critical',
  },
  { name: 'root fails to sign in', records: [rootLogin({ outcome: 'Failure', mfaUsed: 'No' })], expect: undefined },
  { name: 'a user signs in without MFA', records: [consoleLogin({ mfaUsed: 'No' })], devices: {}, expect: undefined },
  {
    name: 'a user who is called root',
    records: [consoleLogin({ by: 'root', mfaUsed: 'No' })],
    devices: {},
    expect: undefined,
  },
];
