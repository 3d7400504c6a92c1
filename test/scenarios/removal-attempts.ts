import { deactivateMfaDevice, elsewhere } from '../../lambda/events/samples';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'A stolen key tries whose device it may remove: three users, refused each time.',
  records: ['alice', 'bob', 'carol'].map((user, minute) =>
    deactivateMfaDevice({
      by: 'mallory',
      with: 'long-term-key',
      from: elsewhere,
      for: user,
      minute,
      error: 'AccessDenied',
    }),
  ),
  devices: {},
  expect: [{ detection: 'mfa-removal-refused', severity: 'high', target: 'carol', events: 3 }],
};
