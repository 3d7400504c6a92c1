import { describe, expect, it } from '@jest/globals';
import { checkConfig } from '../../lambda/config/config';
import { detection } from '../../lambda/detections/detector-tampered';
import { account, apiCall, byCloudFormation } from '../../lambda/events/samples';
import type { World } from '../engine/world';
import { teller, type Told } from './told';

const told = teller(detection);

const mallory = { by: 'mallory', with: 'long-term-key' } as const;
const rule = { name: 'mfa-watch-Rules1A' };
const ours = `arn:aws:lambda:us-east-1:${account}:function:mfa-watch-Detect1A`;
const answers = `https://sqs.us-east-1.amazonaws.com/${account}/mfa-watch-answers`;
const answersArn = `arn:aws:sqs:us-east-1:${account}:mfa-watch-answers`;
const chat = `arn:aws:chatbot::${account}`;
const channel = `${chat}:chat-configuration/slack-channel/mfa-watch-oncall`;
const button = `${chat}:custom-action/mfa-watch-acknowledge`;
const run = 'lambda invoke --function-name mfa-watch-respond';
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
        'mallory tried StopLogging on management, and failed',
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
        'mallory tried StopLogging on management, and failed',
        'StopLogging on management failed (TrailNotFound)',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'stopping any trail is refused',
    [apiCall('cloudtrail', 'StopLogging', {}, { ...mallory, error: 'AccessDenied', resource: '*' })],
    {},
    [
      [
        'medium',
        'mallory tried StopLogging, and failed',
        'StopLogging was refused (AccessDenied)',
        'long-term key without MFA',
      ],
    ],
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
    [
      [
        'high',
        'mallory took the account out of its organization',
        'LeaveOrganization: events of that account may arrive no more',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a rule is disabled',
    [apiCall('events', 'DisableRule', rule, mallory)],
    {},
    [
      [
        'critical',
        'mallory called DisableRule on mfa-watch-Rules1A, a part of mfa-watch',
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
        'mallory called PutRule on mfa-watch-Rules1A, a part of mfa-watch',
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
        'HelpDesk/bob called PutRule on mfa-watch-Rules1A, a part of mfa-watch',
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
        'mallory called UpdateFunctionCode on mfa-watch-Detect1A, a part of mfa-watch',
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
        'mallory called DeleteFunction on mfa-watch-Detect1A, a part of mfa-watch',
        'DeleteFunction on mfa-watch-Detect1A: alerts may stop with it',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'the function is deleted by CloudFormation, and nobody had started it',
    [apiCall('lambda', 'DeleteFunction20150331', { functionName: ours }, byCloudFormation)],
    {},
    [
      [
        'high',
        'cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/AWSCloudFormation called DeleteFunction on mfa-watch-Detect1A, a part of mfa-watch',
        'DeleteFunction on mfa-watch-Detect1A, by CloudFormation, and nobody who deploys mfa-watch had started it',
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
        'mallory called DeleteTopic on mfa-watch-T, a part of mfa-watch',
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
        'mallory called DeleteStack on mfa-watch, a part of mfa-watch',
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
        'cdk-hnb659fds-deploy-role-111122223333-us-east-1/bob called DeleteStack on mfa-watch, a part of mfa-watch',
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
        'mallory called UpdateStack on mfa-watch, a part of mfa-watch',
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
        'cdk-hnb659fds-deploy-role-111122223333-us-east-1/bob called UpdateStack on mfa-watch, a part of mfa-watch',
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
        'my-cdk-hnb659fds-deploy-role-x/bob called UpdateStack on mfa-watch, a part of mfa-watch',
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
        'Deployer/bob called UpdateStack on mfa-watch, a part of mfa-watch',
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
        'low',
        'Deployer called UpdateStack on mfa-watch, a part of mfa-watch',
        'UpdateStack on mfa-watch, by the user that deploys',
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
        'Deployer/bob called PutRule on mfa-watch-Rules1A, a part of mfa-watch',
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
        'mallory called DisableKey on key-1, a part of mfa-watch',
        'DisableKey on key-1',
        'long-term key without MFA',
      ],
    ],
  ],
  [
    'a stack of another name',
    [
      apiCall('events', 'DisableRule', { name: 'guard-Rules' }, mallory),
      apiCall('events', 'DisableRule', { name: 'shop-Rules' }, mallory),
    ],
    { settings: { 'detector-tampered': { stack: 'guard' } } },
    [
      [
        'critical',
        'mallory called DisableRule on guard-Rules, a part of mfa-watch',
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
        'mallory tried DeleteTopic on mfa-watch-T, and failed, and 1 more call that failed',
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
        'mallory called DisableRule on mfa-watch-Rules1A, a part of mfa-watch (09:00:00), and 2 more calls, also by bob',
        '09:00:00 DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        '09:30:00 PutRule on mfa-watch-Rules1A, by bob, 2 times',
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
        'mallory called DisableRule on mfa-watch-Rules1A, a part of mfa-watch, and 1 more call, also by bob',
        '09:00:00 PutRule on mfa-watch-Rules1A, by bob',
        '09:30:00 DisableRule on mfa-watch-Rules1A: alerts may stop with it',
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
        'mallory called DisableRule on mfa-watch-Rules1A, a part of mfa-watch',
        'DisableRule on mfa-watch-Rules1A: alerts may stop with it',
        'long-term key without MFA',
      ],
      [
        'high',
        'mallory called PutRule on mfa-watch-Rules1A, a part of mfa-watch',
        'PutRule on mfa-watch-Rules1A',
        'long-term key without MFA',
      ],
    ],
  ],
])('what is told: %s', async (_, records, world, alerts) => {
  expect(await told(records, world)).toEqual(alerts);
});

/** Severity and reason of the one call, none if nothing is told. */
const judged = async (record: object, settings: object = {}): Promise<string[]> =>
  (await told([record], { settings: { 'detector-tampered': settings } })).flatMap(([severity, , reason]) => [
    severity,
    reason ?? '',
  ]);

it.each([
  ['lambda', 'DeleteFunction', ours, 'DeleteFunction on mfa-watch-Detect1A'],
  ['iam', 'DeleteRole', 'role mfa-watch-Detect1A', 'DeleteRole on mfa-watch-Detect1A'],
  ['cloudtrail', 'StopLogging', `arn:aws:cloudtrail:us-east-1:${account}:trail/org`, 'StopLogging on org'],
])('%s: %s is told where a policy forbids it in so many words', async (service, name, resource, call) => {
  const message = `User: arn:aws:iam::${account}:user/mallory is not authorized to perform: ${service}:${name} on resource: ${resource} with an explicit deny in a service control policy`;
  const record = apiCall(service, name, {}, { ...mallory, resource, error: 'AccessDenied', message });
  expect(await told([record])).toEqual([
    ['medium', `mallory tried ${call}, and failed`, `${call} was refused (AccessDenied)`, 'long-term key without MFA'],
  ]);
});

describe('parts that are not called after the home stack', () => {
  const member = 'StackSet-mfa-watch-member-7d1f0c11-0000-4000-8000-000000000000';
  const arn = `arn:aws:cloudformation:us-east-1:${account}:stack/${member}/7d1f0c11-0000-4000-8000-000000000001`;

  it('are guarded whatever the home stack is called', async () => {
    expect(
      await judged(apiCall('events', 'DisableRule', { name: 'mfa-watch-forward-Iam' }, mallory), { stack: 'Security' }),
    ).toEqual(['critical', 'DisableRule on mfa-watch-forward-Iam: alerts may stop with it']);
  });

  it.each([member, arn])('a stack of a stack set is deleted: %s', async (stackName) => {
    expect(await judged(apiCall('cloudformation', 'DeleteStack', { stackName }, mallory))).toEqual([
      'critical',
      `DeleteStack on ${member}: alerts may stop with it`,
    ]);
  });

  it('… by the stack set, which CloudFormation does', async () => {
    const byStackSet = (how: object = {}) =>
      judged(apiCall('cloudformation', 'DeleteStack', { stackName: arn }, { ...byCloudFormation, ...how }));
    expect(await byStackSet()).toEqual([
      'critical',
      `DeleteStack on ${member}, by CloudFormation, as a stack set does: alerts may stop with it`,
    ]);
    expect((await byStackSet({ error: 'AccessDenied' }))[0]).toBe('low');
  });

  it('the person who deletes the stack is told of, not CloudFormation, which deletes the rules', async () => {
    const [alert, ...others] = await told([
      apiCall('cloudformation', 'DeleteStack', { stackName: 'mfa-watch-eu-north-1' }, mallory),
      apiCall('events', 'DeleteRule', { name: 'mfa-watch-forward-Sts' }, { ...byCloudFormation, minute: 1 }),
    ]);
    expect(others).toEqual([]);
    expect(alert?.slice(0, 2)).toEqual([
      'critical',
      'mallory called DeleteStack on mfa-watch-eu-north-1, a part of mfa-watch, and 1 more call',
    ]);
  });
});

describe('stack sets', () => {
  const call = (name: string, stackSetName: string, how: object = mallory) =>
    judged(apiCall('cloudformation', name, { stackSetName }, how), { deployRoles: ['Deployer'] });

  it.each(['DeleteStackInstances', 'DeleteStackSet'])('%s takes the members’ parts away', async (name) => {
    const told = ['critical', `${name} on mfa-watch-member: alerts of member accounts may stop with it`];
    expect(await call(name, 'mfa-watch-member')).toEqual(told);
    expect(await call(name, 'mfa-watch-member:7d1f0c11-0000-4000-8000-000000000000')).toEqual(told);
    expect((await call(name, 'mfa-watch-member', as('Deployer')))[0]).toBe('critical');
    expect(await call(name, 'shop')).toEqual([]);
  });

  it.each(['UpdateStackSet', 'UpdateStackInstances'])('%s is an update', async (name) => {
    expect(await call(name, 'mfa-watch-member')).toEqual(['high', `${name} on mfa-watch-member`]);
    expect((await call(name, 'mfa-watch-member', as('Deployer')))[0]).toBe('low');
    expect(await call(name, 'mfa-watcher')).toEqual([]);
  });
});

describe('what lets members’ events in', () => {
  const bus = `arn:aws:events:us-east-1:${account}:event-bus/default`;
  const call = (name: string, parameters: Record<string, unknown>, how: object = {}, settings: object = { bus }) =>
    judged(apiCall('events', name, parameters, { ...mallory, ...how }), settings);
  const all = { removeAllPermissions: true };
  const members = 'alerts of member accounts may stop with it';

  it('is taken away', async () => {
    expect(await call('RemovePermission', { statementId: 'mfa-watch-organization', eventBusName: 'default' })).toEqual([
      'critical',
      `RemovePermission on mfa-watch-organization: ${members}`,
    ]);
  });

  it.each([all, { removeAllPermissions: 'true' }, { ...all, eventBusName: 'default' }, { ...all, eventBusName: bus }])(
    'is taken away with all else: %p',
    async (parameters) => {
      expect(await call('RemovePermission', parameters)).toEqual([
        'critical',
        `RemovePermission on the whole policy of the home bus: ${members}`,
      ]);
    },
  );

  it('is replaced', async () => {
    expect(await call('PutPermission', { statementId: 'mfa-watch-organization', principal: '*' })).toEqual([
      'high',
      'PutPermission on mfa-watch-organization',
    ]);
    expect(await call('PutPermission', { policy: ' {"Version": "2012-10-17"}', eventBusName: 'default' })).toEqual([
      'high',
      'PutPermission on the whole policy of the home bus',
    ]);
  });

  it('cannot be taken away by somebody who may not', async () => {
    expect(await call('RemovePermission', {}, { error: 'AccessDenied', resource: bus })).toEqual([
      'medium',
      'RemovePermission on default was refused (AccessDenied)',
    ]);
  });

  it.each<[string, string, Record<string, unknown>, object]>([
    ['another statement', 'RemovePermission', { statementId: 'shop', eventBusName: 'default' }, {}],
    ['another bus', 'RemovePermission', { ...all, eventBusName: 'shop' }, {}],
    ['the bus of another account', 'RemovePermission', all, { patch: { recipientAccountId: '222233334444' } }],
    ['the bus of another region', 'RemovePermission', all, { patch: { awsRegion: 'eu-north-1' } }],
    ['not all', 'RemovePermission', { removeAllPermissions: false }, {}],
    ['another call on the bus', 'DisableRule', { name: 'default' }, {}],
  ])('is not concerned by %s', async (_, name, parameters, how) => {
    expect(await call(name, parameters, how)).toEqual([]);
  });

  it('is nothing where there are no members', async () => {
    expect(await call('RemovePermission', all, {}, {})).toEqual([]);
  });
});

it.each([
  ['lambda', 'PutFunctionEventInvokeConfig', { functionName: ours }],
  ['lambda', 'PutFunctionEventInvokeConfig20190925', { functionName: ours }],
  ['lambda', 'UpdateFunctionEventInvokeConfig', { functionName: ours }],
  ['lambda', 'UpdateFunctionEventInvokeConfig20190925', { functionName: ours }],
  ['lambda', 'DeleteFunctionEventInvokeConfig20190925', { functionName: ours }],
  ['lambda', 'AddPermission20150331v2', { functionName: 'mfa-watch-respond', principal: '222233334444' }],
  ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'mfa-watch-respond' }],
  ['lambda', 'CreateEventSourceMapping20150331', { functionName: 'shop', eventSourceArn: answersArn }],
  ['lambda', 'CreateEventSourceMapping', { functionName: 'mfa-watch-respond', eventSourceArn: 'arn:aws:sqs:x:1:shop' }],
  ['sns', 'AddPermission', { topicArn: `arn:aws:sns:us-east-1:${account}:mfa-watch-Slack1A`, label: 'x' }],
  [
    'sns',
    'PutDataProtectionPolicy',
    { resourceArn: `arn:aws:sns:us-east-1:${account}:mfa-watch-Slack1A`, dataProtectionPolicy: '{}' },
  ],
  ['sqs', 'PurgeQueue', { queueUrl: answers }],
  ['sqs', 'DeleteQueue', { queueUrl: answers }],
  ['sqs', 'SetQueueAttributes', { queueUrl: answers, attributes: { Policy: '' } }],
  ['sqs', 'AddPermission', { queueUrl: answers, label: 'x' }],
  ['sqs', 'RemovePermission', { queueUrl: answers, label: 'x' }],
  ['events', 'UpdateEventBus', { name: 'mfa-watch-alerts', kmsKeyIdentifier: 'x' }],
  ['events', 'PutPermission', { eventBusName: 'mfa-watch-alerts', statementId: 'x', principal: '*' }],
  ['events', 'PutRule', { name: 'shop', eventBusName: 'mfa-watch-alerts' }],
  ['events', 'UpdateConnection', { name: 'mfa-watch-pagerduty', authorizationType: 'API_KEY' }],
  ['events', 'UpdateApiDestination', { name: 'mfa-watch-pagerduty', invocationEndpoint: 'https://example.com' }],
  ['chatbot', 'UpdateSlackChannelConfiguration', { ChatConfigurationArn: channel, SlackChannelId: 'C0123456789' }],
  ['chatbot', 'DeleteCustomAction', { CustomActionArn: button }],
  ['chatbot', 'UpdateCustomAction', { CustomActionArn: button, Definition: { CommandText: 'lambda list-functions' } }],
  ['chatbot', 'AssociateToConfiguration', { ChatConfiguration: channel, Resource: `${chat}:custom-action/shop` }],
  ['chatbot', 'DisassociateFromConfiguration', { ChatConfiguration: channel, Resource: button }],
  ['dynamodb', 'PutResourcePolicy', { resourceArn: `arn:aws:dynamodb:us-east-1:${account}:table/mfa-watch-Memory1A` }],
  ['monitoring', 'SetAlarmState', { alarmName: 'mfa-watch-forward-dead-letters', stateValue: 'OK' }],
  ['monitoring', 'DisableAlarmActions', { alarmNames: ['mfa-watch-forward-dead-letters'] }],
  [
    'monitoring',
    'PutAlarmMuteRule',
    { name: 'x', rule: { schedule: {} }, muteTargets: { alarmNames: ['shop', 'mfa-watch-forward-dead-letters'] } },
  ],
  ['iam', 'PutRolePermissionsBoundary', { roleName: 'mfa-watch-inventory', permissionsBoundary: 'arn:aws:iam::aws:x' }],
  ['iam', 'CreatePolicyVersion', { policyArn: `arn:aws:iam::${account}:policy/mfa-watch-LookUps1A` }],
  ['iam', 'SetDefaultPolicyVersion', { policyArn: `arn:aws:iam::${account}:policy/mfa-watch-LookUps1A` }],
  ['iam', 'DeletePolicy', { policyArn: `arn:aws:iam::${account}:policy/mfa-watch-LookUps1A` }],
  ['iam', 'DetachRolePolicy', { roleName: 'mfa-watch-detect', policyArn: `arn:aws:iam::aws:policy/x` }],
])('%s: %s hurts', async (service, name, parameters) => {
  const [severity, reason] = await judged(apiCall(service, name, parameters, mallory));
  expect([severity, reason]).toEqual(['high', expect.stringContaining(`${name.replace(/\d.*$/, '')} on mfa-watch-`)]);
});

