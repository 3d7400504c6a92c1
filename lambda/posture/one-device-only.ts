import type { Check, CheckCase } from './check';
import { report, row } from './samples';
import { root } from './snapshot';

export const check: Check = {
  id: 'one-device-only',
  title: 'A user has one device and, it seems, no spare',
  why: 'A lost phone then ends in somebody removing the device in a hurry, which is the moment that attackers imitate.',
  about: 'user',
  severity: ['info: one virtual device; passkeys and hardware tokens are not in these files, so it is not decided'],
  remediation: ['Ask the user to register a second device, such as a passkey; up to eight are possible.'],
  cis: {},
  notEvaluated: [
    'Passkeys and hardware tokens: a user who has one beside the virtual device is listed, one who has nothing but a single passkey is not.',
  ],
  needs: ['virtualDevices'],
  look: ({ virtualDevices = [] }) => {
    const owners = virtualDevices.flatMap(({ user }) => (user === undefined || user === root ? [] : user));
    return owners
      .filter((user) => owners.filter((other) => other === user).length === 1)
      .map((user) => ({
        severity: 'info',
        subject: user,
        title: `${user} has one virtual MFA device and, as far as the files say, no spare`,
        reasons: ['passkeys and hardware tokens are not in the list of virtual devices'],
        undecided: true,
      }));
  },
};

const device = (name: string, user?: string) => ({
  serialNumber: `arn:aws:iam::111122223333:mfa/${name}`,
  ...(user !== undefined && { user }),
});

export const cases = (): CheckCase[] => [
  { name: 'one', snapshot: { virtualDevices: [device('a', 'alice')] }, expect: 'info', undecided: true },
  { name: 'two', snapshot: { virtualDevices: [device('a', 'alice'), device('b', 'alice')] }, expect: undefined },
  { name: 'root’s', snapshot: { virtualDevices: [device('a', root)] }, expect: undefined },
  { name: 'none', snapshot: { credentials: report(row()), virtualDevices: [device('a')] }, expect: undefined },
];
