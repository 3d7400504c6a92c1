import { describe, expect, test } from '@jest/globals';
import { enrolmentOf } from '../../lambda/posture/enrolment';
import { decide } from '../../lambda/posture/policy-decision';
import { correctionOf } from '../../lambda/posture/policy-correction';
import type { Situation } from '../../lambda/posture/policy-condition';
import { alice, policy } from '../../lambda/posture/samples';
import type { User } from '../../lambda/posture/snapshot';

type Verdict = ReturnType<typeof enrolmentOf>['verdict'];

const present = 'aws:MultiFactorAuthPresent';
const age = 'aws:MultiFactorAuthAge';
const ownUser = 'arn:aws:iam::*:user/${aws:username}';
const ownDevice = 'arn:aws:iam::*:mfa/${aws:username}';
const making = 'iam:CreateVirtualMFADevice';
const enabling = 'iam:EnableMFADevice';
const asksBool = { Bool: { [present]: 'true' } };
const unlessMfa = { BoolIfExists: { [present]: 'false' } };

const of = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const of2008 = (...Statement: object[]) => ({ Version: '2008-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  ...{ Action, Resource, ...(Condition && { Condition }) },
});
const deny = (Action: string | string[], Condition?: object, Resource: string | string[] = '*') => ({
  Effect: 'Deny',
  ...{ Action, Resource, ...(Condition && { Condition }) },
});
const denyBut = (NotAction: string[], Condition?: object) => ({
  Effect: 'Deny',
  ...{ NotAction, Resource: '*', ...(Condition && { Condition }) },
});

const enrol = allow([making, enabling], ['arn:aws:iam::*:mfa/*', ownUser]);
const work = allow('s3:GetObject');
const workWithMfa = allow('s3:GetObject', '*', asksBool);
const behindMfa = denyBut([making, enabling, 'iam:ListMFADevices', 'sts:GetSessionToken'], unlessMfa);

/** What AWS and others have published, in outline. */
const published = {
  'AWS 2017, manage an MFA device: no Deny': of(
    allow([making, enabling, 'iam:ResyncMFADevice', 'iam:DeleteVirtualMFADevice'], [ownDevice, ownUser]),
    allow('iam:DeactivateMFADevice', [ownDevice, ownUser], asksBool),
    allow(['iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:ListUsers']),
  ),
  'AWS 2018, manage an MFA device: Deny all else': of(
    allow(['iam:ListUsers', 'iam:ListVirtualMFADevices']),
    allow([making, 'iam:DeleteVirtualMFADevice', enabling, 'iam:ResyncMFADevice'], [ownDevice, ownUser]),
    allow('iam:DeactivateMFADevice', [ownDevice, ownUser], asksBool),
    denyBut(
      [making, enabling, 'iam:ListMFADevices', 'iam:ListUsers', 'iam:ListVirtualMFADevices', 'iam:ResyncMFADevice'],
      unlessMfa,
    ),
  ),
  'AWS 2023, manage an MFA device: any device name': of(
    allow(['iam:ListUsers', 'iam:ListVirtualMFADevices']),
    allow(making, 'arn:aws:iam::*:mfa/*'),
    allow([enabling, 'iam:GetMFADevice', 'iam:ListMFADevices', 'iam:ResyncMFADevice'], ownUser),
    allow('iam:DeactivateMFADevice', [ownUser], asksBool),
    denyBut(
      [making, enabling, 'iam:ListMFADevices', 'iam:ListUsers', 'iam:ListVirtualMFADevices', 'iam:ResyncMFADevice'],
      unlessMfa,
    ),
  ),
  'AWS, manage all own credentials': of(
    allow(['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices']),
    allow(['iam:ChangePassword', 'iam:GetUser'], ownUser),
    allow(['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'], ownUser),
    allow([making], 'arn:aws:iam::*:mfa/*'),
    allow(['iam:DeactivateMFADevice', enabling, 'iam:ListMFADevices', 'iam:ResyncMFADevice'], ownUser),
    denyBut(
      [making, enabling, 'iam:GetUser', 'iam:ListMFADevices', 'iam:ResyncMFADevice', 'sts:GetSessionToken'],
      unlessMfa,
    ),
  ),
  'the tutorial, without sts:GetSessionToken in the list': of(
    allow([making, enabling, 'iam:ListAccessKeys'], ['arn:aws:iam::*:mfa/*', ownUser]),
    denyBut([making, enabling], unlessMfa),
  ),
  'a Terraform module: all on *, Deny with a plain false': of(
    allow(['iam:ChangePassword', making, enabling, 'iam:CreateAccessKey', 'iam:ListAccessKeys']),
    denyBut(['iam:ChangePassword', making, enabling, 'sts:AssumeRole'], { BoolIfExists: { [present]: [false] } }),
  ),
  'a power user template: all but iam with MFA, no right to enrol': of(
    { Effect: 'Allow', NotAction: 'iam:*', Resource: '*', Condition: asksBool },
    allow(['iam:*LoginProfile', 'iam:*AccessKey*'], ownUser, asksBool),
    allow('iam:ListMFADevices'),
  ),
  'a group template: *MFADevice* of oneself': of(allow('iam:*MFADevice*', [ownDevice, ownUser]), {
    Effect: 'Allow',
    NotAction: 'iam:*',
    Resource: '*',
    Condition: asksBool,
  }),
};

