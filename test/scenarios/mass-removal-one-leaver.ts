import { loginProfileCall } from '../../lambda/events/samples';
import { removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const admin = { by: 'mallory', with: 'role' } as const;
const victims = ['alice', 'bob', 'carol'];

export const scenario: Scenario = {
  story:
    'A role takes the devices of three users away and then deletes one of the users. That explains her removal, and must hide the other two from nobody.',
  records: [
    ...victims.flatMap((user, minute) =>
      removeDevice({ ...admin, minute, for: user, serial: virtualDevice(`${user}-phone`) }),
    ),
    loginProfileCall('DeleteUser', { ...admin, minute: 5, for: 'alice' }),
  ],
  devices: Object.fromEntries(victims.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: [
    { detection: 'mfa-device-removed', severity: 'low', target: 'alice', events: 3 },
    { detection: 'mfa-device-removed', severity: 'high', target: 'bob', events: 2 },
    { detection: 'mfa-device-removed', severity: 'high', target: 'carol', events: 2 },
  ],
};
