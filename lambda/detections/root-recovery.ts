import * as z from 'zod/mini';
import { credentialReason, duration, orMore, plural } from '../events/names';
import { loginProfileCall, rootLogin, rootPage } from '../events/samples';
import { millis, signsIn, subjectOf, type TrailEvent } from '../events/trail-event';
import { type Burst, bursts, runs } from '../events/window';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, type Ground } from './severity';
import { day } from '../time';

const positive = z.number().check(z.positive(), z.maximum(1440));
const settings = z.object({
  /** Failed sign-ins of root in one window that count. */
  failures: z._default(z.int().check(z.minimum(1)), 5),
  windowMinutes: z._default(positive, 15),
  /** Failed sign-ins of root in a day, however far apart, that are worth a word. */
  slow: z._default(z.int().check(z.minimum(1)), 10),
  /** What lies no further apart is one attempt. */
  togetherMinutes: z._default(positive, 60),
});
type Settings = z.infer<typeof settings>;

const asRoot = [{ 'userIdentity.type': { equals: ['Root'] } }] as const;

export const page: DetectionPage = {
  why: 'Whoever reads root’s mail can set a new password and from there take the account. Root’s password and address are changed once in years, so each step is worth a question.',
  severity: [
    'high: a recovery was requested or completed, the password or e-mail address was changed, a password or an access key was made for root, or five sign-ins failed in 15 minutes',
    'medium: such a step was refused; ten sign-ins failed in 24 hours',
  ],
  blindSpots: [
    'No public sample of the recovery events is known; they are read by name, and one without an outcome counts as done.',
    'Changes of the address through AWS Organizations (`account.amazonaws.com`) are those of `root-address-changed`, in the trail of whoever makes them.',
    'Anybody who knows root’s e-mail address can request a recovery: the request alone does not mean that the mailbox is open.',
  ],
  falsePositives: [
    'A planned change of root’s password or address: high on purpose, for those who did not plan it.',
    'A member account’s root password that is made through central root access, to recover the account.',
  ],
};

export const detection: Detection<Settings> = {
  id: 'root-recovery',
  title: 'Somebody works on root’s password, access keys or e-mail address',
  attack: ['T1078.004', 'T1098', 'T1110'],
  watches: [
    {
      source: 'signin.amazonaws.com',
      names: [
        'PasswordRecoveryRequested',
        'PasswordRecoveryCompleted',
        'PasswordUpdated',
        'EmailUpdated',
        'ConsoleLogin',
      ],
    },
    { source: 'iam.amazonaws.com', names: ['CreateLoginProfile', 'ChangePassword', 'CreateAccessKey'], where: asRoot },
  ],
  runbook: [
    'Within 15 minutes, ask everybody who can read root’s mailbox whether they did this; compare `sourceIPAddress` and `eventTime` with where they are.',
    'If nobody did: secure the mailbox first (its password, forwarding rules, recovery number), then set a new root password and check root’s MFA devices. If root’s address was changed, the old mailbox gets no mail any more: open an AWS Support case as the account’s owner.',
    'Search CloudTrail for `userIdentity.type` = Root in the 24 hours from the first step on: did root sign in, add a device or make an access key?',
  ],
  settings,
  subjects: (event) => (event.target.type === 'Root' ? [subjectOf(event)] : []),
  detect: ({ events }, limits) => {
    const attempts = bursts(events.filter(isFailedLogin), limits.windowMinutes * 60_000, limits.failures);
    const failed = attempts.flatMap((burst) => burst.events);
    const relevant = events.filter((event) => stepOf(event) !== undefined || signsIn(event) || failed.includes(event));
    const slow = bursts(events.filter(isFailedLogin), day, limits.slow).filter((burst) =>
      burst.events.some((event) => !failed.includes(event)),
    );
    const found = runs(relevant, limits.togetherMinutes * 60_000)
      .filter((run) => !run.every(signsIn))
      .map((run) => {
        const within = attempts.filter((burst) => burst.events.some((event) => run.includes(event)));
        return finding(run, Math.max(0, ...within.map(({ peak }) => peak)), limits);
      });
    return [...found, ...slow.map(slowFinding)];
  },
};

function isFailedLogin({ name, signIn }: TrailEvent): boolean {
  return name === 'ConsoleLogin' && signIn?.outcome === 'Failure';
}

interface Step {
  done: string;
  refused: string;
}

const newPassword: Step = { done: 'root’s password was changed', refused: 'to change root’s password' };
const steps: Readonly<Record<string, Step>> = {
  PasswordRecoveryRequested: {
    done: 'a recovery of root’s password was requested',
    refused: 'to request a recovery of root’s password',
  },
  PasswordRecoveryCompleted: {
    done: 'the recovery of root’s password was completed',
    refused: 'to complete the recovery of root’s password',
  },
  PasswordUpdated: newPassword,
  EmailUpdated: { done: 'root’s e-mail address was changed', refused: 'to change root’s e-mail address' },
  ChangePassword: newPassword,
  CreateLoginProfile: { done: 'a password was made for root', refused: 'to make a password for root' },
  CreateAccessKey: { done: 'an access key was made for root', refused: 'to make an access key for root' },
};

