import { assumedRoot, rootDevice } from '../../lambda/events/samples';
import { removeDevice } from './records';
import type { Scenario } from './scenario';

export const scenario: Scenario = {
  story: 'The organisation’s management account cleans up root of a member account with an AssumeRoot session.',
  records: removeDevice({ by: 'root', for: 'AWS ROOT USER', serial: rootDevice, patch: assumedRoot }),
  devices: { '<root>': [rootDevice] },
  expect: [{ detection: 'mfa-device-removed', severity: 'medium', target: 'root', events: 2 }],
};