it('muting an alarm of ours is told whatever else is muted, and however many tags stand before', async () => {
  const tags = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: `v${index}` }));
  const alarmNames = [...Array.from({ length: 99 }, (_, index) => `shop-${index}`), 'mfa-watch-forward-dead-letters'];
  const record = apiCall('monitoring', 'PutAlarmMuteRule', { tags, name: 'x', muteTargets: { alarmNames } }, mallory);
  expect(await judged(record)).toEqual(['high', 'PutAlarmMuteRule on mfa-watch-forward-dead-letters']);
});

it('muting alarms of others is nobody’s business', async () => {
  const record = apiCall(
    'monitoring',
    'PutAlarmMuteRule',
    { name: 'x', muteTargets: { alarmNames: ['shop'] } },
    mallory,
  );
  expect(await judged(record)).toEqual([]);
});

describe('the ways that alerts take', () => {
  it.each([
    ['lambda', 'DeleteFunction20150331', { functionName: 'mfa-watch-respond' }],
    ['events', 'DeleteEventBus', { name: 'mfa-watch-alerts' }],
    ['events', 'DisableRule', { name: 'mfa-watch-PagerDuty1A', eventBusName: 'mfa-watch-alerts' }],
    ['events', 'RemoveTargets', { rule: 'shop', eventBusName: 'mfa-watch-alerts', ids: ['Target0'] }],
    ['events', 'DeleteConnection', { name: 'mfa-watch-pagerduty' }],
    ['events', 'DeauthorizeConnection', { name: 'mfa-watch-pagerduty' }],
    ['events', 'DeleteApiDestination', { name: 'mfa-watch-pagerduty' }],
    ['chatbot', 'DeleteSlackChannelConfiguration', { ChatConfigurationArn: channel }],
    ['chatbot', 'DeleteSlackChannelConfiguration', { chatConfigurationArn: channel }],
  ])('%s: %s may stop alerts', async (service, name, parameters) => {
    const call = (how: object) => judged(apiCall(service, name, parameters, how));
    const [severity, reason] = await call(mallory);
    expect([severity, reason]).toEqual([
      'critical',
      expect.stringMatching(/ on mfa-watch-.+: alerts may stop with it$/),
    ]);
    expect((await call(byCloudFormation))[0]).toBe('high');
  });

  it('are lost with a workspace only where its id is listed', async () => {
    const gone = apiCall('chatbot', 'DeleteSlackWorkspaceAuthorization', { SlackTeamId: 'T0123456789' }, mallory);
    expect(await judged(gone)).toEqual([]);
    expect(await judged(gone, { resources: ['T0123456789'] })).toEqual([
      'critical',
      'DeleteSlackWorkspaceAuthorization on T0123456789: alerts may stop with it',
    ]);
  });

  it.each(['AccessDeniedException', 'UnauthorizedException'])('are kept where Amazon Q answers %s', async (error) => {
    const refused = { ...mallory, error, resource: channel };
    expect((await judged(apiCall('chatbot', 'DeleteSlackChannelConfiguration', {}, refused)))[0]).toBe('medium');
  });

  it.each([
    ['events', 'DeleteConnection', { name: 'shop-pagerduty' }],
    ['events', 'UpdateEventBus', { name: 'shop', description: 'beside mfa-watch-alerts' }],
    [
      'chatbot',
      'DeleteSlackChannelConfiguration',
      { ChatConfigurationArn: `${chat}:chat-configuration/slack-channel/x` },
    ],
    ['chatbot', 'UpdateCustomAction', { CustomActionArn: `${chat}:custom-action/x`, Definition: { CommandText: run } }],
  ])('are not those of others: %s, %s', async (service, name, parameters) => {
    expect(await judged(apiCall(service, name, parameters, mallory))).toEqual([]);
  });
});

