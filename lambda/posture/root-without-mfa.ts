import type { Check, CheckCase } from './check';
import { report, rootRow } from './samples';
import { root } from './snapshot';

export const check: Check = {
  id: 'root-without-mfa',
  title: 'Root has no MFA device',
  why: 'Root may do everything, and no policy of the account holds it back. Whoever reads the mail of its address can set a new password.',
  about: 'root',
  severity: ['critical: root has no device'],
  remediation: [
    'Sign in as root and register two passkeys or hardware tokens: console, Security credentials, Assign MFA device.',
    'In an organization: delete the root credentials of member accounts (centralized root access), so that there is nothing to protect.',
  ],
  securityHub: 'IAM.9',
  cis: { '5.0.0': '1.4', '3.0.0': '1.5', '1.4.0': '1.5', '1.2.0': '1.13' },
  notEvaluated: [
    'Whether root has a password at all: a member account of which root credentials were deleted is found, too.',
  ],
  needs: ['credentials'],
  look: ({ credentials, rootHasMfa }) => {
    const hasMfa = credentials?.get(root)?.hasMfa ?? rootHasMfa;
    if (hasMfa === undefined)
      return [
        {
          severity: 'medium',
          subject: 'root',
          title: 'Whether root has an MFA device is not decided',
          reasons: ['the credential report has no readable row for root'],
          undecided: true,
        },
      ];
    if (hasMfa) return [];
    const reason = 'the credential report says mfa_active = false for root';
    return [{ severity: 'critical', subject: 'root', title: 'Root has no MFA device', reasons: [reason] }];
  },
};

export const cases = (): CheckCase[] => [
  { name: 'no device', snapshot: { credentials: report(rootRow({ hasMfa: false })) }, expect: 'critical' },
  { name: 'a report without root', snapshot: { credentials: report() }, expect: 'medium', undecided: true },
  { name: 'a device', snapshot: { credentials: report(rootRow()) }, expect: undefined },
  {
    name: 'a device by the account summary',
    snapshot: { credentials: report(), rootHasMfa: true },
    expect: undefined,
  },
];
