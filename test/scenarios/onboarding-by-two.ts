import { account, consoleLogin, iamCall, loginProfileCall, tablet } from '../../lambda/events/samples';
import { enrol } from './records';
import type { Scenario } from './scenario';

const pipeline = {
  patch: {
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/Terraform/run`,
      accountId: account,
    },
  },
};
const helpDesk = { by: 'bob', with: 'role', for: 'alice' } as const;

export const scenario: Scenario = {
  story:
    'A pipeline creates alice; the help desk sets her first password and hands out a token, with which she signs in. A message, and nobody is woken.',
  records: [
    iamCall('CreateUser', { userName: 'alice' }, pipeline),
    loginProfileCall('CreateLoginProfile', { ...helpDesk, minute: 90 }),
    ...enrol({ ...helpDesk, minute: 92, serial: tablet }),
    consoleLogin({ minute: 120, device: tablet }),
  ],
  devices: {},
  expect: [
    {
      detection: 'credential-to-device-chain',
      severity: 'medium',
      target: 'alice',
      related: ['mfa-device-added', 'mfa-device-added-for-another-user', 'new-device-first-use'],
      events: 5,
    },
  ],
};
