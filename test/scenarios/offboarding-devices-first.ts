import { loginProfileCall } from '../../lambda/events/samples';
import { removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const admin = { by: 'hr', with: 'role' } as const;
const leavers = ['alice', 'bob', 'carol'];

export const scenario: Scenario = {
  story:
    'Three people leave, and the administrator takes all devices first and deletes all users after that. In between it looks like a mass removal; in the end it was not.',
  records: [
    ...leavers.flatMap((user, minute) =>
      removeDevice({ ...admin, minute, for: user, serial: virtualDevice(`${user}-phone`) }),
    ),
    ...leavers.map((user, index) => loginProfileCall('DeleteUser', { ...admin, minute: 5 + index, for: user })),
  ],
  devices: Object.fromEntries(leavers.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: leavers.map((target) => ({ detection: 'mfa-device-removed', severity: 'low', target, events: 3 })),
};
