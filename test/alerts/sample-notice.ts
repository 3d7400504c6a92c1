import type { Exposure, Exposures, NoticeOf } from '../../lambda/alerts/notice';

export const alarmNotice = (changes: Partial<NoticeOf<'alarm'>> = {}): NoticeOf<'alarm'> => ({
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
export const digestNotice = (changes: Partial<NoticeOf<'digest'>> = {}): NoticeOf<'digest'> => ({
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

export const floodNotice = (changes: Partial<NoticeOf<'flood'>> = {}): NoticeOf<'flood'> => ({
  schemaVersion: 1,
  kind: 'flood',
  severity: 'critical',
  account: '222233334444',
  accountName: 'payments-prod',
  limit: 20,
  time: '2026-11-21T10:00:00Z',
  alerts: {
    count: 14,
    severities: { critical: 1, medium: 13 },
    detections: { 'mfa-device-removed': 13, 'mfa-device-swapped': 1 },
    alerts: [
      {
        id: 'd1f4c2d09b7e0000',
        detection: 'mfa-device-swapped',
        severity: 'critical',
        title: "mallory replaced bob's MFA device",
        time: '2026-11-21T09:58:12Z',
        account: '222233334444',
        accountName: 'payments-prod',
      },
    ],
  },
  ...changes,
});

/** Lea has looked after the alert that woke her. */
export const answerNotice = (
  answer: Partial<NoticeOf<'answer'>['answer']> = {},
  changes: Partial<NoticeOf<'answer'>> = {},
): NoticeOf<'answer'> => ({
  schemaVersion: 1,
  kind: 'answer',
  severity: 'info',
  account: '111122223333',
  alert: {
    id: 'a1f4c2d09b7e',
    detection: 'mfa-device-added-without-mfa',
    severity: 'critical',
    title: 'mallory added an MFA device to alice, not MFA-authenticated',
    time: '2026-11-20T09:16:12Z',
    account: '111122223333',
  },
  answer: {
    answer: 'acknowledged',
    by: 'arn:aws:iam::111122223333:user/lea',
    at: '2026-11-20T09:21:40Z',
    severity: 'critical',
    ...answer,
  },
  ...changes,
});

export const expectationNotice = (changes: Partial<NoticeOf<'expectation'>> = {}): NoticeOf<'expectation'> => ({
  schemaVersion: 1,
  kind: 'expectation',
  severity: 'medium',
  account: '111122223333',
  time: '2026-11-20T08:55:00Z',
  expectation: {
    id: 'e1f4c2d09b7e0000',
    account: '111122223333',
    user: 'alice',
    act: 'adds-device',
    actor: 'alice',
    reason: 'new phone, ticket 4711',
    by: 'arn:aws:iam::111122223333:user/lea',
    from: '2026-11-20T08:55:00Z',
    until: '2026-11-20T10:55:00Z',
  },
  isCancelled: false,
  ...changes,
});

export const subscriptionNotice = (changes: Partial<NoticeOf<'subscription'>> = {}): NoticeOf<'subscription'> => ({
  schemaVersion: 1,
  kind: 'subscription',
  severity: 'high',
  account: '111122223333',
  time: '2026-11-21T10:15:00Z',
  destination: 'alerts',
  topicArn: 'arn:aws:sns:us-east-1:111122223333:mfa-watch-alerts',
  protocol: 'email',
  endpoint: 'soc@example.com',
  change: 'gone',
  ...changes,
});

const group = (exposures: Exposure[], count = exposures.length): Exposures => ({
  count,
  severities: Object.fromEntries(exposures.map(({ severity }) => [severity, 1])),
  checks: Object.fromEntries(exposures.map(({ check, severity }) => [check, { [severity]: 1 }])),
  exposures,
});

const looked = { since: '2026-11-26T06:00:00Z', seen: '2026-11-26T06:00:00Z' };
const key: Exposure = {
  ...{ check: 'self-enrolment', subject: 'deploy-bot', severity: 'medium', undecided: true },
  title: 'Whoever steals deploy-bot’s access key can perhaps enrol an MFA device and gain what MFA protects',
  ...looked,
};
const password: Exposure = {
  ...{ check: 'console-password-without-mfa', subject: 'alice', severity: 'high', was: 'low' },
  title: 'alice has a console password and no MFA device',
  ...{ ...looked, since: '2026-11-18T06:00:00Z' },
};
const left: Exposure = {
  ...{ check: 'virtual-device-unassigned', subject: 'arn:aws:iam::111122223333:mfa/bob-old', severity: 'low' },
  title: 'The virtual device bob-old is assigned to nobody',
  ...{ since: '2026-11-20T06:00:00Z', seen: '2026-11-25T06:00:00Z' },
};

/** A password that has outlived its days of grace, a key that is new, and a device that somebody has deleted. */
export const postureNotice = (changes: Partial<NoticeOf<'posture'>> = {}): NoticeOf<'posture'> => ({
  schemaVersion: 1,
  kind: 'posture',
  severity: 'high',
  account: '111122223333',
  accountName: 'payments-prod',
  time: '2026-11-26T06:00:00Z',
  occasion: 'drift',
  open: { ...group([password, key], 14), severities: { high: 2, medium: 3, low: 9 }, exposures: [] },
  new: group([password, key]),
  mended: group([left]),
  remedies: {
    'self-enrolment':
      'Apply the diff: it refuses enrolment to keys alone; a new user still enrols the first device at the console.',
    'console-password-without-mfa':
      'Ask the user to register a passkey or another device: console, Security credentials, Assign MFA device.',
  },
  unread: [],
  ...changes,
});

/** The same account on the first day, and on a Monday. */
export const firstPosture = (changes: Partial<NoticeOf<'posture'>> = {}): NoticeOf<'posture'> =>
  postureNotice({
    ...{ occasion: 'first', open: { ...group([password, key], 14), severities: { high: 2, medium: 3, low: 9 } } },
    ...{ new: group([]), mended: group([]), ...changes },
  });
export const weeklyPosture = (changes: Partial<NoticeOf<'posture'>> = {}): NoticeOf<'posture'> =>
  firstPosture({ occasion: 'week', severity: 'info', new: group([key]), mended: group([left]), ...changes });
