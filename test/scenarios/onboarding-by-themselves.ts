import { checkMfa, consoleLogin } from '../../lambda/events/samples';
import { enrol, virtualDevice } from './records';
import type { Scenario } from './scenario';

const people = Array.from({ length: 20 }, (_, index) => `newcomer${index + 1}`);

export const scenario: Scenario = {
  story:
    'Twenty newcomers sit in one room: each signs in without MFA, which is the only way, enrols a phone and signs in with it. Nobody is paged.',
  records: people.flatMap((by, index) => {
    const minute = index * 2;
    const serial = virtualDevice(`${by}-phone`);
    return [
      consoleLogin({ by, minute, mfaUsed: 'No' }),
      ...enrol({ by, minute: minute + 3, serial }),
      checkMfa({ by, minute: minute + 6 }),
      consoleLogin({ by, minute: minute + 6.5, device: serial }),
    ];
  }),
  devices: {},
  everyday: true,
  expect: people.flatMap((target) => [
    { detection: 'console-login-without-mfa', severity: 'low', target, events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'low', target, related: ['mfa-device-added'], events: 2 },
  ]),
};