it('a mapping is known by its id, where that is listed', async () => {
  const mapping = '7d1f0c11-0000-4000-8000-000000000000';
  const off = apiCall('lambda', 'UpdateEventSourceMapping20150331', { uUID: mapping, enabled: false }, mallory);
  expect(await judged(off)).toEqual([]);
  expect(await judged(off, { resources: [mapping] })).toEqual(['high', `UpdateEventSourceMapping on ${mapping}`]);
});

describe('an account out of the organization', () => {
  const member = '222233334444';
  const gone = (serviceEventDetails: object): object =>
    apiCall(
      'organizations',
      'AccountDepartedOrganization',
      {},
      {
        minute: 1,
        patch: {
          eventType: 'AwsServiceEvent',
          requestParameters: null,
          serviceEventDetails,
          userIdentity: { accountId: account, invokedBy: 'organizations.amazonaws.com' },
        },
      },
    );
  const removed = apiCall('organizations', 'RemoveAccountFromOrganization', { accountId: member }, mallory);

  it('is removed by the management account, and Organizations says so: one alert', async () => {
    expect(await told([removed, gone({ managementAccountId: account, accountId: member, how: 'Removed' })])).toEqual([
      [
        'high',
        'mallory removed account 222233334444 from the organization, and 1 more call',
        'RemoveAccountFromOrganization on 222233334444: events of that account may arrive no more',
        'account 222233334444 is out of the organization (removed): its events arrive no more',
        'long-term key without MFA',
      ],
    ]);
  });

  it.each([
    [{ accountId: member, departureMethod: 'LEFT' }, 'high', '(left): its events arrive no more'],
    [{ accountId: member }, 'high', 'account 222233334444 is out of the organization: its events arrive no more'],
    [{}, 'high', 'an account that the record does not name'],
    [{ accountId: member, departureMethod: 'CLEANED' }, 'low', 'it was closed for good'],
  ])('is told of by Organizations alone: %p', async (details, expected, words) => {
    const [severity, reason] = await judged(gone(details));
    expect([severity, reason]).toEqual([expected, expect.stringContaining(words)]);
  });

  it('bears its number in the title', async () => {
    const [alert] = await told([gone({ accountId: member })]);
    expect(alert?.[1]).toMatch(/^account 222233334444 has departed from the organization$/i);
  });
});

