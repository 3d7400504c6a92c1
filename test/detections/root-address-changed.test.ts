import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/root-address-changed';
import { account, apiCall } from '../../lambda/events/samples';
import { alertsOf } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const member = '222233334444';
const other = '333344445555';
const role = { by: 'bob', with: 'role' } as const;
const key = { with: 'long-term-key' } as const;
const start = (how: object = {}, accountId = member): object =>
  apiCall('account', 'StartPrimaryEmailUpdate', { accountId, primaryEmail: 'x@example.net' }, { ...role, ...how });
const accept = (how: object = {}, accountId = member): object =>
  apiCall('account', 'AcceptPrimaryEmailUpdate', { accountId, otp: 'a1b2c3' }, { ...role, minute: 5, ...how });

const ofMember = `the e-mail address of root of ${member}`;
const asked = `asked to change ${ofMember}; a code went to the new one`;
const byRole = 'CloudTrail does not record whether this role session used MFA';
const denied = { error: 'AccessDeniedException' };

it.each<[string, object[], Told[]]>([
  ['asked for', [start()], [['medium', `HelpDesk/bob ${asked}`, asked, byRole]]],
  ['asked for, with a long-term key', [start(key)], [['medium', `bob ${asked}`, asked, 'long-term key without MFA']]],
  [
    'asked for, and changed',
    [start(), accept()],
    [['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, asked, byRole]],
  ],
  [
    'changed a day later, to the minute',
    [start(), accept({ minute: 24 * 60 })],
    [['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, asked, byRole]],
  ],
  [
    'changed more than a day later',
    [start(), accept({ minute: 24 * 60 + 1 })],
    [
      ['medium', `HelpDesk/bob ${asked}`, asked, byRole],
      ['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, byRole],
    ],
  ],
  [
    'changed with a long-term key without MFA',
    [accept(key)],
    [['critical', `bob changed ${ofMember}`, 'long-term key without MFA', `changed ${ofMember}`]],
  ],
  [
    'changed with another credential without MFA',
    [accept({ with: 'console' })],
    [['high', `bob changed ${ofMember}`, `changed ${ofMember}`, 'console session without MFA']],
  ],
  [
    'changed with MFA',
    [accept({ with: 'session-mfa' })],
    [['high', `bob changed ${ofMember}`, `changed ${ofMember}`, 'the session was MFA-authenticated']],
  ],
  [
    'asked for with a key, changed by a role: what counts is who confirmed',
    [start(key), accept()],
    [['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, asked, byRole]],
  ],
  [
    'changed, and asked for again: the title tells the worst',
    [start(), accept(), start({ minute: 9 })],
    [['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, asked, byRole]],
  ],
  [
    'a wrong code',
    [accept({ error: 'ValidationException' })],
    [
      [
        'medium',
        `HelpDesk/bob tried to confirm a change of ${ofMember}, and was refused (Validation)`,
        `tried to confirm a change of ${ofMember}, and was refused (Validation)`,
        byRole,
      ],
    ],
  ],
  [
    'a refused start',
    [start(denied)],
    [
      [
        'low',
        `HelpDesk/bob tried to ask for a change of ${ofMember}, and was refused (AccessDenied)`,
        `tried to ask for a change of ${ofMember}, and was refused (AccessDenied)`,
        byRole,
      ],
    ],
  ],
  [
    'a refused start with a long-term key',
    [start({ ...denied, ...key })],
    [
      [
        'low',
        `bob tried to ask for a change of ${ofMember}, and was refused (AccessDenied)`,
        `tried to ask for a change of ${ofMember}, and was refused (AccessDenied)`,
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a refused confirmation with a long-term key is not critical',
    [accept({ ...denied, ...key })],
    [
      [
        'medium',
        `bob tried to confirm a change of ${ofMember}, and was refused (AccessDenied)`,
        `tried to confirm a change of ${ofMember}, and was refused (AccessDenied)`,
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a refused start, of which nothing says whose',
    [start({ ...denied, patch: { requestParameters: null } })],
    [
      [
        'low',
        'HelpDesk/bob tried to ask for a change of the e-mail address of root of an account that the record does not name, and was refused (AccessDenied)',
        'tried to ask for a change of the e-mail address of root of an account that the record does not name, and was refused (AccessDenied)',
        byRole,
      ],
    ],
  ],
  [
    'root’s own',
    [apiCall('account', 'AcceptPrimaryEmailUpdate', { primaryEmail: 'x@example.net' }, { with: 'root-mfa' })],
    [
      [
        'high',
        'root changed the e-mail address of root',
        'changed the e-mail address of root',
        'the session was MFA-authenticated',
      ],
    ],
  ],
  [
    'of two members: two alerts',
    [accept(), accept({ minute: 6 }, other)],
    [
      ['high', `HelpDesk/bob changed ${ofMember}`, `changed ${ofMember}`, byRole],
      [
        'high',
        `HelpDesk/bob changed the e-mail address of root of ${other}`,
        `changed the e-mail address of root of ${other}`,
        byRole,
      ],
    ],
  ],
  ['another contact', [apiCall('account', 'PutAlternateContact', { accountId: member }, role)], []],
])('what is told: %s', async (_, records, alerts) => {
  expect(await told(records)).toEqual(alerts);
});

it('names who has done the worst, and whose root it was', async () => {
  const [alert] = await alertsOf([accept(), start({ minute: 9, by: 'carol' })], { only: detection });
  expect(alert).toMatchObject({
    account,
    actor: { name: 'HelpDesk/bob' },
    target: { type: 'Root', name: `root of ${member}` },
    count: 2,
  });
});

it('is excepted for nobody', async () => {
  const exception = { actor: 'HelpDesk/bob', account, reason: 'factory', owner: 'team', expires: '2026-12-31' };
  expect(await alertsOf([accept()], { only: detection, exceptions: [exception] })).toMatchObject([
    { severity: 'high' },
  ]);
});