function stepOf({ name }: TrailEvent): Step | undefined {
  return Object.hasOwn(steps, name) ? steps[name] : undefined;
}

function isRefused({ errorCode, signIn }: TrailEvent): boolean {
  return errorCode !== undefined || signIn?.outcome === 'Failure';
}

function finding(run: [TrailEvent, ...TrailEvent[]], peak: number, { windowMinutes }: Settings): Finding {
  const taken = run.flatMap((event): Ground[] => {
    const step = stepOf(event);
    if (step === undefined) return [];
    if (isRefused(event))
      return [{ when: true, severity: 'medium', reason: `somebody tried ${step.refused}, and AWS refused` }];
    return [{ when: true, severity: 'high', reason: step.done }];
  });
  const failed: Ground = {
    when: peak > 0,
    severity: 'high',
    reason: `${plural(peak, 'sign-in')} of root failed in ${windowMinutes} minutes`,
  };
  const login = run.find(signsIn);
  const { severity, reasons } = judge([
    ...taken,
    failed,
    {
      when: run.every((event) => event.name === 'PasswordRecoveryRequested' && !isRefused(event)),
      severity: 'info',
      reason: 'whoever knows root’s e-mail address can request this; completing it takes root’s mailbox',
    },
    {
      when: login !== undefined,
      severity: 'info',
      reason: `root signed in ${login === undefined ? '' : duration(millis(login) - millis(run[0]))} after the first of these steps`,
    },
    ...run
      .filter(({ source }) => source === 'iam.amazonaws.com')
      .map((event): Ground => ({ when: true, severity: 'info', reason: credentialReason(event) })),
  ]);
  const worst = [failed, ...taken].findLast((ground) => ground.when && ground.severity === severity);
  return { title: sentence(worst?.reason ?? ''), severity, reasons, events: run, serialNumbers: [] };
}

function slowFinding({ events, peak }: Burst): Finding {
  const reason = `${orMore(peak)} sign-ins of root failed in 24 hours`;
  return { title: sentence(reason), severity: 'medium', reasons: [reason], events, serialNumbers: [] };
}

function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

const rootsKey = (): object => loginProfileCall('CreateAccessKey', { with: 'root-mfa', for: 'AWS ROOT USER' });
const failures = (minutes: number[]): object[] =>
  minutes.map((minute) => rootLogin({ minute, outcome: 'Failure', mfaUsed: 'No' }));

export const cases = (): Case[] => [
  { name: 'a password recovery is requested', records: [rootPage('PasswordRecoveryRequested')], expect: 'high' },
  {
    name: 'a recovery from the request to the sign-in is one story',
    records: [
      rootPage('PasswordRecoveryRequested'),
      rootPage('PasswordRecoveryCompleted', { minute: 10 }),
      rootPage('PasswordUpdated', { minute: 11 }),
      rootLogin({ minute: 12, mfaUsed: 'No' }),
    ],
    expect: 'high',
    because: ['requested', 'completed', 'changed', 'root signed in 12 minutes after the first of these steps'],
  },
  { name: 'root’s e-mail address is changed', records: [rootPage('EmailUpdated')], expect: 'high' },
  {
    name: 'a password is made for root through central root access',
    records: [loginProfileCall('CreateLoginProfile', { with: 'root' })],
    expect: 'high',
  },
  {
    name: 'root changes the password through IAM',
    records: [loginProfileCall('ChangePassword', { with: 'root-mfa' })],
    expect: 'high',
  },
  {
    name: 'root fails to sign in five times',
    records: failures([0, 4, 8, 12, 15]),
    expect: 'high',
    because: ['5 sign-ins'],
  },
  {
    name: 'a recovery that AWS refused',
    records: [rootPage('PasswordRecoveryCompleted', { outcome: 'Failure' })],
    expect: 'medium',
  },
  {
    name: 'root mistypes the password and signs in',
    records: [...failures([0, 1]), rootLogin({ minute: 2 })],
    expect: undefined,
  },
  {
    name: 'ten failures in a day',
    records: failures(Array.from({ length: 10 }, (_, index) => index * 150)),
    expect: 'medium',
    because: ['10 sign-ins of root failed in 24 hours'],
  },
  { name: 'an access key is made for root', records: [rootsKey()], expect: 'high', because: ['access key'] },
  { name: 'five failures in more than 15 minutes', records: failures([0, 4, 8, 12, 16]), expect: undefined },
  {
    name: 'a new password for root through IAM, refused without naming anybody',
    records: [loginProfileCall('ChangePassword', { with: 'root', error: 'AccessDenied' })],
    expect: 'medium',
  },
  { name: 'a user changes the password', records: [loginProfileCall('ChangePassword')], expect: undefined },
  {
    name: 'a password is made for a new user by root',
    records: [loginProfileCall('CreateLoginProfile', { with: 'root-mfa', for: 'alice' })],
    expect: undefined,
  },
];
