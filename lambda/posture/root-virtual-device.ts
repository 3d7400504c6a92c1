import type { Check, CheckCase } from './check';
import { report, rootRow } from './samples';
import { root } from './snapshot';

export const check: Check = {
  id: 'root-virtual-device',
  title: 'Root has a virtual device, perhaps nothing better',
  why: 'The secret of a virtual device can be copied, and its codes can be phished. A passkey or hardware token withstands both.',
  about: 'root',
  severity: [
    'medium: root has a virtual device; whether it has another kind as well cannot be read, so it is not decided',
  ],
  remediation: [
    'Sign in as root, register two passkeys or hardware tokens, then remove the virtual device.',
    'A spare beside a passkey, kept on purpose? It is still the weakest way in.',
  ],
  securityHub: 'IAM.6',
  cis: { '5.0.0': '1.5', '3.0.0': '1.6', '1.4.0': '1.6', '1.2.0': '1.14' },
  notEvaluated: ['Passkeys and hardware tokens of root: they cannot be listed from inside the account.'],
  needs: ['virtualDevices'],
  look: ({ virtualDevices }) =>
    (virtualDevices ?? [])
      .filter(({ user }) => user === root)
      .map(({ serialNumber }) => ({
        severity: 'medium',
        subject: 'root',
        title: 'Root has a virtual MFA device; whether a passkey or hardware token as well is not decided',
        reasons: [`virtual device ${serialNumber}`, 'other kinds of root cannot be listed from inside the account'],
        undecided: true,
      })),
};

const device = { serialNumber: 'arn:aws:iam::111122223333:mfa/root-account-mfa-device' };

export const cases = (): CheckCase[] => [
  {
    name: 'a virtual device of root',
    snapshot: { credentials: report(rootRow()), virtualDevices: [{ ...device, user: root }] },
    expect: 'medium',
    undecided: true,
  },
  {
    name: 'a device of another kind',
    snapshot: { credentials: report(rootRow()), virtualDevices: [] },
    expect: undefined,
  },
  {
    name: 'a virtual device of a user',
    snapshot: { virtualDevices: [{ ...device, user: 'alice' }] },
    expect: undefined,
  },
];
