import { consoleLogin, iamCall, phone, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const day = 24 * 60;
const withoutMfa = (by: string, minute: number): object => consoleLogin({ by, minute, mfaUsed: 'No' });

export const scenario: Scenario = {
  story:
    'Bob and carol have console passwords and no device, and sign in day after day; alice has one. On the third day carol is asked to enrol, and a role for support is made.',
  records: [
    withoutMfa('bob', 0),
    withoutMfa('carol', 5),
    consoleLogin({ minute: 6, device: phone }),
    withoutMfa('bob', day),
    withoutMfa('carol', day + 5),
    consoleLogin({ minute: day + 6, device: phone }),
    withoutMfa('bob', 2 * day),
    withoutMfa('carol', 2 * day + 5),
    ...enrol({ by: 'carol', minute: 2 * day + 8, serial: tablet }),
    iamCall('CreateRole', { roleName: 'support' }, { minute: 2 * day + 30, by: 'alice', with: 'console-mfa' }),
    iamCall(
      'AttachRolePolicy',
      { roleName: 'support', policyArn: 'arn:aws:iam::aws:policy/AWSSupportAccess' },
      { minute: 2 * day + 31, by: 'alice', with: 'console-mfa' },
    ),
    consoleLogin({ by: 'carol', minute: 2 * day + 60, device: tablet }),
  ],
  devices: { alice: [phone] },
  everyday: true,
  expect: [
    { detection: 'console-login-without-mfa', severity: 'low', target: 'bob', events: 3 },
    { detection: 'console-login-without-mfa', severity: 'low', target: 'carol', events: 3 },
    {
      detection: 'mfa-device-added-without-mfa',
      severity: 'low',
      target: 'carol',
      related: ['mfa-device-added'],
      events: 2,
    },
  ],
};
