import { expect, it } from '@jest/globals';
import { detection } from '../../lambda/detections/detector-tampered';
import { account, apiCall, byCloudFormation } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const rule = { name: 'mfa-watch-Rules1A' };
const ours = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-Detect1A`;
const trail = (name: string, how: object = mallory): object =>
  apiCall('cloudtrail', name, { name: `arn:aws:cloudtrail:us-east-1:${account}:trail/management` }, how);
const as = (role: string): { patch: Record<string, unknown> } => ({
  patch: { userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/${role}/bob` } },
});
const update = (how: object): object => apiCall('cloudformation', 'UpdateStack', { stackName: 'mfa-watch' }, how);

it.each<[string, object[], World, Told[]]>([
  [
    'a trail is stopped',
    [trail('StopLogging')],
    {},
    [
      [
        'critical',
        'mallory stopped the trail management',
        'StopLogging on management: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a trail is deleted',
    [trail('DeleteTrail')],
    {},
    [
      [
        'critical',
        'mallory deleted the trail management',
        'DeleteTrail on management: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a trail is changed',
    [trail('UpdateTrail')],
    {},
    [['high', 'mallory changed the trail management', 'UpdateTrail on management', 'long-term key without MFA']],
  ],
  [
    'what a trail records is changed',
    [trail('PutEventSelectors')],
    {},
    [
      [
        'high',
        'mallory changed what is recorded by the trail management',
        'PutEventSelectors on management',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a trail is stopped by CloudFormation',
    [trail('StopLogging', byCloudFormation)],
    {},
    [
      [
        'medium',
        'cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/AWSCloudFormation stopped the trail management',
        'StopLogging on management, by CloudFormation',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a trail is changed by CloudFormation',
    [trail('UpdateTrail', byCloudFormation)],
    {},
    [
      [
        'low',
        'cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/AWSCloudFormation changed the trail management',
        'UpdateTrail by CloudFormation (a deployment)',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'stopping a trail is refused',
    [trail('StopLogging', { ...mallory, error: 'AccessDenied' })],
    {},
    [
      [
        'medium',
        'mallory tried StopLogging on management',
        'StopLogging on management was refused (AccessDenied)',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'stopping a trail fails',
    [trail('StopLogging', { ...mallory, error: 'TrailNotFoundException' })],
    {},
    [
      [
        'low',
        'mallory tried StopLogging on management',
        'StopLogging on management failed (TrailNotFound)',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'stopping any trail is refused',
    [apiCall('cloudtrail', 'StopLogging', {}, { ...mallory, error: 'AccessDenied', resource: '*' })],
    {},
    [['medium', 'mallory tried StopLogging', 'StopLogging was refused (AccessDenied)', 'long-term key without MFA']],
  ],
  [
    'a trail is stopped that the record does not name',
    [apiCall('cloudtrail', 'StopLogging', {}, mallory)],
    {},
    [['critical', 'mallory stopped the trail', 'StopLogging: alerts may stop with it', 'long-term key without MFA']],
  ],
  [
    'the account leaves its organization',
    [apiCall('organizations', 'LeaveOrganization', {}, mallory)],
    {},
    [['high', 'mallory took the account out of its organization', 'LeaveOrganization', 'long-term key without MFA']],
  ],
  [
    'a rule is disabled',
    [apiCall('events', 'DisableRule', rule, mallory)],
    {},
    [
      [
        'critical',
        'mallory called DisableRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a rule is changed',
    [apiCall('events', 'PutRule', rule, mallory)],
    {},
    [
      [
        'high',
        'mallory called PutRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'PutRule on mfa-watch-Rules1A',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a rule is changed, by a role',
    [apiCall('events', 'PutRule', rule, { by: 'bob', with: 'role' })],
    {},
    [
      [
        'high',
        'HelpDesk/bob called PutRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'PutRule on mfa-watch-Rules1A',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the function’s code is replaced',
    [apiCall('lambda', 'UpdateFunctionCode20150331v2', { functionName: ours }, mallory)],
    {},
    [
      [
        'high',
        'mallory called UpdateFunctionCode on mfa-watch-Detect1A, which mfa-watch is made of',
        'UpdateFunctionCode on mfa-watch-Detect1A',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the function is deleted',
    [apiCall('lambda', 'DeleteFunction20150331', { functionName: ours }, mallory)],
    {},
    [
      [
        'critical',
        'mallory called DeleteFunction on mfa-watch-Detect1A, which mfa-watch is made of',
        'DeleteFunction on mfa-watch-Detect1A: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the function is deleted by CloudFormation',
    [apiCall('lambda', 'DeleteFunction20150331', { functionName: ours }, byCloudFormation)],
    {},
    [
      [
        'low',
        'cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/AWSCloudFormation called DeleteFunction on mfa-watch-Detect1A, which mfa-watch is made of',
        'DeleteFunction by CloudFormation (a deployment)',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the topic is deleted',
    [apiCall('sns', 'DeleteTopic', { topicArn: 'arn:aws:sns:us-east-1:1:mfa-watch-T' }, mallory)],
    {},
    [
      [
        'critical',
        'mallory called DeleteTopic on mfa-watch-T, which mfa-watch is made of',
        'DeleteTopic on mfa-watch-T: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the stack is deleted',
    [apiCall('cloudformation', 'DeleteStack', { stackName: 'mfa-watch' }, mallory)],
    {},
    [
      [
        'critical',
        'mallory called DeleteStack on mfa-watch, which mfa-watch is made of',
        'DeleteStack on mfa-watch: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the stack is deleted by CDK’s role',
    [
      apiCall(
        'cloudformation',
        'DeleteStack',
        { stackName: 'mfa-watch' },
        as(`cdk-hnb659fds-deploy-role-${account}-us-east-1`),
      ),
    ],
    {},
    [
      [
        'critical',
        'cdk-hnb659fds-deploy-role-111122223333-us-east-1/bob called DeleteStack on mfa-watch, which mfa-watch is made of',
        'DeleteStack on mfa-watch: alerts may stop with it',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the stack is updated',
    [update(mallory)],
    {},
    [
      [
        'high',
        'mallory called UpdateStack on mfa-watch, which mfa-watch is made of',
        'UpdateStack on mfa-watch',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the stack is updated by CDK’s role',
    [update(as(`cdk-hnb659fds-deploy-role-${account}-us-east-1`))],
    {},
    [
      [
        'low',
        'cdk-hnb659fds-deploy-role-111122223333-us-east-1/bob called UpdateStack on mfa-watch, which mfa-watch is made of',
        'UpdateStack on mfa-watch, by the role that deploys',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the stack is updated by a role that is called much like CDK’s',
    [update(as('my-cdk-hnb659fds-deploy-role-x'))],
    {},
    [
      [
        'high',
        'my-cdk-hnb659fds-deploy-role-x/bob called UpdateStack on mfa-watch, which mfa-watch is made of',
        'UpdateStack on mfa-watch',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the stack is updated by a role that deploys',
    [update(as('Deployer'))],
    { settings: { 'detector-tampered': { deployRoles: ['Deployer'] } } },
    [
      [
        'low',
        'Deployer/bob called UpdateStack on mfa-watch, which mfa-watch is made of',
        'UpdateStack on mfa-watch, by the role that deploys',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'the stack is updated by a user of that name',
    [update({ by: 'Deployer' })],
    { settings: { 'detector-tampered': { deployRoles: ['Deployer'] } } },
    [
      [
        'high',
        'Deployer called UpdateStack on mfa-watch, which mfa-watch is made of',
        'UpdateStack on mfa-watch',
        'console session without MFA',
      ],
    ],
  ],
  [
    'another part of the stack is changed by a role that deploys',
    [apiCall('events', 'PutRule', rule, as('Deployer'))],
    { settings: { 'detector-tampered': { deployRoles: ['Deployer'] } } },
    [
      [
        'high',
        'Deployer/bob called PutRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'PutRule on mfa-watch-Rules1A',
        'CloudTrail does not record whether this role session used MFA',
      ],
    ],
  ],
  [
    'a key that the deployment names',
    [apiCall('kms', 'DisableKey', { keyId: 'key-1' }, mallory)],
    { settings: { 'detector-tampered': { resources: ['key-1'] } } },
    [
      [
        'high',
        'mallory called DisableKey on key-1, which mfa-watch is made of',
        'DisableKey on key-1',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a stack of another name',
    [
      apiCall('events', 'DisableRule', { name: 'guard-Rules' }, mallory),
      apiCall('events', 'DisableRule', rule, mallory),
    ],
    { settings: { 'detector-tampered': { stack: 'guard' } } },
    [
      [
        'critical',
        'mallory called DisableRule on guard-Rules, which mfa-watch is made of',
        'DisableRule on guard-Rules: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  ['what is not ours', [apiCall('events', 'DisableRule', { name: 'shop' }, mallory)], {}, []],
  [
    'an error that means a lack of permission, too',
    [
      apiCall(
        'sns',
        'DeleteTopic',
        { topicArn: 'arn:aws:sns:us-east-1:1:mfa-watch-T' },
        { ...mallory, error: 'AuthorizationError' },
      ),
      apiCall(
        'lambda',
        'DeleteFunction20150331',
        { functionName: ours },
        { ...mallory, minute: 1, error: 'UnauthorizedOperation' },
      ),
    ],
    {},
    [
      [
        'medium',
        'mallory tried DeleteTopic on mfa-watch-T, and 1 more call',
        'DeleteTopic on mfa-watch-T was refused (AuthorizationError)',
        'DeleteFunction on mfa-watch-Detect1A was refused (UnauthorizedOperation)',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'several within half an hour of each other, where the worst comes first',
    [
      apiCall('events', 'DisableRule', rule, mallory),
      apiCall('events', 'PutRule', rule, { by: 'bob', minute: 30 }),
      apiCall('events', 'PutRule', rule, { by: 'bob', minute: 60 }),
    ],
    {},
    [
      [
        'critical',
        'mallory called DisableRule on mfa-watch-Rules1A, which mfa-watch is made of, and 2 more calls',
        'DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        'PutRule on mfa-watch-Rules1A',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'several within half an hour of each other, where the worst comes last',
    [
      apiCall('events', 'PutRule', rule, { by: 'bob' }),
      apiCall('events', 'DisableRule', rule, { ...mallory, minute: 30 }),
    ],
    {},
    [
      [
        'critical',
        'mallory called DisableRule on mfa-watch-Rules1A, which mfa-watch is made of, and 1 more call',
        'DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        'PutRule on mfa-watch-Rules1A',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'more than half an hour apart',
    [apiCall('events', 'DisableRule', rule, mallory), apiCall('events', 'PutRule', rule, { ...mallory, minute: 30.1 })],
    {},
    [
      [
        'critical',
        'mallory called DisableRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        'long-term key without MFA',
      ],
      [
        'high',
        'mallory called PutRule on mfa-watch-Rules1A, which mfa-watch is made of',
        'PutRule on mfa-watch-Rules1A',
        'long-term key without MFA',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});
