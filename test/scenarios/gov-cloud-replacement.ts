import { consoleLogin, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const session = { with: 'console-mfa', patch: { awsRegion: 'us-gov-west-1' } } as const;

export const scenario: Scenario = {
  story:
    'In GovCloud, where one device is all there may be, alice tries to add the new phone first, is told that there is no room, and so removes the old one before.',
  records: [
    consoleLogin({ minute: 0, device: phone, patch: { awsRegion: 'us-gov-west-1' } }),
    enableMfaDevice({ ...session, minute: 3, error: 'LimitExceededException' }),
    ...removeDevice({ ...session, minute: 5, serial: phone }),
    ...enrol({ ...session, minute: 6, serial: tablet }),
    consoleLogin({ minute: 15, device: tablet, patch: { awsRegion: 'us-gov-west-1' } }),
  ],
  devices: { alice: [phone] },
  expect: [
    {
      detection: 'mfa-enrolment-refused',
      severity: 'low',
      target: 'alice',
      related: ['mfa-device-added', 'mfa-device-removed', 'mfa-device-swapped'],
      events: 5,
    },
  ],
};
