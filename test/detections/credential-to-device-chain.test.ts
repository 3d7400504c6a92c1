import { expect, it } from '@jest/globals';
import { containment } from '../../lambda/alerts/commands';
import { detection } from '../../lambda/detections/credential-to-device-chain';
import {
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  getSessionToken,
  iamCall,
  phone,
  tablet,
} from '../../lambda/events/samples';
import { alertsOf, type World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const role = { by: 'bob', with: 'role' } as const;
const give = (name: string, minute = 0, how: object = mallory): object =>
  iamCall(name, { userName: 'alice' }, { minute, ...how });
const device = (minute: number, how: object = mallory): object => enableMfaDevice({ for: 'alice', minute, ...how });
const day = 1440;
const nameless = { patch: { requestParameters: { userName: 'alice' } } };
const named = { requestParameters: { userName: 'alice' } };
const of = (userName: string): object => ({ patch: { requestParameters: { userName } } });
const deviceOf = (user: string, minute: number): object => enableMfaDevice({ ...role, for: user, minute });
const rename = (userName: string, newUserName: string, minute: number, how: object = role): object =>
  iamCall('UpdateUser', { userName, newPath: '/people/', newUserName }, { minute, ...how });
const takenOver = (deed: string): Told => [
  'critical',
  `HelpDesk/bob ${deed} alice and enabled an MFA device for them`,
  `HelpDesk/bob ${deed} alice and enabled a device for them: whoever holds both passes as alice`,
  'CloudTrail does not record whether this role session used MFA',
];

it.each<[string, object[], World, Told[]]>([
  [
    'a key and a device that the record does not name: nobody knows whether it is the one that is used',
    [
      give('CreateAccessKey'),
      device(5, { ...mallory, ...nameless }),
      consoleLogin({ minute: 9, patch: { additionalEventData: { MFAUsed: 'Yes' } } }),
    ],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a key and a device',
    [give('CreateAccessKey'), device(5)],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a first password and a device',
    [give('CreateLoginProfile'), device(5)],
    {},
    [
      [
        'critical',
        'mallory set a first password for alice and enabled an MFA device for them',
        'mallory set a first password for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a new password and a device',
    [give('UpdateLoginProfile'), device(5)],
    {},
    [
      [
        'critical',
        'mallory set a new password for alice and enabled an MFA device for them',
        'mallory set a new password for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a key, a key and a password, and a device',
    [give('CreateAccessKey'), give('CreateAccessKey', 1), give('UpdateLoginProfile', 2), device(5)],
    {},
    [
      [
        'critical',
        'mallory made an access key for and set a new password for alice and enabled an MFA device for them',
        'mallory made an access key for and set a new password for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a device and then a key, a day later',
    [device(0), give('CreateAccessKey', day)],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  ['a device and then a key, more than a day later', [device(0), give('CreateAccessKey', day + 1)], {}, []],
  ['a key and a device, more than a day later', [give('CreateAccessKey'), device(day + 1)], {}, []],
  [
    'and the device is used twice, which new-device-first-use tells',
    [
      give('CreateAccessKey'),
      device(5),
      getSessionToken({ minute: 9, serial: tablet, from: elsewhere }),
      consoleLogin({ minute: 10, device: tablet, from: '' }),
    ],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'and another device is used',
    [give('CreateAccessKey'), device(5), consoleLogin({ minute: 9, device: phone })],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'and the device was used before',
    [consoleLogin({ minute: 1, device: tablet }), give('CreateAccessKey'), device(5)],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'and a use of the device is refused',
    [give('CreateAccessKey'), device(5), getSessionToken({ minute: 9, serial: tablet, error: 'AccessDenied' })],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'and the device is used more than a day later',
    [give('CreateAccessKey'), device(5), consoleLogin({ minute: day + 6, device: tablet })],
    {},
    [
      [
        'critical',
        'mallory made an access key for alice and enabled an MFA device for them',
        'mallory made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'long-term key without MFA',
      ],
    ],
  ],
  ['by two people', [give('CreateAccessKey'), device(5, { ...role, from: elsewhere })], {}, []],
  [
    'by one who has no name',
    [
      give('CreateAccessKey', 0, { patch: { userIdentity: { type: 'AWSAccount' } } }),
      device(5, { patch: { userIdentity: { type: 'AWSAccount' } } }),
    ],
    {},
    [],
  ],
  [
    'by one who has only a principal',
    [
      give('CreateAccessKey', 0, { patch: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAX' } } }),
      device(5, { patch: { userIdentity: { type: 'AWSAccount', principalId: 'AIDAX' } } }),
    ],
    {},
    [
      [
        'critical',
        'AIDAX made an access key for alice and enabled an MFA device for them',
        'AIDAX made an access key for alice and enabled a device for them: whoever holds both passes as alice',
        'CloudTrail does not record whether this caller used MFA',
      ],
    ],
  ],
  ['one’s own', [give('CreateAccessKey', 0, { with: 'console-mfa' }), device(5, { with: 'console-mfa' })], {}, []],
  ['the key was refused', [give('CreateAccessKey', 0, { ...mallory, error: 'LimitExceeded' }), device(5)], {}, []],
  ['the device was refused', [give('CreateAccessKey'), device(5, { ...mallory, error: 'AccessDenied' })], {}, []],
  [
    'of a newcomer',
    [give('CreateUser', 0, role), give('CreateLoginProfile', 1, role), device(5, role)],
    {},
    [
      [
        'low',
        'HelpDesk/bob set up the new user alice with an MFA device',
        'the same actor created alice the same day',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ...[
    { how: 'made', records: [] },
    { how: 'made, and who signs in first', records: [consoleLogin({ minute: 3, mfaUsed: 'No' })] },
    {
      how: 'made, and tries to do more',
      records: [give('CreateAccessKey', 2, { ...mallory, error: 'AccessDenied', patch: named })],
    },
  ].map(({ how, records }): [string, object[], World, Told[]] => [
    `of a newcomer whom somebody else ${how}`,
    [give('CreateUser'), give('CreateLoginProfile', 1, role), ...records, device(5, role)],
    {},
    [
      [
        'medium',
        'HelpDesk/bob set up the new user alice with an MFA device',
        'mallory created alice the same day, and nobody else has given them a password, key or device',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ]),
  ...[
    { how: 'who has a key of theirs', records: [give('CreateAccessKey', 0.5)] },
    { how: 'who had a device of theirs', records: [device(0.5, { ...mallory, serial: phone })] },
    { how: 'who had a device and enrolled it', records: [enableMfaDevice({ minute: 2, serial: phone })] },
    { how: 'who was deleted and made anew', records: [give('DeleteUser', 0.5), give('CreateUser', 0.6)] },
    { how: 'whose password is set anew by them', records: [give('UpdateLoginProfile', 2)] },
  ].map(({ how, records }): [string, object[], World, Told[]] => [
    `of a newcomer whom somebody else made, and ${how}`,
    [give('CreateUser'), give('CreateLoginProfile', 1, role), ...records, device(5, role)],
    {},
    [takenOver('set a first password for')],
  ]),
  ...[
    ['CreateAccessKey', 'made an access key for'],
    ['UpdateLoginProfile', 'set a new password for'],
  ].map(([name = '', deed = '']): [string, object[], World, Told[]] => [
    `of a newcomer whom somebody else made, by ${name}`,
    [give('CreateUser'), give(name, 1, role), device(5, role)],
    {},
    [takenOver(deed)],
  ]),
  [
    'of a newcomer whom somebody else made yesterday',
    [give('CreateUser', -day), give('CreateLoginProfile', 1, role), device(5, role)],
    {},
    [takenOver('set a first password for')],
  ],
  [
    'of a newcomer whom somebody else made, the device first, and a key of theirs between',
    [give('CreateUser'), device(1, role), give('CreateAccessKey', 2), give('CreateLoginProfile', 5, role)],
    {},
    [takenOver('set a first password for')],
  ],
  [
    'of somebody who is deleted and made anew',
    [give('DeleteUser', 0, role), give('CreateUser', 38, role), give('CreateLoginProfile', 39, role), device(41, role)],
    {},
    [
      [
        'critical',
        'HelpDesk/bob set a first password for alice and enabled an MFA device for them',
        'HelpDesk/bob set a first password for alice and enabled a device for them: whoever holds both passes as alice',
        'a user alice was created the same day, but the name was or is somebody else’s',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of somebody who is known only by the device that went three days before',
    [
      deactivateMfaDevice({ ...mallory, for: 'alice', minute: -3 * day }),
      give('CreateUser', 0, role),
      give('CreateLoginProfile', 1, role),
      device(5, role),
    ],
    {},
    [
      [
        'critical',
        'HelpDesk/bob set a first password for alice and enabled an MFA device for them',
        'HelpDesk/bob set a first password for alice and enabled a device for them: whoever holds both passes as alice',
        'a user alice was created the same day, but the name was or is somebody else’s',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a newcomer who was made under the wrong path at first, and of whom a refusal is older',
    [
      give('DeleteUser', -9, { ...role, error: 'NoSuchEntity' }),
      give('CreateUser', 0, role),
      give('DeleteUser', 1, role),
      give('CreateUser', 2, role),
      give('CreateLoginProfile', 3, role),
      device(5, role),
    ],
    {},
    [
      [
        'low',
        'HelpDesk/bob set up the new user alice with an MFA device',
        'the same actor created alice the same day',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a user who is made only after',
    [give('CreateLoginProfile', 1, role), device(5, role), give('CreateUser', 6, role)],
    {},
    [
      [
        'critical',
        'HelpDesk/bob set a first password for alice and enabled an MFA device for them',
        'HelpDesk/bob set a first password for alice and enabled a device for them: whoever holds both passes as alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a newcomer who has enrolled in between',
    [
      give('CreateUser', 0, role),
      give('CreateLoginProfile', 1, role),
      enableMfaDevice({ minute: 3, serial: phone }),
      device(5, role),
    ],
    {},
    [
      [
        'critical',
        'HelpDesk/bob set a first password for alice and enabled an MFA device for them',
        'HelpDesk/bob set a first password for alice and enabled a device for them: whoever holds both passes as alice',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a newcomer who enrols later',
    [
      give('CreateUser', 0, role),
      give('CreateLoginProfile', 1, role),
      device(5, role),
      enableMfaDevice({ minute: 9, serial: phone }),
    ],
    {},
    [
      [
        'low',
        'HelpDesk/bob set up the new user alice with an MFA device',
        'the same actor created alice the same day',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of a newcomer who gets two devices',
    [
      give('CreateUser', 0, role),
      give('CreateLoginProfile', 1, role),
      device(5, { ...role, serial: phone }),
      device(6, role),
    ],
    {},
    [
      [
        'low',
        'HelpDesk/bob set up the new user alice with an MFA device',
        'the same actor created alice the same day',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of somebody who is renamed for the device, and renamed back',
    [
      give('UpdateLoginProfile', 0, role),
      rename('alice', 'Tmp1', 1),
      enableMfaDevice({ ...role, for: 'tmp1', minute: 2 }),
      rename('tmp1', 'alice', 3),
    ],
    {},
    [
      [
        'critical',
        'HelpDesk/bob set a new password for alice and enabled an MFA device for tmp1, the same user',
        'the user was renamed from alice to Tmp1, tmp1 to alice: whoever holds credential and device passes as that user',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'of somebody who is renamed between the device and the key',
    [device(0, role), rename('alice', 'tmp1', 1), give('CreateAccessKey', 2, { ...role, ...of('tmp1') })],
    {},
    [
      [
        'critical',
        'HelpDesk/bob made an access key for tmp1 and enabled an MFA device for alice, the same user',
        'the user was renamed from alice to tmp1: whoever holds credential and device passes as that user',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  ...(
    [
      [
        'by somebody else',
        [give('CreateAccessKey', 0, role), rename('alice', 'tmp1', 1, mallory), deviceOf('tmp1', 2)],
      ],
      [
        'which is refused',
        [give('CreateAccessKey', 0, role), rename('alice', 'tmp1', 1, { ...role, error: 'X' }), deviceOf('tmp1', 2)],
      ],
      [
        'of which only the path is new',
        [
          give('CreateAccessKey', 0, role),
          iamCall('UpdateUser', { userName: 'alice', newPath: '/tmp1/' }, { minute: 1, ...role }),
          deviceOf('tmp1', 2),
        ],
      ],
      [
        'a day before the device',
        [give('CreateAccessKey', 0, role), rename('alice', 'tmp1', 1), deviceOf('tmp1', day + 1)],
      ],
      [
        'for another of the old name',
        [
          give('CreateAccessKey', 0, role),
          rename('alice', 'tmp1', 1),
          rename('carol', 'alice', 2),
          rename('alice', 'tmp2', 3),
          deviceOf('tmp2', 4),
        ],
      ],
      [
        'of a newcomer whose name was mistyped',
        [
          give('CreateUser', 0, { ...role, ...of('alise') }),
          give('CreateLoginProfile', 1, { ...role, ...of('alise') }),
          rename('alise', 'alice', 2),
          deviceOf('alice', 3),
        ],
      ],
    ] as [string, object[]][]
  ).map(([how, records]): [string, object[], World, Told[]] => [`renamed ${how}`, records, {}, []]),
  [
    'settings of one’s own',
    [give('CreateAccessKey'), device(61)],
    { settings: { 'credential-to-device-chain': { windowHours: 1 } } },
    [],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

it('the alert has the commands that take away key, password and device, in this order', async () => {
  const accessKey = { userName: 'alice', accessKeyId: 'AKIAEXAMPLEALICE0002', status: 'Active' };
  const made = { ...mallory, patch: { responseElements: { accessKey } } };
  const [alert] = await alertsOf([give('CreateAccessKey', 0, made), give('UpdateLoginProfile', 2), device(5)], {
    devices: {},
  });
  const lines = alert === undefined ? [] : containment(alert).contain.map(({ line }) => line);
  expect(lines.filter((line) => line.includes("'alice'"))).toEqual([
    "aws iam update-access-key --user-name='alice' --access-key-id='AKIAEXAMPLEALICE0002' --status='Inactive'",
    "aws iam delete-login-profile --user-name='alice'",
    `aws iam deactivate-mfa-device --user-name='alice' --serial-number='${tablet}'`,
  ]);
});

it.each([
  ['renamed back', [rename('tmp1', 'alice', 3)], 'alice'],
  ['left so', [], 'tmp1'],
])('the alert of somebody who was renamed for the device, and %s, bears the present name', async (_, back, name) => {
  const records = [give('UpdateLoginProfile', 0, role), rename('alice', 'tmp1', 1), deviceOf('tmp1', 2), ...back];
  expect(await alertsOf(records, { only: detection })).toMatchObject([{ target: { name } }]);
});

const made = (name: string, userName: string, minute: number): object =>
  iamCall(name, { userName }, { minute, ...role });

/** One id after the other, and the other way round. */
const numbered = (records: readonly object[]): object[][] =>
  [records.map((_, index) => index), records.map((_, index) => records.length - index)].map((numbers) =>
    records.map((record, index) => ({ ...record, eventID: `id-${numbers[index]}` })),
  );

it.each<[string, object[], string]>([
  [
    'a newcomer who is made and gets a password in one second',
    [give('CreateUser', 0, role), give('CreateLoginProfile', 0, role), device(5, role)],
    'low',
  ],
  [
    'a new password and a new name in one second',
    [give('UpdateLoginProfile', 0, role), rename('alice', 'tmp1', 0), deviceOf('tmp1', 2)],
    'critical',
  ],
  [
    'a new name and a device in one second',
    [give('UpdateLoginProfile', 0, role), rename('alice', 'tmp1', 1), deviceOf('tmp1', 1)],
    'critical',
  ],
  [
    'a password, a new name and a device in one second',
    [give('UpdateLoginProfile', 0, role), rename('alice', 'tmp1', 0), deviceOf('tmp1', 0)],
    'critical',
  ],
  [
    'somebody who bears the name root for a minute',
    [
      give('UpdateLoginProfile', 0, role),
      rename('alice', 'root', 1),
      deviceOf('root', 1.5),
      rename('root', 'alice', 2),
    ],
    'critical',
  ],
  [
    'somebody who gets the name of a newcomer that has gone',
    [
      made('CreateUser', 'carol', 0),
      made('DeleteUser', 'carol', 1),
      rename('alice', 'carol', 2),
      made('CreateLoginProfile', 'carol', 3),
      deviceOf('carol', 4),
    ],
    'critical',
  ],
])('%s: the same alert in any order of ids and records', async (_, records, severity) => {
  for (const identified of numbered(records))
    for (const order of [identified, [...identified].reverse(), [...identified, ...identified]])
      expect((await told(order)).map(([grade]) => grade)).toEqual([severity]);
});
