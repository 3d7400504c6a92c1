import { consoleLogin, elsewhere } from '../../lambda/events/samples';
import { removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const victims = ['alice', 'bob', 'carol', 'dave', 'erin'];

export const scenario: Scenario = {
  story: 'A stolen administrator’s key takes the devices of five users away; two of them cannot sign in an hour later.',
  records: [
    ...victims.flatMap((user, minute) =>
      removeDevice({
        by: 'admin',
        with: 'long-term-key',
        from: elsewhere,
        for: user,
        minute,
        serial: virtualDevice(`${user}-phone`),
      }),
    ),
    consoleLogin({ by: 'bob', minute: 60, outcome: 'Failure' }),
    consoleLogin({ by: 'erin', minute: 62, outcome: 'Failure', mfaUsed: 'No' }),
  ],
  devices: Object.fromEntries(victims.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: [
    {
      detection: 'mfa-mass-change',
      severity: 'critical',
      target: 'erin',
      related: ['login-failed-after-mfa-removed', 'mfa-device-removed'],
      events: 12,
    },
  ],
};
