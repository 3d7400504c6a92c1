import type { Alert } from '../../lambda/alerts/alert';
import type { Hints } from '../../lambda/alerts/hints';

/** Mallory's long-term key gives alice a second device: the alert that wakes somebody. */
export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  return {
    schemaVersion: 1,
    id: 'a1f4c2d09b7e',
    detection: 'mfa-device-added-without-mfa',
    severity: 'critical',
    title: 'mallory added an MFA device to alice with credentials that were not MFA-authenticated',
    reasons: ['alice already had 1 device', 'the actor is not the target', 'long-term key without MFA'],
    time: '2026-11-20T09:16:12Z',
    firstSeen: '2026-11-20T09:15:40Z',
    lastSeen: '2026-11-20T09:16:12Z',
    count: 2,
    account: '111122223333',
    region: 'us-east-1',
    actor: mallory,
    target: { type: 'IAMUser', name: 'alice' },
    devices: {
      status: 'known',
      count: 2,
      limit: 8,
      list: [
        { ...phone, enabledAt: '2026-04-22T07:30:00Z' },
        { ...tablet, enabledAt: '2026-11-20T09:16:12Z', isNew: true },
      ],
    },
    related: ['mfa-device-added'],
    attack: ['T1098.005', 'T1556.006'],
    eventIds: ['7d1f0c11-0000-4000-8000-000000000001', '7d1f0c11-0000-4000-8000-000000000002'],
    addresses: ['203.0.113.9'],
    origins: [{ address: '203.0.113.9', country: 'NL', network: 'AS64500 Example Hosting', seenBefore: false }],
    targets: ['alice'],
    events: [
      { time: '2026-11-20T09:15:40Z', name: 'CreateVirtualMFADevice', actor: 'mallory', sourceIp: '203.0.113.9' },
      { time: '2026-11-20T09:16:12Z', name: 'EnableMFADevice', actor: 'mallory', sourceIp: '203.0.113.9' },
    ],
    dedupKey: '111122223333/alice',
    runbook: 'docs/detections/mfa-device-added-without-mfa.md',
    ...changes,
  };
}

export const mallory: Alert['actor'] = {
  type: 'IAMUser',
  name: 'mallory',
  arn: 'arn:aws:iam::111122223333:user/mallory',
  accessKeyId: 'AKIAEXAMPLEMALLORY01',
  credential: 'long-term-key',
  mfa: 'none',
  sourceIp: '203.0.113.9',
  userAgent: 'aws-cli/2.40.1 md/awscrt#0.29.2 ua/2.1 os/linux#6.8.0 md/command#iam.enable-mfa-device',
};

/** An administrator through IAM Identity Center, whose MFA CloudTrail does not record. */
export const bob: Alert['actor'] = {
  type: 'AssumedRole',
  name: 'AWSReservedSSO_Admin_0123456789abcdef/bob@example.com',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob@example.com',
  accessKeyId: 'ASIAEXAMPLEBOB000001',
  credential: 'identity-center',
  mfa: 'unknown',
  sourceIp: '198.51.100.20',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
};

/** What a failed sign-in says of paulo: no arn, no key. */
const paulo: Alert['actor'] = {
  type: 'IAMUser',
  name: 'paulo',
  credential: 'console',
  mfa: 'unknown',
  sourceIp: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
};

const phone = { serialNumber: 'arn:aws:iam::111122223333:mfa/alice-phone', kind: 'virtual' } as const;
const tablet = { serialNumber: 'arn:aws:iam::111122223333:mfa/alice-tablet', kind: 'virtual' } as const;

/** An administrator gives alice a device; IAM refused the look-up. */
export function helpDeskAlert(): Alert {
  return sampleAlert({
    detection: 'mfa-device-added-for-another-user',
    severity: 'high',
    title: 'AWSReservedSSO_Admin_0123456789abcdef/bob@example.com added an MFA device to alice',
    reasons: ['the device inventory is unknown', 'the actor is not the target'],
    firstSeen: '2026-11-20T09:16:12Z',
    count: 1,
    actor: bob,
    devices: {
      status: 'unknown',
      why: 'IAM refused the look-up (AccessDenied on iam:ListMFADevices)',
      limit: 8,
      list: [{ serialNumber: 'GAHT12345678', kind: 'hardware', enabledAt: '2026-11-20T09:16:12Z', isNew: true }],
    },
    related: [],
    addresses: ['198.51.100.20'],
    origins: [{ address: '198.51.100.20' }],
    events: [{ time: '2026-11-20T09:16:12Z', name: 'EnableMFADevice', actor: bob.name, sourceIp: '198.51.100.20' }],
    runbook: 'docs/detections/mfa-device-added-for-another-user.md',
  });
}

/** Six failed sign-ins from three addresses. */
export function guessingAlert(changed: Partial<Alert> = {}): Alert {
  return sampleAlert({
    devices: undefined,
    detection: 'repeated-mfa-failures',
    severity: 'high',
    title: '6 sign-ins of paulo that involved MFA failed within 15 minutes',
    reasons: ['6 failures in 15 minutes', 'from 3 addresses'],
    time: '2026-11-20T22:06:02Z',
    firstSeen: '2026-11-20T22:01:20Z',
    lastSeen: '2026-11-20T22:06:02Z',
    count: 6,
    region: 'us-east-2',
    actor: paulo,
    target: { type: 'IAMUser', name: 'paulo' },
    related: [],
    attack: ['T1110'],
    eventIds: [1, 2, 3, 4, 5, 6].map((n) => `9a1b2c3d-0000-4000-8000-00000000000${n}`),
    addresses: ['203.0.113.9', '198.51.100.7', '192.0.2.44'],
    origins: [
      { address: '203.0.113.9', country: 'NL', seenBefore: false },
      { address: '198.51.100.7', seenBefore: true },
      { address: '192.0.2.44', network: 'AS64511 Example Mobile', seenBefore: false },
    ],
    events: [1, 2, 3, 4, 5, 6].map((n) => ({
      time: `2026-11-20T22:0${n}:02Z`,
      name: 'ConsoleLogin',
      error: 'Failure',
      actor: 'paulo',
      sourceIp: '203.0.113.9',
    })),
    targets: ['paulo'],
    dedupKey: '111122223333/paulo',
    runbook: 'docs/detections/repeated-mfa-failures.md',
    ...changed,
  });
}

const steps = [
  'Ask the user in `target.name`, by phone and not by mail, whether they asked for this device.',
  'Read everything the actor did in the 24 hours before and after (`userIdentity.accessKeyId`).',
  'If nobody can vouch for it: stop the actor, take the device away, reset the password.',
  'Write down what you found.',
];

export const hints: Hints = { steps, athenaTable: 'cloudtrail_logs' };
