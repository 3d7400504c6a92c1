import type { AlarmNotice, DigestNotice } from '../../lambda/alerts/notice';

export const alarmNotice = (changes: Partial<AlarmNotice> = {}): AlarmNotice => ({
  schemaVersion: 1,
  kind: 'alarm',
  severity: 'high',
  state: 'ALARM',
  time: '2026-11-22T03:12:40Z',
  account: '222233334444',
  accountName: 'payments-prod',
  region: 'eu-north-1',
  ...changes,
});

const tokens = { reason: 'tokens are replaced', owner: 'lea@example.com', expires: '2026-11-25' };

/** Two devices removed as agreed, three first devices, and an exception that nobody needs. */
export const digestNotice = (changes: Partial<DigestNotice> = {}): DigestNotice => ({
  schemaVersion: 1,
  kind: 'digest',
  severity: 'info',
  day: '2026-11-21',
  account: '111122223333',
  suppressed: {
    count: 2,
    severities: { high: 1, medium: 1 },
    detections: { 'mfa-device-removed': 2 },
    alerts: [
      {
        id: 'a1f4c2d09b7e',
        detection: 'mfa-device-removed',
        severity: 'high',
        title: "helpdesk removed bob's last MFA device",
        time: '2026-11-21T09:16:12Z',
        account: '222233334444',
        accountName: 'payments-prod',
        suppressed: tokens,
      },
      {
        id: 'b1f4c2d09b7e',
        detection: 'mfa-device-removed',
        severity: 'medium',
        title: 'helpdesk removed an MFA device of carol',
        time: '2026-11-21T09:30:00Z',
        account: '222233334444',
        accountName: 'payments-prod',
        suppressed: tokens,
      },
    ],
  },
  below: {
    count: 314,
    severities: { low: 12, info: 302 },
    detections: { 'mfa-device-added': 310, 'mfa-challenge-abandoned': 4 },
    alerts: [
      {
        id: 'c1f4c2d09b7e',
        detection: 'mfa-challenge-abandoned',
        severity: 'low',
        title: 'alice was asked for MFA 3 times and did not answer',
        time: '2026-11-21T22:40:01Z',
        account: '111122223333',
      },
    ],
  },
  isPartial: false,
  exceptions: [
    {
      exception: { detection: 'mfa-device-removed', actor: 'helpdesk', ...tokens },
      hasExpired: false,
    },
    {
      exception: { user: 'terraform', reason: 'rotates keys', owner: 'platform', expires: '2027-01-31' },
      hasExpired: false,
      unusedSince: '2026-11-02',
    },
  ],
  ...changes,
});
