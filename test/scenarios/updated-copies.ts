import {
  account,
  consoleLogin,
  deactivateMfaDevice,
  enableMfaDevice,
  phone,
  tablet,
} from '../../lambda/events/samples';
import { virtualDevice } from './records';
import type { Scenario } from './scenario';

/** As CloudTrail sends a record again, under an id of its own, with who acted filled in. */
const updated = (record: Readonly<Record<string, unknown>>, principalId: string): object => ({
  ...record,
  eventID: `${String(record['eventID'])}-${principalId}`,
  addendum: {
    reason: 'UPDATED_DATA',
    updatedFields: 'userIdentity.principalId',
    originalEventID: record['eventID'],
  },
  userIdentity: { ...(record['userIdentity'] as object), principalId },
});

const failures = [0, 1].map((minute) =>
  consoleLogin({
    minute,
    outcome: 'Failure',
    patch: { userIdentity: { type: 'IAMUser', userName: 'alice', accountId: account } },
  }),
);
const removal = deactivateMfaDevice({ minute: 60, by: 'desk', with: 'role', for: 'alice', serial: tablet });
const addition = enableMfaDevice({ minute: 120, by: 'mallory', with: 'long-term-key', for: 'bob' });

export const scenario: Scenario = {
  story:
    'Records come again with updated data: two failed sign-ins stay two, which is no alert, and a device was removed and another added once.',
  records: [
    ...failures,
    ...failures.flatMap((record) => [updated(record, 'AIDAALICE'), updated(record, 'AIDAALICEAGAIN')]),
    removal,
    updated(removal, 'AROADESK:desk'),
    addition,
    updated(addition, 'AIDAMALLORYAGAIN'),
  ],
  devices: { alice: [phone, tablet], bob: [virtualDevice('bob-phone')] },
  expect: [
    { detection: 'mfa-device-removed', severity: 'medium', target: 'alice', events: 1 },
    { detection: 'mfa-device-added-without-mfa', severity: 'critical', target: 'bob', events: 1 },
  ],
};
