import { consoleLogin, phone, tablet } from '../../lambda/events/samples';
import { enrol, removeDevice } from './records';
import type { Scenario } from './scenario';

const session = { with: 'console-mfa' } as const;

export const scenario: Scenario = {
  story:
    'Alice removes the old phone first, which leaves her without a device for four minutes, and then adds the new one in the same session.',
  records: [
    consoleLogin({ minute: 0, device: phone }),
    ...removeDevice({ ...session, minute: 5, serial: phone }),
    ...enrol({ ...session, minute: 9, serial: tablet }),
    consoleLogin({ minute: 20, device: tablet }),
  ],
  devices: { alice: [phone] },
  expect: [],
};
