import { apiCall, iamCall } from '../../lambda/events/samples';
import { assumeRole, enrol, virtualDevice } from './records';
import type { Scenario } from './scenario';

const manager = { by: 'manager', with: 'long-term-key' } as const;
const device = virtualDevice('cloudgoat_virtual_mfa');

export const scenario: Scenario = {
  story:
    'CloudGoat’s privilege escalation by key rotation: manager may rotate keys and enrol devices of users that bear a tag. So manager tags admin, replaces admin’s key, gives admin a device, and is admin.',
  records: [
    iamCall('TagUser', { userName: 'admin', tags: [{ key: 'developer', value: 'true' }] }, { ...manager, minute: 0 }),
    iamCall('DeleteAccessKey', { userName: 'admin', accessKeyId: 'AKIAEXAMPLEADMIN0000' }, { ...manager, minute: 1 }),
    iamCall('CreateAccessKey', { userName: 'admin' }, { ...manager, minute: 2 }),
    ...enrol({ ...manager, minute: 4, for: 'admin', serial: device }),
    assumeRole({ by: 'admin', minute: 7, serial: device, role: 'cg_secretsmanager' }),
    apiCall('secretsmanager', 'GetSecretValue', { secretId: 'cg_secret' }, { minute: 8, by: 'admin', with: 'role' }),
  ],
  devices: {},
  expect: [
    {
      detection: 'credential-to-device-chain',
      severity: 'critical',
      target: 'admin',
      related: ['mfa-device-added', 'mfa-device-added-without-mfa', 'new-device-first-use'],
      events: 4,
    },
  ],
};
