import { iamCall, loginProfileCall } from '../../lambda/events/samples';
import { removeDevice, virtualDevice } from './records';
import type { Scenario } from './scenario';

const admin = { by: 'hr', with: 'role' } as const;
const leavers = ['alice', 'bob', 'carol'];

export const scenario: Scenario = {
  story:
    'At the end of the month three people leave: device, password, keys and user of each are deleted by one administrator, all within half an hour.',
  records: leavers.flatMap((user, index) => {
    const minute = index * 10;
    const serial = virtualDevice(`${user}-phone`);
    return [
      ...removeDevice({ ...admin, minute, for: user, serial }),
      loginProfileCall('DeleteLoginProfile', { ...admin, minute: minute + 1, for: user }),
      iamCall(
        'DeleteAccessKey',
        { userName: user, accessKeyId: 'AKIAEXAMPLELEAVER001' },
        { ...admin, minute: minute + 2 },
      ),
      loginProfileCall('DeleteUser', { ...admin, minute: minute + 3, for: user }),
    ];
  }),
  devices: Object.fromEntries(leavers.map((user) => [user, [virtualDevice(`${user}-phone`)]])),
  expect: leavers.map((target) => ({ detection: 'mfa-device-removed', severity: 'low', target, events: 3 })),
};
