import { elsewhere, getSessionToken, phone } from '../../lambda/events/samples';
import { assumeRole } from './records';
import type { Scenario } from './scenario';

const stolen = { from: elsewhere, serial: phone } as const;
const wrong = { error: 'AccessDenied' } as const;

export const scenario: Scenario = {
  story:
    'Whoever has alice’s key tries codes with GetSessionToken and AssumeRole, five in all, and then a session is given.',
  records: [
    ...[0, 1, 2].map((minute) => getSessionToken({ ...stolen, ...wrong, minute })),
    assumeRole({ ...stolen, ...wrong, minute: 3 }),
    assumeRole({
      ...stolen,
      ...wrong,
      minute: 4,
      patch: {
        requestParameters: null,
        errorMessage: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
      },
    }),
    getSessionToken({ ...stolen, minute: 5 }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-passed-after-failures',
      severity: 'high',
      target: 'alice',
      related: ['repeated-mfa-failures'],
      events: 6,
    },
  ],
};
