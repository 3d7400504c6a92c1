import { enrol, removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const role = { by: 'mallory', with: 'role' } as const;
const victims = ['alice', 'bob', 'carol'];

export const scenario: Scenario = {
  story: 'One role session puts its own device in the place of the phones of three users, the new ones first.',
  records: victims.flatMap((user, index) => [
    ...enrol({ ...role, for: user, minute: index * 5, serial: virtualDevice(`${user}-new`) }),
    ...removeDevice({ ...role, for: user, minute: index * 5 + 2, serial: virtualDevice(`${user}-phone`) }),
  ]),
  devices: Object.fromEntries(victims.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: [
    {
      detection: 'mfa-mass-change',
      severity: 'critical',
      target: 'carol',
      related: ['mfa-device-added', 'mfa-device-added-for-another-user', 'mfa-device-removed', 'mfa-device-swapped'],
      events: 12,
    },
  ],
};