const cases: [string, Verdict, ...object[]][] = [
  // The published ones alone, and with work to do.
  ['AWS 2017 alone', 'gains nothing', published['AWS 2017, manage an MFA device: no Deny']],
  ['AWS 2017 and work for everybody', 'gains nothing', published['AWS 2017, manage an MFA device: no Deny'], of(work)],
  ['AWS 2017 and work with MFA', 'exposed', published['AWS 2017, manage an MFA device: no Deny'], of(workWithMfa)],
  ['AWS 2018 alone', 'gains nothing', published['AWS 2018, manage an MFA device: Deny all else']],
  ['AWS 2018 and work', 'exposed', published['AWS 2018, manage an MFA device: Deny all else'], of(work)],
  ['AWS 2018 and all rights', 'exposed', published['AWS 2018, manage an MFA device: Deny all else'], of(allow('*'))],
  ['AWS 2023 alone', 'gains nothing', published['AWS 2023, manage an MFA device: any device name']],
  ['AWS 2023 and work', 'exposed', published['AWS 2023, manage an MFA device: any device name'], of(work)],
  ['AWS, all own credentials', 'exposed', published['AWS, manage all own credentials']],
  ['the tutorial', 'exposed', published['the tutorial, without sts:GetSessionToken in the list']],
  ['a Terraform module', 'exposed', published['a Terraform module: all on *, Deny with a plain false']],
  [
    'a power user template',
    'cannot enrol',
    published['a power user template: all but iam with MFA, no right to enrol'],
  ],
  ['a group template with wildcards', 'exposed', published['a group template: *MFADevice* of oneself']],

  // Fixes.
  ['enrolment allowed with MFA only', 'cannot enrol', of(allow([making, enabling], '*', asksBool), behindMfa, work)],
  ['enrolment left out of NotAction', 'cannot enrol', of(enrol, denyBut(['iam:ListMFADevices'], unlessMfa), work)],
  ['only enabling left out', 'cannot enrol', of(enrol, denyBut([making], unlessMfa), work)],
  ['only making left out', 'cannot enrol', of(enrol, denyBut([enabling], unlessMfa), work)],
  [
    'Deny where the key is absent',
    'cannot enrol',
    of(enrol, behindMfa, work, deny(enabling, { Null: { [present]: 'true' } })),
  ],
  [
    'Deny unless MFA of the last hour',
    'cannot enrol',
    of(enrol, behindMfa, work, deny(enabling, { NumericGreaterThanIfExists: { [age]: '3600' } })),
  ],
  ['Deny enrolment for all', 'cannot enrol', of(enrol, behindMfa, work, deny('iam:*MFADevice'))],
  ['Deny in another policy', 'cannot enrol', of(enrol, behindMfa, work), of(deny(enabling))],

  // Conditions that look like a fix.
  [
    'Deny with Bool false does not touch a key: it has all',
    'gains nothing',
    of(enrol, work, denyBut([making, enabling], { Bool: { [present]: 'false' } })),
  ],
  [
    'enrolment denied with Bool false: a key passes',
    'exposed',
    of(enrol, behindMfa, work, deny(enabling, { Bool: { [present]: 'false' } })),
  ],
  [
    'Allow with BoolIfExists true: a key passes',
    'gains nothing',
    of(enrol, allow('s3:*', '*', { BoolIfExists: { [present]: 'true' } })),
  ],
  [
    'enrolment allowed with BoolIfExists true',
    'exposed',
    of(allow([making, enabling], '*', { BoolIfExists: { [present]: 'true' } }), workWithMfa),
  ],
  [
    'enrolment allowed where the key is absent',
    'exposed',
    of(allow([making, enabling], '*', { Null: { [present]: true } }), workWithMfa),
  ],
  [
    'Null false: a console session without MFA passes, a key does not',
    'exposed',
    of(enrol, allow('s3:*', '*', { Null: { [present]: 'false' } })),
  ],
  ['Null on the age', 'exposed', of(enrol, allow('s3:*', '*', { Null: { [age]: 'false' } }))],
  ['MFA of the last hour', 'exposed', of(enrol, allow('s3:*', '*', { NumericLessThan: { [age]: '3600' } }))],
  [
    '… with IfExists: a key passes',
    'gains nothing',
    of(enrol, allow('s3:*', '*', { NumericLessThanIfExists: { [age]: '3600' } })),
  ],
  [
    'MFA that is older than an hour: a fresh one does not do',
    'gains nothing',
    of(enrol, allow('s3:*', '*', { NumericGreaterThan: { [age]: '3600' } })),
  ],
  [
    'NumericNotEquals holds for an absent key',
    'gains nothing',
    of(enrol, allow('s3:*', '*', { NumericNotEquals: { [age]: '5' } })),
  ],
  ['both values written', 'exposed', of(enrol, allow('s3:*', '*', { Bool: { [present]: ['true', 'false'] } }))],
  [
    'the key in another case',
    'exposed',
    of(enrol, allow('s3:*', '*', { bool: { 'AWS:multifactorauthpresent': 'TRUE' } })),
  ],
  [
    'two conditions, one of them fails',
    'cannot enrol',
    of(allow([making, enabling], '*', { ...asksBool, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }), workWithMfa),
  ],

  // What is not evaluated is not decided.
  [
    'an address for enrolment',
    'not decided',
    of(allow([making, enabling], '*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }), workWithMfa),
  ],
  [
    'an address beside MFA',
    'not decided',
    of(enrol, allow('s3:*', '*', { ...asksBool, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })),
  ],
  [
    'an address that has nothing to do with MFA',
    'gains nothing',
    of(enrol, allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })),
  ],
  [
    'a Deny by region',
    'not decided',
    of(enrol, workWithMfa, deny('*', { StringNotEquals: { 'aws:RequestedRegion': 'eu-north-1' } })),
  ],
  ['ForAllValues', 'not decided', of(enrol, allow('s3:*', '*', { 'ForAllValues:Bool': { [present]: 'true' } }))],
  ['MFA compared as text', 'not decided', of(enrol, allow('s3:*', '*', { StringEquals: { [present]: 'true' } }))],
  [
    'a value that is neither true nor false',
    'not decided',
    of(enrol, allow('s3:*', '*', { Bool: { [present]: '${aws:x}' } })),
  ],
  [
    'a variable other than the user name',
    'not decided',
    of(
      allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/${aws:PrincipalTag/name}']),
      workWithMfa,
    ),
  ],
  [
    'such a variable elsewhere',
    'exposed',
    of(
      allow([making, enabling], ['arn:aws:iam::*:mfa/*', ownUser, 'arn:aws:iam::*:group/${aws:PrincipalTag/name}']),
      workWithMfa,
    ),
  ],
  ['a statement that cannot be read', 'not decided', of(enrol, { Effect: 'Perhaps' })],
  ['a statement with Action and NotAction', 'not decided', of(enrol, { ...work, NotAction: 's3:*' })],
  ['a document that cannot be read', 'not decided', of(enrol), ['nix']],
  ['unreadable, but nobody can enrol anyway', 'cannot enrol', of(deny(enabling)), ['nix']],

  // Wildcards and case.
  [
    'actions compare without case',
    'exposed',
    of(allow(['IAM:createvirtualmfadevice', 'iam:ENABLEmfaDevice']), workWithMfa),
  ],
  [
    'resources compare with case',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/Alice']), workWithMfa),
  ],
  [
    'a question mark is one character',
    'exposed',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/alic?']), workWithMfa),
  ],
  [
    '… not two',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/ali?']), workWithMfa),
  ],
  ['a dot is a dot', 'cannot enrol', of(allow('iam.*'), workWithMfa)],
  ['iam:*Virtual* is not enabling', 'cannot enrol', of(allow('iam:*Virtual*'), workWithMfa)],
  [
    'another account’s users',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::999999999999:user/*']), workWithMfa),
  ],
  [
    'variables need the language of 2012',
    'cannot enrol',
    of2008(allow([making, enabling], ['arn:aws:iam::*:mfa/*', ownUser]), workWithMfa),
  ],
  ['no Version is that of 2008', 'cannot enrol', { Statement: [enrol, workWithMfa] }],
  [
    'a variable with a default',
    'exposed',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', "arn:aws:iam::*:user/${AWS:UserName, 'x'}"]), workWithMfa),
  ],
  [
    'only one name of a device is allowed, which is enough',
    'exposed',
    of(allow(making, 'arn:aws:iam::111122223333:mfa/x-*-y'), allow(enabling), workWithMfa),
  ],
  [
    'all names but the user’s own are denied',
    'exposed',
    of(enrol, workWithMfa, { Effect: 'Deny', Action: making, NotResource: ownDevice }),
  ],
  ['only the user’s own name is denied', 'exposed', of(enrol, workWithMfa, deny(making, undefined, ownDevice))],
  ['all names are denied', 'cannot enrol', of(enrol, workWithMfa, deny(making, undefined, 'arn:aws:iam::*:mfa/*'))],
  ['one statement, not a list', 'exposed', { Version: '2012-10-17', Statement: enrol }, of(workWithMfa)],

  // Deny and Allow together.
  ['the gain is denied to all', 'gains nothing', of(enrol, workWithMfa, deny('s3:*'))],
  [
    'the gain is denied but for one action',
    'exposed',
    of(enrol, allow('s3:Get*', '*', asksBool), denyBut([making, enabling, 's3:*Object'], {})),
  ],
  [
    'that one action is denied, too',
    'gains nothing',
    of(
      enrol,
      allow('s3:Get*', '*', asksBool),
      denyBut([making, enabling, 's3:*Object'], {}),
      deny('s3:GetObject*'),
      deny('s3:Get*Object'),
    ),
  ],
  ['the key may do it anyway', 'gains nothing', of(enrol, workWithMfa, work)],
  ['… on other resources', 'exposed', of(enrol, workWithMfa, allow('s3:GetObject', 'arn:aws:s3:::mine/*'))],
  ['NotAction in the Allow', 'exposed', of({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, workWithMfa)],
  [
    'NotResource in the gain',
    'exposed',
    of(enrol, { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::a', Condition: asksBool }),
  ],
  ['the Deny is only on what nobody allows', 'gains nothing', of(enrol, deny('ec2:*', unlessMfa))],
  [
    'removing one’s own device is no gain',
    'gains nothing',
    of(enrol, allow('iam:DeactivateMFADevice', ownUser, asksBool)),
  ],
  [
    'wildcards over devices of one’s own are none',
    'gains nothing',
    of(allow(['iam:*VirtualMFADevice', enabling], ['arn:aws:iam::*:mfa/*', ownUser]), behindMfa),
  ],
  [
    'a backslash is a backslash',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/alice\\*']), workWithMfa),
  ],
  [
    '${*} is a star, not all',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/${*}']), workWithMfa),
  ],
  ['removing everybody’s device is', 'exposed', of(enrol, allow('iam:DeactivateMFADevice', '*', asksBool))],
  ['an administrator with a key', 'gains nothing', of(allow('*'))],
  ['nothing at all', 'cannot enrol'],
];

test('there are at least sixty', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

describe('what a stolen key can make of these policies', () => {
  test.each(cases)('%s: %s', (_, verdict, ...documents) => {
    expect(enrolmentOf(alice(...documents)).verdict).toBe(verdict);
  });
});

describe('what else decides', () => {
  const exposed = alice(of(enrol, workWithMfa));
  const within = (layers: Partial<User['layers']>): User => ({ ...exposed, layers: { ...exposed.layers, ...layers } });
  const everything = policy(of(allow('*')), 'p');

  test.each([
    ['a boundary that allows all', 'exposed', within({ boundary: everything })],
    ['a boundary that leaves enrolment out', 'cannot enrol', within({ boundary: policy(of(allow('s3:*'))) })],
    ['a boundary that leaves the gain out', 'gains nothing', within({ boundary: policy(of(allow('iam:*'))) })],
    ['a boundary that cannot be read', 'not decided', within({ boundary: policy({}) })],
    ['an SCP that allows all', 'exposed', within({ scps: [[everything]] })],
    ['an SCP that denies enrolment', 'cannot enrol', within({ scps: [[everything, policy(of(deny(enabling)))]] })],
    ['a level of SCPs that allows nothing', 'cannot enrol', within({ scps: [[everything], []] })],
    ['a boundary that asks for MFA', 'cannot enrol', within({ boundary: policy(of(allow('*', '*', asksBool))) })],
  ])('%s: %s', (_, verdict, user) => {
    expect(enrolmentOf(user).verdict).toBe(verdict);
  });

  test('a user with a path in the name', () => {
    const nested = { ...exposed, arn: 'arn:aws:iam::111122223333:user/staff/alice' };
    expect(enrolmentOf(nested).verdict).toBe('cannot enrol');
    expect(enrolmentOf({ ...nested, ...alice(of(allow([making, enabling]), workWithMfa)) }).verdict).toBe('exposed');
  });
});

describe('the three ways to call', () => {
  const table: [string, object, Record<Situation, string>][] = [
    ['Bool true', asksBool, expected('deny', 'allow', 'deny')],
    ['Bool false', { Bool: { [present]: 'false' } }, expected('deny', 'deny', 'allow')],
    ['BoolIfExists false', unlessMfa, expected('allow', 'deny', 'allow')],
    ['BoolIfExists true', { BoolIfExists: { [present]: 'true' } }, expected('allow', 'allow', 'deny')],
    ['Null true', { Null: { [present]: 'true' } }, expected('allow', 'deny', 'deny')],
    ['Null false', { Null: { [present]: 'false' } }, expected('deny', 'allow', 'allow')],
    ['age', { NumericLessThan: { [age]: 900 } }, expected('deny', 'allow', 'deny')],
    ['age if there is one', { NumericLessThanIfExists: { [age]: 900 } }, expected('allow', 'allow', 'allow')],
  ];

  test.each(table)('an Allow with %s', (_, condition, verdicts) => {
    const { layers } = alice(of(allow('s3:*', '*', condition)));
    for (const [situation, verdict] of Object.entries(verdicts) as [Situation, string][]) {
      const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::a/b' };
      expect([situation, decide(layers, request, { userName: 'alice', situation }).verdict]).toEqual([
        situation,
        verdict,
      ]);
    }
  });

  function expected(key: string, mfa: string, console: string): Record<Situation, string> {
    return { 'long-term key': key, 'session with MFA': mfa, 'console without MFA': console };
  }
});

describe('the correction', () => {
  const corrected = (user: User): User => {
    const enrolment = enrolmentOf(user);
    const { policy: id, document } = correctionOf('steps' in enrolment ? (enrolment.steps[1]?.by ?? []) : []);
    const others = user.layers.identity.filter((one) => one.id !== id);
    return { ...user, layers: { ...user.layers, identity: [...others, policy(document, id)] } };
  };

  test.each(cases.filter(([, verdict]) => verdict === 'exposed'))('of %s ends it', (_, __, ...documents) => {
    expect(enrolmentOf(corrected(alice(...documents))).verdict).toBe('cannot enrol');
  });

  test('leaves the console to a new user', () => {
    const request = { action: enabling, resource: alice().arn };
    const { layers } = corrected(alice(of(enrol, workWithMfa)));
    expect(decide(layers, request, { userName: 'alice', situation: 'console without MFA' }).verdict).toBe('allow');
  });

  test('is a diff that patch can apply', () => {
    const enrolment = enrolmentOf(alice(of(enrol, workWithMfa)));
    const by = 'steps' in enrolment ? (enrolment.steps[1]?.by ?? []) : [];
    expect(correctionOf(by).diff).toMatchInlineSnapshot(`
     "--- user/alice/policy-1
     +++ user/alice/policy-1
     @@ -21,6 +21,20 @@
                "aws:MultiFactorAuthPresent": "true"
              }
            }
     +    },
     +    {
     +      "Sid": "NoEnrolmentWithLongTermKeys",
     +      "Effect": "Deny",
     +      "Action": [
     +        "iam:CreateVirtualMFADevice",
     +        "iam:EnableMFADevice"
     +      ],
     +      "Resource": "*",
     +      "Condition": {
     +        "Null": {
     +          "aws:MultiFactorAuthPresent": "true"
     +        }
     +      }
          }
        ]
      }"
    `);
  });

  test('of one of AWS’s own policies is a policy to add', () => {
    const owned = policy(of(enrol), 'arn:aws:iam::aws:policy/Own');
    const [statement] = owned.text.statements;
    expect(statement).toBeDefined();
    const by = statement === undefined ? [] : [{ policy: owned, place: 1, statement }];
    expect(correctionOf(by).diff).toContain('--- /dev/null\n+++ new policy of the user\n@@ -0,0 +1,');
  });
});
