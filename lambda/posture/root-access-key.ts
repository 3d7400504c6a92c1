import { ago } from './age';
import type { Check, CheckCase } from './check';
import { daysAgo, report, rootRow } from './samples';
import { root } from './snapshot';

export const check: Check = {
  id: 'root-access-key',
  title: 'Root has a long-term access key',
  why: 'The key alone is root: no device is asked for, and no policy of the account holds it back.',
  about: 'root',
  severity: ['critical: root has an active key'],
  remediation: [
    'Find what uses it (CloudTrail: `userIdentity.type` = Root with an `accessKeyId` that starts AKIA) and give that a role.',
    'Sign in as root, deactivate the key, wait a day, delete it: console, Security credentials, Access keys.',
  ],
  cis: {},
  notEvaluated: ['Keys that are inactive: root may make them active again.'],
  needs: ['credentials'],
  look: ({ credentials }, now) =>
    (credentials?.get(root)?.keys ?? []).map(({ place, rotatedAt, usedAt }) => ({
      severity: 'critical',
      subject: 'root',
      title: `Root has an active access key (key ${place} of the report)`,
      reasons: [
        ago('it was made', rotatedAt, now, 'when it was made is not recorded'),
        ago('it was last used', usedAt, now, 'it was never used, or not since IAM keeps record'),
      ],
    })),
};

export const cases = (): CheckCase[] => [
  {
    name: 'an active key',
    snapshot: { credentials: report(rootRow({ keys: [{ place: 1, rotatedAt: daysAgo(900) }] })) },
    expect: 'critical',
    because: ['made 900 days ago', 'never used'],
  },
  { name: 'no key', snapshot: { credentials: report(rootRow()) }, expect: undefined },
];
