import type { Enrolment } from '../../lambda/posture/enrolment';
import { alice } from '../../lambda/posture/samples';
import {
  present,
  age,
  ownUser,
  ownDevice,
  making,
  enabling,
  asksBool,
  unlessMfa,
  of,
  of2008,
  allow,
  deny,
  denyBut,
  enrol,
  work,
  workWithMfa,
  behindMfa,
} from './statements';

/** What a stolen key can make of policies. */
export const cases: [string, Enrolment['verdict'], ...object[]][] = [
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
  [
    'not through an AWS service: a thief’s call is none',
    'exposed',
    of(
      enrol,
      work,
      denyBut([making, enabling], { BoolIfExists: { [present]: 'false', 'aws:ViaAWSService': 'false' } }),
    ),
  ],
  [
    'through an AWS service only: a thief’s call is none',
    'gains nothing',
    of(enrol, work, deny('*', { ...unlessMfa, Bool: { 'aws:ViaAWSService': 'true' } })),
  ],
  [
    'a plain false on aws:ViaAWSService: whether the key is there is not known',
    'not decided',
    of(enrol, work, denyBut([making, enabling], { ...unlessMfa, Bool: { 'aws:ViaAWSService': 'false' } })),
  ],
  ['ForAnyValue', 'not decided', of(enrol, allow('s3:*', '*', { 'ForAnyValue:Bool': { [present]: 'true' } }))],
  [
    'until a date',
    'not decided',
    of(allow([making, enabling], '*', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }), workWithMfa),
  ],
  [
    'but for some users by ARN',
    'not decided',
    of(enrol, workWithMfa, deny(enabling, { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/admin-*' } })),
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

  [
    'Terraform’s &{aws:username}, left as it is, is plain text',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/&{aws:username}']), workWithMfa),
  ],
  [
    'Terraform’s $${aws:username}, left as it is, is another user',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/$${aws:username}']), workWithMfa),
  ],
  [
    'an alias in the place of the account',
    'cannot enrol',
    of(
      allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::example-corp:user/${aws:username}']),
      workWithMfa,
    ),
  ],
  [
    'users of other paths only',
    'cannot enrol',
    of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/*/${aws:username}']), workWithMfa),
  ],
  ['one user by name', 'exposed', of(allow([making, enabling], ['arn:aws:iam::*:mfa/*', alice().arn]), workWithMfa)],
  [
    'devices of one form only',
    'exposed',
    of(allow(making, 'arn:aws:iam::*:mfa/*-phone'), allow(enabling), workWithMfa),
  ],
  ['the Deny’s action in another case', 'cannot enrol', of(enrol, workWithMfa, deny('IAM:enableMfaDevice'))],
  ['a question mark in the Deny’s action', 'cannot enrol', of(enrol, workWithMfa, deny('iam:?nableMFADevice'))],
  ['NotAction of a wildcard over all', 'gains nothing', of(enrol, work, denyBut(['iam:*', 's3:*', '*'], unlessMfa))],

  // Deny and Allow together.
  [
    'enabling is denied on devices, but it is done to users',
    'exposed',
    of(enrol, workWithMfa, deny(enabling, undefined, 'arn:aws:iam::*:mfa/*')),
  ],
  [
    'enabling is denied on other users',
    'exposed',
    of(enrol, workWithMfa, { Effect: 'Deny', Action: enabling, NotResource: ownUser }),
  ],
  [
    'both conditions of a Deny hold for a key',
    'cannot enrol',
    of(enrol, work, deny('*', { ...unlessMfa, Null: { [age]: 'true' } })),
  ],
  [
    'a Deny that never holds, as its conditions contradict each other',
    'gains nothing',
    of(enrol, work, deny('*', { ...asksBool, Null: { [present]: 'true' } })),
  ],
  [
    'two Denies, each with a hole, cover all',
    'cannot enrol',
    of(enrol, work, denyBut([making], unlessMfa), denyBut([enabling], unlessMfa)),
  ],
  [
    'an Allow for consoles alone',
    'cannot enrol',
    of(allow([making, enabling], '*', { Bool: { [present]: 'false' } }), workWithMfa),
  ],
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
