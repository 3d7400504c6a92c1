import type { Check, CheckCase, Exposure } from './check';
import { ago, days, daysSince } from './age';
import { daysAgo, report, row } from './samples';
import { defaults } from './settings';
import { type Credentials, root } from './snapshot';

/** Days without sign-in after which nobody would miss the password. */
const idle = 90;

export const check: Check = {
  id: 'console-password-without-mfa',
  title: 'A user signs in to the console with a password alone',
  why: 'Whoever guesses, buys or phishes the password is in, with all rights of the user.',
  about: 'user',
  severity: [
    `high: a password, no device, and the user is older than ${defaults.passwordGraceDays} days (passwordGraceDays), or of unknown age`,
    `low: the user is no older than that: time to set up a device`,
  ],
  remediation: [
    'Ask the user to register a passkey or another device: console, Security credentials, Assign MFA device.',
    'Nobody signs in any more? Take the password away: `aws iam delete-login-profile --user-name NAME`.',
  ],
  securityHub: 'IAM.5',
  cis: { '5.0.0': '1.9', '3.0.0': '1.10', '1.4.0': '1.10', '1.2.0': '1.2' },
  notEvaluated: [
    'Whether policies let the user do anything without MFA.',
    'A report may be up to four hours old: IAM makes a new one no more often.',
  ],
  needs: ['credentials'],
  look: ({ credentials }, now, { passwordGraceDays }) =>
    [...(credentials?.values() ?? [])]
      .filter(({ user, hasPassword, hasMfa }) => user !== root && hasPassword === true && !hasMfa)
      .map((one) => exposureOf(one, now, passwordGraceDays)),
};

function exposureOf(credentials: Credentials, now: number, grace: number): Exposure {
  const { user, createdAt, passwordUsedAt, passwordChangedAt } = credentials;
  const age = daysSince(createdAt, now);
  const isNew = age !== undefined && age <= grace;
  const unused = daysSince(passwordUsedAt ?? passwordChangedAt, now);
  return {
    severity: isNew ? 'low' : 'high',
    subject: user,
    title: `${user} has a console password and no MFA device`,
    reasons: [
      ago('the password was set', passwordChangedAt, now, 'when the password was set is not recorded'),
      ago('it was last used', passwordUsedAt, now, 'it was never used, or not since IAM keeps record'),
      ...(isNew ? [`the user is new (${days(Math.max(age, 0))}): ${days(grace)} to set up a device`] : []),
      ...(unused !== undefined && unused > idle ? [`unused for more than ${idle} days: take it away`] : []),
    ],
  };
}

export const cases = (): CheckCase[] => [
  {
    name: 'a password and no device',
    snapshot: { credentials: report(row({ hasMfa: false })) },
    expect: 'high',
    because: ['set 300 days ago', 'used 2 days ago'],
  },
  {
    name: 'a user of yesterday',
    snapshot: { credentials: report(row({ hasMfa: false, createdAt: daysAgo(1) })) },
    expect: 'low',
    because: ['7 days to set up'],
  },
  {
    name: 'the last day of grace is over',
    snapshot: { credentials: report(row({ hasMfa: false, createdAt: daysAgo(8) })) },
    expect: 'high',
  },
  {
    name: 'a password that nobody uses',
    snapshot: { credentials: report(row({ hasMfa: false, passwordUsedAt: daysAgo(200) })) },
    expect: 'high',
    because: ['take it away'],
  },
  { name: 'a password and a device', snapshot: { credentials: report(row()) }, expect: undefined },
  {
    name: 'a user of keys only',
    snapshot: { credentials: report(row({ hasMfa: false, hasPassword: false })) },
    expect: undefined,
  },
];
