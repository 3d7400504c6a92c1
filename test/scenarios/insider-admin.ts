import { consoleLogin, elsewhere } from '../../lambda/events/samples';
import { enrol, virtualDevice } from './records';
import type { Scenario } from './scenario';

const insider = { by: 'mallory', with: 'role' } as const;
const victims = ['alice', 'bob', 'carol'];

export const scenario: Scenario = {
  story:
    'An administrator’s role session adds a device to three users who have one already, and signs in with the first of them.',
  records: [
    ...victims.flatMap((user, index) =>
      enrol({ ...insider, minute: index * 10, for: user, serial: virtualDevice(`${user}-backup`) }),
    ),
    consoleLogin({ by: 'alice', minute: 45, from: elsewhere, device: virtualDevice('alice-backup') }),
  ],
  devices: Object.fromEntries(victims.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: [
    {
      detection: 'mfa-mass-change',
      severity: 'critical',
      target: 'carol',
      related: ['mfa-device-added', 'mfa-device-added-for-another-user', 'new-device-first-use'],
      events: 7,
    },
  ],
};