describe('who deploys', () => {
  const sso = 'AWSReservedSSO_Deploy_0123456789abcdef';
  const user = (arn: string): object => ({ patch: { userIdentity: { type: 'IAMUser', userName: 'dora', arn } } });
  const dora = user(`arn:aws:iam::${account}:user/team/dora`);

  it.each<[string, object, string]>([
    ['a role’s name', as(sso), sso],
    ['a role’s ARN', as('Deployer'), `arn:aws:iam::${account}:role/Deployer`],
    [
      'a role’s ARN with a path',
      as(sso),
      `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/${sso}`,
    ],
    ['a user’s name', dora, 'dora'],
    ['a user’s ARN', dora, `arn:aws:iam::${account}:user/team/dora`],
  ])('may be given as %s', async (_, how, listed) => {
    expect((await judged(update(how), { deployRoles: [listed] }))[0]).toBe('low');
  });

  it.each<[string, object, string]>([
    ['another name', as('Deployer'), 'Deploy'],
    ['the session’s name', as('Deployer'), 'bob'],
    ['an ARN of another account', as('Deployer'), 'arn:aws:iam::222233334444:role/Deployer'],
    ['a user’s ARN, of a role', as('Deployer'), `arn:aws:iam::${account}:user/Deployer`],
    ['a role’s ARN, of a user', dora, `arn:aws:iam::${account}:role/dora`],
    ['the path', dora, 'team'],
    ['a name, of root', { patch: { userIdentity: { type: 'Root', arn: `arn:aws:iam::${account}:root` } } }, 'root'],
    ['CDK’s role, of a user', user(`arn:aws:iam::${account}:user/cdk-x-deploy-role-y`), 'somebody'],
    ['nobody', { patch: { userIdentity: { type: 'Unknown' } } }, 'undefined'],
  ])('is not %s', async (_, how, listed) => {
    expect((await judged(update(how), { deployRoles: [listed] }))[0]).toBe('high');
  });

  it.each([
    ['a wildcard', '*'],
    ['a name with a wildcard', 'Deploy*'],
    ['a name that IAM does not allow', 'Bad Name'],
    ['a name too long', 'a'.repeat(65)],
    ['nothing', ''],
    ['a path and a name', 'team/dora'],
    ['an ARN with a wildcard', `arn:aws:iam::${account}:role/*`],
    ['an ARN with a wildcard in its path', `arn:aws:iam::${account}:user/*/dora`],
    ['an ARN with a wildcard as partition', `arn:*:iam::${account}:user/dora`],
    ['an ARN of every account', 'arn:aws:iam::*:role/Deployer'],
    ['an ARN of a session', `arn:aws:sts::${account}:assumed-role/Deployer/bob`],
    ['an ARN of a group', `arn:aws:iam::${account}:group/deployers`],
    ['root', `arn:aws:iam::${account}:root`],
    ['a number', 5],
  ])('may not be given as %s', (_, listed) => {
    const yaml = { value: { detections: { [detection.id]: { deployRoles: ['Deployer', listed] } } }, problems: [] };
    const checked = checkConfig({ ...yaml, lineOf: () => 3 }, 'mfa-watch.yaml', {}, [detection], 0);
    const where = `mfa-watch.yaml:3: detections.${detection.id}.deployRoles[1]`;
    const expected = 'expected the name or ARN of an IAM role or user, without wildcards, such as';
    expect(checked).toMatchObject({ ok: false, problems: [expect.stringContaining(`${where}: ${expected}`)] });
  });
});
