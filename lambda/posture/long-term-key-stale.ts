import { ago, daysSince } from './age';
import type { Check, CheckCase, Exposure } from './check';
import { daysAgo, report, row } from './samples';
import { type LongTermKey, root } from './snapshot';

/** Days. */
const oldest = 90;

export const check: Check = {
  id: 'long-term-key-stale',
  title: 'A user with MFA keeps an old or unused access key',
  why: 'A long-term key needs no device: it is the way around the MFA that the user has.',
  about: 'user',
  severity: [
    `medium: the key is older than ${oldest} days, and in use`,
    `low: nobody has used the key for ${oldest} days, or ever; taking it away costs nothing`,
  ],
  remediation: [
    'Unused: `aws iam update-access-key --user-name NAME --access-key-id ID --status Inactive`, wait two weeks, delete it.',
    'In use: people sign in with `aws login` or Identity Center instead; programs take a role.',
  ],
  cis: {},
  notEvaluated: [
    'Users without MFA, which keys do not get around.',
    'Inactive keys; ids of keys: the report does not give them (`aws iam list-access-keys --user-name NAME`).',
  ],
  needs: ['credentials'],
  look: ({ credentials }, now) =>
    [...(credentials?.values() ?? [])]
      .filter(({ user, hasMfa }) => user !== root && hasMfa)
      .flatMap(({ user, keys }) => keys.flatMap((key) => exposureOf(user, key, now))),
};

function exposureOf(user: string, { place, rotatedAt, usedAt }: LongTermKey, now: number): Exposure[] {
  const [age, idle] = [daysSince(rotatedAt, now), daysSince(usedAt, now)];
  const isUnused = idle === undefined ? age === undefined || age > 0 : idle > oldest;
  if (!isUnused && (age === undefined || age <= oldest)) return [];
  return [
    {
      severity: isUnused ? 'low' : 'medium',
      subject: user,
      title: isUnused
        ? `${user} has MFA, and an access key that nobody uses (key ${place} of the report)`
        : `${user} has MFA, and an access key older than ${oldest} days (key ${place} of the report)`,
      reasons: [
        ago('it was made', rotatedAt, now, 'when it was made is not recorded'),
        ago('it was last used', usedAt, now, 'it was never used, or not since IAM keeps record'),
      ],
    },
  ];
}

const kept = (rotated: number, used?: number) =>
  row({ keys: [{ place: 1, rotatedAt: daysAgo(rotated), ...(used !== undefined && { usedAt: daysAgo(used) }) }] });

export const cases = (): CheckCase[] => [
  { name: 'old and in use', snapshot: { credentials: report(kept(91, 1)) }, expect: 'medium' },
  { name: 'unused', snapshot: { credentials: report(kept(400, 91)) }, expect: 'low', because: ['used 91 days ago'] },
  { name: 'never used', snapshot: { credentials: report(kept(30)) }, expect: 'low', because: ['never used'] },
  { name: 'made today, not used yet', snapshot: { credentials: report(kept(0)) }, expect: undefined },
  { name: 'exactly 90 days old', snapshot: { credentials: report(kept(90, 1)) }, expect: undefined },
  {
    name: 'of a user without MFA',
    snapshot: { credentials: report({ ...kept(400, 1), hasMfa: false }) },
    expect: undefined,
  },
];
