import { checkMfa, consoleLogin, enableMfaDevice } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

const people = Array.from({ length: 20 }, (_, index) => `newcomer${index + 1}`);
const token = (index: number): string => `GAHT1234${5000 + index}`;

export const scenario: Scenario = {
  story:
    'A help desk hands out twenty hardware tokens in fifty minutes; the newcomers sign in with them in the afternoon. One entry for the digest, and nobody is paged.',
  records: [
    ...people.map((user, index) =>
      enableMfaDevice({ by: 'helpdesk', with: 'role', minute: index * 2.5, for: user, serial: token(index) }),
    ),
    ...people.flatMap((by, index) => [
      checkMfa({ by, minute: 240 + index }),
      consoleLogin({ by, minute: 240.5 + index, device: token(index) }),
    ]),
  ],
  devices: {},
  everyday: true,
  expect: [
    {
      detection: 'mfa-mass-change',
      severity: 'low',
      target: 'newcomer20',
      related: ['mfa-device-added-for-another-user'],
      events: 20,
    },
  ],
};
