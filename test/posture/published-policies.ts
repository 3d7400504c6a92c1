import type { Enrolment } from '../../lambda/posture/enrolment';
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
  allow,
  deny,
  denyBut,
  work,
  workWithMfa,
} from './statements';

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
  'AWS re:Post, enforce MFA for the command line too: two conditions': of(
    allow(['iam:ListUsers', 'iam:ListVirtualMFADevices']),
    allow([making, 'iam:DeleteVirtualMFADevice', enabling, 'iam:ResyncMFADevice'], [ownDevice, ownUser]),
    allow('iam:DeactivateMFADevice', [ownDevice, ownUser], asksBool),
    denyBut([making, enabling, 'iam:ListUsers', 'iam:ListVirtualMFADevices', 'sts:GetSessionToken'], {
      BoolIfExists: { [present]: 'false', 'aws:ViaAWSService': 'false' },
    }),
  ),
  'AWS 2017, the tutorial: Deny all but iam:* by the age': of(
    allow(
      [making, 'iam:DeleteVirtualMFADevice', enabling, 'iam:DeactivateMFADevice'],
      ['arn:aws:iam::*:mfa/*', ownUser],
    ),
    denyBut(['iam:*'], { Null: { [age]: 'true' } }),
  ),
  'AWS, with a grace for passwords': of(
    allow(['iam:ChangePassword', 'iam:GetUser', making, enabling], ['arn:aws:iam::*:mfa/*', ownUser]),
    denyBut(['iam:ChangePassword', 'iam:CreateLoginProfile', making, enabling, 'sts:GetSessionToken'], unlessMfa),
  ),
  'a module: iam:*VirtualMFADevice and a list, no Deny': of(
    allow('iam:*VirtualMFADevice', ownDevice),
    allow(['iam:DeactivateMFADevice', enabling, 'iam:ListMFADevices', 'iam:ResyncMFADevice'], ownUser),
    allow('iam:ListVirtualMFADevices', 'arn:aws:iam::*:mfa/*'),
  ),
  'a module: users of any path, MFA of the last hour to remove': of(
    allow(
      ['iam:*VirtualMFADevice', enabling, 'iam:ResyncMFADevice'],
      ['arn:aws:iam::*:user/*/${aws:username}', ownUser, 'arn:aws:iam::*:mfa/${aws:username}'],
    ),
    allow('iam:DeactivateMFADevice', ['arn:aws:iam::*:user/*/${aws:username}', ownUser], {
      ...asksBool,
      NumericLessThan: { [age]: '3600' },
    }),
  ),
  'a module: all on *, Deny with Bool': of(
    allow(['iam:*VirtualMFADevice', enabling, 'iam:GetUser', 'iam:ListMFADevices']),
    denyBut(['iam:*VirtualMFADevice', enabling, 'iam:GetUser', 'iam:ChangePassword'], { Bool: { [present]: 'false' } }),
  ),
  'a module: Deny all but one’s own resources': of(allow([making, enabling], [ownDevice, ownUser]), {
    Effect: 'Deny',
    Action: '*',
    NotResource: [ownDevice, ownUser],
    Condition: unlessMfa,
  }),
  'a module: Deny a list of dangerous actions': of(
    allow([making, enabling], ['arn:aws:iam::*:mfa/*', ownUser]),
    deny(['kms:ScheduleKeyDeletion', 'secretsmanager:DeleteSecret', 'iam:DeleteRole'], unlessMfa),
  ),
  'a module: administrators but for a list, Deny all else': of(
    { Effect: 'Allow', NotAction: ['cloudtrail:Delete*', 'cloudtrail:Stop*'], Resource: '*' },
    denyBut([making, enabling, 'iam:GetUser', 'iam:ListMFADevices', 'sts:GetSessionToken'], unlessMfa),
  ),
  'a module: self-management itself with MFA only': of(
    allow('iam:*VirtualMFADevice', 'arn:aws:iam::*:mfa/*', asksBool),
    allow([enabling, 'iam:DeactivateMFADevice'], 'arn:aws:iam::111122223333:user/*', asksBool),
  ),
};

/** The published ones alone, and with work to do. */
export const publishedCases: [string, Enrolment['verdict'], ...object[]][] = [
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
  [
    'AWS re:Post, alone',
    'gains nothing',
    published['AWS re:Post, enforce MFA for the command line too: two conditions'],
  ],
  [
    'AWS re:Post and work',
    'exposed',
    published['AWS re:Post, enforce MFA for the command line too: two conditions'],
    of(work),
  ],
  [
    'AWS 2017, by the age, and work',
    'exposed',
    published['AWS 2017, the tutorial: Deny all but iam:* by the age'],
    of(work),
  ],
  [
    'AWS 2017, by the age, and rights in IAM alone',
    'gains nothing',
    published['AWS 2017, the tutorial: Deny all but iam:* by the age'],
    of(allow('iam:List*')),
  ],
  ['AWS, with a grace for passwords, and work', 'exposed', published['AWS, with a grace for passwords'], of(work)],
  [
    'a module without Deny, and work',
    'gains nothing',
    published['a module: iam:*VirtualMFADevice and a list, no Deny'],
    of(work),
  ],
  [
    'a module without Deny, and work with MFA',
    'exposed',
    published['a module: iam:*VirtualMFADevice and a list, no Deny'],
    of(workWithMfa),
  ],
  [
    'a module with paths, and work with MFA',
    'exposed',
    published['a module: users of any path, MFA of the last hour to remove'],
    of(workWithMfa),
  ],
  [
    'a module with Bool in the Deny: a key has all anyway',
    'gains nothing',
    published['a module: all on *, Deny with Bool'],
    of(work),
  ],
  ['a module with NotResource, and work', 'exposed', published['a module: Deny all but one’s own resources'], of(work)],
  [
    'a module with a list, and work that is not in it',
    'gains nothing',
    published['a module: Deny a list of dangerous actions'],
    of(work),
  ],
  [
    'a module with a list, and all rights',
    'exposed',
    published['a module: Deny a list of dangerous actions'],
    of(allow('*')),
  ],
  ['a module for administrators', 'exposed', published['a module: administrators but for a list, Deny all else']],
  [
    'a module of which self-management asks for MFA',
    'cannot enrol',
    published['a module: self-management itself with MFA only'],
    of(workWithMfa),
  ],
];
