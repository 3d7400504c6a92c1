import type { Check, CheckCase } from './check';

export const check: Check = {
  id: 'virtual-device-unassigned',
  title: 'A virtual device is assigned to nobody',
  why: 'Somebody has its secret and can give correct codes. Who may enable devices can attach it to a user at any time.',
  about: 'device',
  severity: ['low: a virtual device without a user'],
  remediation: ['Left over? `aws iam delete-virtual-mfa-device --serial-number ARN`.'],
  cis: {},
  notEvaluated: ['Who made it and when: search CloudTrail for CreateVirtualMFADevice.'],
  needs: ['virtualDevices'],
  look: ({ virtualDevices = [] }) =>
    virtualDevices
      .filter(({ user }) => user === undefined)
      .map(({ serialNumber }) => ({
        severity: 'low',
        subject: serialNumber,
        title: `The virtual device ${serialNumber.replace(/^.*:mfa\//, '')} is assigned to nobody`,
        reasons: ['whoever made it may still have its secret'],
      })),
};

const serialNumber = 'arn:aws:iam::111122223333:mfa/alice-old';

export const cases = (): CheckCase[] => [
  { name: 'without a user', snapshot: { virtualDevices: [{ serialNumber }] }, expect: 'low', because: ['alice-old'] },
  { name: 'with a user', snapshot: { virtualDevices: [{ serialNumber, user: 'alice' }] }, expect: undefined },
];
