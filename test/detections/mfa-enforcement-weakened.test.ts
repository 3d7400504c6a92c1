import { describe, expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/mfa-enforcement-weakened';
import { account, iamCall } from '../../lambda/events/samples';
import { alertsOf, parse, type World } from '../engine/world';
import { teller, type Told } from './told';

/** What only IAM tells: the texts of policies that were written long ago. */
const force = `arn:aws:iam::${account}:policy/ForceMFA`;
const other = `arn:aws:iam::${account}:policy/DemandMFA`;
const managed = (name: string, minute: number, policyArn: string, holder: object = { userName: 'alice' }) =>
  iamCall(name, { ...holder, policyArn }, { minute, by: 'mallory' });
const told = async (...records: object[]) =>
  (await alertsOf(records, { only: detection, policiesWithMfa: [force, other] })).map(({ severity, title, target }) => [
    severity,
    title,
    target,
  ]);

it('is high for a policy of which IAM has a version that demands MFA', async () => {
  expect(await told(managed('DetachUserPolicy', 0, force))).toEqual([
    ['high', 'mallory detached the policy ForceMFA from user alice', { type: 'IAMUser', name: 'alice' }],
  ]);
  expect(await told(managed('DetachRolePolicy', 0, force, { roleName: 'Admin' }))).toEqual([
    ['high', 'mallory detached the policy ForceMFA from role Admin', { type: 'Account' }],
  ]);
});

it('is silent for a policy of which IAM has none', async () => {
  expect(await told(managed('DetachUserPolicy', 0, `${force}Not`))).toEqual([]);
});

it.each([
  ['after', 1, 2],
  ['before', 2, 1],
])('is medium when the user gets another policy that demands MFA, %s', async (_, detached, attached) => {
  const records = [managed('DetachUserPolicy', detached, force), managed('AttachUserPolicy', attached, other)];
  expect(await told(...records)).toMatchObject([['medium', expect.stringContaining('ForceMFA'), {}]]);
});

it('stays high when the other policy does not demand MFA, or comes later', async () => {
  const lost = managed('DetachUserPolicy', 0, force);
  expect(await told(lost, managed('AttachUserPolicy', 1, `${force}Not`))).toMatchObject([['high', {}, {}]]);
  expect(await told(lost, managed('AttachUserPolicy', 6, other))).toMatchObject([['high', {}, {}]]);
});

it('is low for a leaver, in whatever order the events come', async () => {
  const records = [
    managed('DetachUserPolicy', 0, force),
    managed('DetachUserPolicy', 1, other),
    iamCall('DeleteUser', { userName: 'Alice' }, { minute: 2 }),
  ];
  expect(await told(...records)).toMatchObject([['low', {}, {}]]);
  expect(await told(...records.reverse())).toMatchObject([['low', {}, {}]]);
});

it('makes one alert of what happens to one policy in one go', async () => {
  const records = ['Developers', 'Operators', 'Admins'].map((groupName, minute) =>
    iamCall('DetachGroupPolicy', { groupName, policyArn: force }, { minute }),
  );
  const alerts = await told(...records, iamCall('DeletePolicy', { policyArn: force }, { minute: 4 }));
  expect(alerts).toMatchObject([['high', {}, { type: 'Account' }]]);
});

it('explains nothing of what was done to this detector', async () => {
  const records = ['DetachRolePolicy', 'DeleteRole'].map((name, minute) =>
    iamCall(name, { roleName: 'mfa-watch-DetectRole-1A2B', ...(minute === 0 && { policyArn: force }) }, { minute }),
  );
  const alerts = await alertsOf(records, {
    only: detection,
    alongside: ['detector-tampered'],
    policiesWithMfa: [force],
  });
  expect(alerts).toMatchObject([{ severity: 'high', related: [expect.any(String)] }]);
});

const reads = teller(detection);
const arn = `arn:aws:iam::${account}:policy/ForceMFA`;
const asks = '{"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}';
const severitiesOf = async (records: object[]): Promise<string[]> => (await reads(records)).map(([how]) => how);
/** What happened in one second is told apart by the eventID alone. */
const inOtherOrder = (records: object[]): object[] =>
  records.map((record, index) => ({ ...record, eventID: `other-${records.length - index}` }));
const created = (policyDocument = asks): object =>
  iamCall('CreatePolicy', { policyName: 'ForceMFA', policyDocument }, { by: 'bob', response: { policy: { arn } } });
const on = (name: string, minute: number, parameters: object = { groupName: 'Developers' }, by = 'mallory'): object =>
  iamCall(name, { policyArn: arn, ...parameters }, { minute, by, id: JSON.stringify(parameters) });
const inline = (name: string, minute: number, policyDocument?: string, policyName = 'mfa'): object =>
  iamCall(
    name,
    { userName: 'alice', policyName, ...(policyDocument && { policyDocument }) },
    { minute, by: 'mallory' },
  );

it.each<[string, object[], World, Told[]]>([
  [
    'detached from a group',
    [created(), on('DetachGroupPolicy', 60)],
    {},
    [
      [
        'high',
        'mallory detached the policy ForceMFA from group Developers',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'detached from a role',
    [created(), on('DetachRolePolicy', 60, { roleName: 'Admin' })],
    {},
    [
      [
        'high',
        'mallory detached the policy ForceMFA from role Admin',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'rewritten',
    [created(), on('CreatePolicyVersion', 60, { policyDocument: '{}', setAsDefault: true })],
    {},
    [
      [
        'high',
        'mallory took the condition on MFA out of the policy ForceMFA',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'another version in force, of unknown text',
    [created(), on('SetDefaultPolicyVersion', 60, { versionId: 'v7' })],
    {},
    [
      [
        'medium',
        'mallory put another version of the policy ForceMFA in force',
        'whether the version now in force demands MFA is not known',
        'console session without MFA',
      ],
    ],
  ],
  [
    'deleted',
    [created(), on('DeletePolicy', 60, {})],
    {},
    [
      [
        'low',
        'mallory deleted the policy ForceMFA',
        'ForceMFA was deleted, which AWS allows only when nobody holds it',
        'console session without MFA',
      ],
    ],
  ],
  [
    'deleted, an inline one',
    [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 60)],
    {},
    [
      [
        'high',
        'mallory deleted the policy mfa of user alice',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'detached and attached again',
    [created(), on('DetachGroupPolicy', 60), on('AttachGroupPolicy', 65)],
    {},
    [
      [
        'low',
        'mallory detached the policy ForceMFA from group Developers',
        'put back by the same actor 5 minutes later',
        'console session without MFA',
      ],
    ],
  ],
  [
    'detached and attached again too late',
    [created(), on('DetachGroupPolicy', 60), on('AttachGroupPolicy', 65.1)],
    {},
    [
      [
        'high',
        'mallory detached the policy ForceMFA from group Developers',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'detached from two groups in one go',
    [created(), on('DetachGroupPolicy', 60), on('DetachGroupPolicy', 90, { groupName: 'Admins' })],
    {},
    [
      [
        'high',
        'mallory detached the policy ForceMFA from group Developers',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
        'in all, ForceMFA was detached from group Developers, detached from group Admins',
      ],
    ],
  ],
  [
    'detached from two groups, more than half an hour apart',
    [created(), on('DetachGroupPolicy', 60), on('DetachGroupPolicy', 90.1, { groupName: 'Admins' })],
    {},
    [
      [
        'high',
        'mallory detached the policy ForceMFA from group Developers',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
      [
        'high',
        'mallory detached the policy ForceMFA from group Admins',
        'ForceMFA demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'of a leaver',
    [
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      iamCall('DeleteUser', { userName: 'alice' }, { minute: 75 }),
    ],
    {},
    [
      [
        'low',
        'mallory took the policy mfa, which demands MFA, from user alice',
        'user alice was deleted 15 minutes later (a leaver)',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'of one who leaves later',
    [
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      iamCall('DeleteUser', { userName: 'alice' }, { minute: 76 }),
    ],
    {},
    [
      [
        'high',
        'mallory deleted the policy mfa of user alice',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'replaced by another',
    [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 60), inline('PutUserPolicy', 65, asks, 'new')],
    {},
    [
      [
        'medium',
        'mallory took the policy mfa, which demands MFA, from user alice',
        'user alice got the policy new in its place, which mentions MFA too: compare the two',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  [
    'replaced by another too late',
    [inline('PutUserPolicy', 0, asks), inline('DeleteUserPolicy', 60), inline('PutUserPolicy', 66, asks, 'new')],
    {},
    [
      [
        'high',
        'mallory deleted the policy mfa of user alice',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
  ['that never asked', [created('{}'), on('DetachGroupPolicy', 60)], {}, []],
  [
    'settings of one’s own',
    [
      created(),
      on('DetachGroupPolicy', 60),
      on('AttachGroupPolicy', 69),
      inline('PutUserPolicy', 0, asks),
      inline('DeleteUserPolicy', 60),
      iamCall('DeleteUser', { userName: 'alice' }, { minute: 80 }),
    ],
    { settings: { 'mfa-enforcement-weakened': { gapMinutes: 9, leaverMinutes: 20 } } },
    [
      [
        'low',
        'mallory detached the policy ForceMFA from group Developers',
        'put back by the same actor 9 minutes later',
        'console session without MFA',
      ],
      [
        'low',
        'mallory took the policy mfa, which demands MFA, from user alice',
        'user alice was deleted 20 minutes later (a leaver)',
        'mfa demanded MFA (an earlier call wrote aws:MultiFactorAuthPresent)',
        'console session without MFA',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await reads(records, world)).toEqual(alerts);
});

it.each([
  ['low', asks],
  ['high', '{}'],
])('is %s for what is detached, made anew and attached again, saying %s', async (severity, policyDocument) => {
  const anew = iamCall(
    'CreatePolicy',
    { policyName: 'ForceMFA', policyDocument },
    { minute: 62, by: 'mallory', response: { policy: { arn } } },
  );
  const records = [
    created(),
    on('DetachGroupPolicy', 60),
    on('DeletePolicy', 61, {}),
    anew,
    on('AttachGroupPolicy', 63),
  ];
  expect(await severitiesOf(records)).toEqual([severity]);
  expect(await severitiesOf(records.reverse())).toEqual([severity]);
});

it.each<[string, string, object[]]>([
  ['high', 'attached and detached', [on('AttachGroupPolicy', 60), on('DetachGroupPolicy', 60)]],
  [
    'high',
    'detached, deleted, made anew without the condition and attached',
    [
      on('DetachGroupPolicy', 60),
      on('DeletePolicy', 60, {}),
      iamCall(
        'CreatePolicy',
        { policyName: 'ForceMFA', policyDocument: '{}' },
        { minute: 60, by: 'mallory', response: { policy: { arn } } },
      ),
      on('AttachGroupPolicy', 60),
    ],
  ],
  [
    'high',
    'detached and rewritten',
    [
      on('DetachGroupPolicy', 60),
      on('CreatePolicyVersion', 60, { policyDocument: '{}', setAsDefault: true }),
      on('AttachGroupPolicy', 61),
    ],
  ],
  [
    'high',
    'rewritten and restored',
    [
      on('CreatePolicyVersion', 60, { policyDocument: '{}', setAsDefault: true }),
      on('SetDefaultPolicyVersion', 60, { versionId: 'v1' }),
    ],
  ],
  [
    'high',
    'another text made and put in force',
    [
      iamCall(
        'CreatePolicyVersion',
        { policyArn: arn, policyDocument: '{}' },
        { minute: 60, by: 'mallory', response: { policyVersion: { versionId: 'v2' } } },
      ),
      on('SetDefaultPolicyVersion', 60, { versionId: 'v2' }),
    ],
  ],
  ['low', 'detached, and attached a second later', [on('DetachGroupPolicy', 60), on('AttachGroupPolicy', 60 + 1 / 60)]],
])('is %s in whatever order the calls of one second sort: %s', async (severity, _, records) => {
  expect(await severitiesOf([created(), ...records])).toEqual([severity]);
  expect(await severitiesOf([created(), ...inOtherOrder(records)])).toEqual([severity]);
});

it('is high for an inline policy that is written and deleted within one second', async () => {
  const records = [inline('PutUserPolicy', 60, asks), inline('DeleteUserPolicy', 60)];
  expect(await severitiesOf([inline('PutUserPolicy', 0, asks), ...records])).toEqual(['high']);
  expect(await severitiesOf([inline('PutUserPolicy', 0, asks), ...inOtherOrder(records)])).toEqual(['high']);
});

it('still sees what is detached after a second that leaves open what the policy says', async () => {
  const records = [
    on('CreatePolicyVersion', 60, { policyDocument: '{}', setAsDefault: true }),
    on('SetDefaultPolicyVersion', 60, { versionId: 'v1' }),
    on('DetachGroupPolicy', 120),
    on('AttachGroupPolicy', 121),
  ];
  expect(await severitiesOf([created(), ...records])).toEqual(['high', 'high']);
  expect(await severitiesOf([created(), ...inOtherOrder(records)])).toEqual(['high', 'high']);
});

describe('what is taken away and put back again and again', () => {
  const flap = (minute: number, groupName = 'Developers'): object[] => [
    on('DetachGroupPolicy', minute, { groupName }),
    on('AttachGroupPolicy', minute + 4, { groupName }),
  ];

  it('is medium from the third time within an hour', async () => {
    const records = [created(), ...flap(60), ...flap(90), ...flap(120)];
    const alerts = await reads(records);
    expect(alerts).toEqual([
      [
        'medium',
        'mallory detached the policy ForceMFA from group Developers',
        'put back by the same actor 4 minutes later',
        'taken away and put back at least 3 times within an hour',
        'console session without MFA',
        'in all, ForceMFA was detached from group Developers',
      ],
    ]);
    expect(await reads(records.reverse())).toEqual(alerts);
  });

  it.each<[string, object[][]]>([
    ['twice', [flap(60), flap(70)]],
    ['three times in more than an hour', [flap(60), flap(90), flap(120.1)]],
    ['once from each of three groups', [flap(60), flap(61, 'Admins'), flap(62, 'Operators')]],
  ])('is low %s', async (_, flaps) => {
    expect(new Set(await severitiesOf([created(), ...flaps.flat()]))).toEqual(new Set(['low']));
  });

  it('stays high if it is not put back the last time', async () => {
    const records = [created(), ...flap(60), ...flap(70), ...flap(80), on('DetachGroupPolicy', 90)];
    expect(await severitiesOf(records)).toEqual(['high']);
  });
});

it('is high for what is detached while it says something else, whatever it says later', async () => {
  const records = [
    created(),
    on('CreatePolicyVersion', 60, { policyDocument: '{}', setAsDefault: true }),
    on('DetachGroupPolicy', 61),
    on('SetDefaultPolicyVersion', 62, { versionId: 'v1' }),
  ];
  expect(await severitiesOf(records)).toEqual(['high']);
  expect(await severitiesOf(records.reverse())).toEqual(['high']);
});

it('takes one policy for one, however its name is written', async () => {
  const records = [
    inline('PutUserPolicy', 0, asks, 'mfa'),
    inline('PutUserPolicy', 60, asks, 'MFA'),
    inline('DeleteUserPolicy', 61, undefined, 'mfa'),
  ];
  expect(await severitiesOf(records)).toEqual(['high']);
});

it('is high where two policies take the place of each other until none is left', async () => {
  const records = [
    inline('PutUserPolicy', 0, asks, 'old'),
    inline('PutUserPolicy', 60, asks, 'new'),
    inline('PutUserPolicy', 61, asks, 'old'),
    inline('DeleteUserPolicy', 62, undefined, 'new'),
    inline('DeleteUserPolicy', 63, undefined, 'old'),
  ];
  expect(await severitiesOf(records)).toEqual(['high', 'high']);
  expect(await severitiesOf(records.reverse())).toEqual(['high', 'high']);
});

it('says where it is IAM that tells of the condition', async () => {
  const records = [managed('DetachUserPolicy', 0, force)];
  expect(await reads(records, { policiesWithMfa: [force] })).toEqual([
    [
      'high',
      'mallory detached the policy ForceMFA from user alice',
      'ForceMFA demanded MFA (IAM lists a version with aws:MultiFactorAuthPresent)',
      'console session without MFA',
    ],
  ]);
});

it.each<[boolean, string, object]>([
  [true, 'what is attached', managed('AttachUserPolicy', 0, force)],
  [true, 'what is detached', managed('DetachUserPolicy', 0, force)],
  [true, 'another version in force', managed('SetDefaultPolicyVersion', 0, force, { versionId: 'v2' })],
  [
    true,
    'a new text in force without the condition',
    managed('CreatePolicyVersion', 0, force, { policyDocument: '{}', setAsDefault: true }),
  ],
  [
    false,
    'a new text in force with the condition',
    managed('CreatePolicyVersion', 0, force, { policyDocument: asks, setAsDefault: true }),
  ],
  [false, 'a new text that is not in force', managed('CreatePolicyVersion', 0, force, { policyDocument: '{}' })],
  [false, 'what is deleted', managed('DeletePolicy', 0, force, {})],
  [false, 'what AWS manages', managed('AttachUserPolicy', 0, 'arn:aws:iam::aws:policy/AdministratorAccess')],
  [false, 'an inline policy', inline('PutUserPolicy', 0, '{}')],
  [false, 'a call on no policy', iamCall('DeleteUser', { userName: 'alice' })],
  [
    false,
    'a refused call',
    iamCall('DetachUserPolicy', { userName: 'alice', policyArn: force }, { error: 'NoSuchEntityException' }),
  ],
])('it is %p that IAM is asked of %s', (asked, _, record) => {
  expect(detection.looksUp?.policy?.(parse(record))).toBe(asked);
});
