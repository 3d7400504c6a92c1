import { describe, expect, test } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { partitions } from '../../lambda/events/partition';
import { allows, textOf } from './policy';
import { at, channel, config, idOf, resourcesOf, synthesised } from './synthesised';

const organization = { id: 'o-a1b2c3d4e5' };
const home = '111122223333';
const { app, template } = synthesised({ config: { ...config, organization } });
const bus = `arn:aws:events:us-east-1:${home}:event-bus/default`;

describe('the bus', () => {
  const statements = resourcesOf(template, 'AWS::Events::EventBusPolicy').map(([, policy]) => at(policy, 'Statement'));
  const forwarder = 'arn:aws:iam::222233334444:role/mfa-watch-forward-us-east-1';
  const put = (context: Record<string, string>, action = 'events:PutEvents', resource = bus, principal = forwarder) =>
    allows(statements, { principal, action, resource, context: { 'aws:PrincipalArn': principal, ...context } });

  test('takes events from forwarders of the organization', () => {
    expect(put({ 'aws:PrincipalOrgID': organization.id })).toBe(true);
  });

  test('takes events from nobody else in the organization', () => {
    const somebody = 'arn:aws:iam::222233334444:role/Developer';
    expect(put({ 'aws:PrincipalOrgID': organization.id }, 'events:PutEvents', bus, somebody)).toBe(false);
  });

  test('takes events from nobody else', () => {
    expect(put({ 'aws:PrincipalOrgID': 'o-another000' })).toBe(false);
    expect(put({})).toBe(false);
  });

  test('lets the organization do nothing else', () => {
    const inside = { 'aws:PrincipalOrgID': organization.id };
    for (const action of ['events:PutRule', 'events:DeleteRule', 'events:PutTargets', 'events:PutPermission'])
      expect(put(inside, action)).toBe(false);
    expect(put(inside, 'events:PutEvents', bus.replace('default', 'another'))).toBe(false);
  });

  test('is that of the account alone without an organization', () => {
    expect(synthesised().template.findResources('AWS::Events::EventBusPolicy')).toEqual({});
  });
});

describe('the function that judges events', () => {
  const [[, role] = []] = resourcesOf(template, 'AWS::IAM::Role').filter(
    ([, properties]) => at(properties, 'RoleName') === 'mfa-watch-detect',
  );
  const statements = [
    ...resourcesOf(template, 'AWS::IAM::ManagedPolicy'),
    ...resourcesOf(template, 'AWS::IAM::Policy'),
  ].flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[]);
  const may = (action: string, resource: string, context: Record<string, string>) =>
    allows(statements, { principal: 'irrelevant', action, resource, context });
  const inside = { 'aws:ResourceOrgID': organization.id };
  const audit = { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };

  test('has the role that members trust by name', () => {
    expect(role).toBeDefined();
  });

  test('takes on the inventory role of accounts of the organization, and no other role', () => {
    const inventory = 'arn:aws:iam::222233334444:role/mfa-watch-inventory';
    expect(may('sts:AssumeRole', inventory, inside)).toBe(true);
    expect(may('sts:AssumeRole', inventory, { 'aws:ResourceOrgID': 'o-another000' })).toBe(false);
    expect(may('sts:AssumeRole', inventory, {})).toBe(false);
    expect(may('sts:AssumeRole', 'arn:aws:iam::222233334444:role/Admin', inside)).toBe(false);
    expect(may('sts:AssumeRole', `${inventory}-2`, inside)).toBe(false);
  });

  test('takes on root of accounts of the organization for auditing, and for no other task', () => {
    const root = 'arn:aws:iam::222233334444:root';
    expect(may('sts:AssumeRoot', root, { ...inside, ...audit })).toBe(true);
    expect(may('sts:AssumeRoot', root, audit)).toBe(false);
    expect(may('sts:AssumeRoot', root, inside)).toBe(false);
    const another = { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials' };
    expect(may('sts:AssumeRoot', root, { ...inside, ...another })).toBe(false);
  });

  test('shares with the one that answers only who the accounts are and who is above them', () => {
    const shared = resourcesOf(template, 'AWS::IAM::ManagedPolicy').filter(([, policy]) =>
      ((at(policy, 'Roles') ?? []) as unknown[]).some((one) => String(idOf(one)).startsWith('Respond')),
    );
    const actions = shared.flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement', 0, 'Action') as string[]);
    expect(actions).toEqual(['organizations:DescribeAccount', 'organizations:ListParents']);
  });

  test('can do nothing of this without an organization', () => {
    const text = JSON.stringify(synthesised().template.toJSON());
    expect(text).not.toMatch(/sts:Assume(Role|Root)"[^}]*Resource|organizations:/);
    expect(text).not.toContain('mfa-watch-detect"');
  });
});

test('the outputs say that no StackSet reaches the management account', () => {
  template.hasOutput('DeployMembers', { Value: Match.stringLikeRegexp('management account by itself') });
});

test('cdk-nag finds nothing that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

describe.each(partitions)('in partition %s', (partition) => {
  const { template: there, stack } = synthesised({
    partition,
    config: { ...config, slack: [], organization },
  });

  test('no ARN is of another partition, and no URL of another domain', () => {
    const arns = [...JSON.stringify(there.toJSON()).matchAll(/\barn:([a-z-]+):/g)].map(([, name]) => name);
    expect(new Set(arns)).toEqual(new Set([partition]));
  });

  test('the bus is that of the home region', () => {
    const [[, policy] = []] = resourcesOf(there, 'AWS::Events::EventBusPolicy');
    expect(textOf(at(policy, 'Statement', 'Resource'))).toBe(
      `arn:${partition}:events:${stack.region}:${home}:event-bus/default`,
    );
  });
});

describe('an override', () => {
  const { template: routed } = synthesised({
    config: {
      ...config,
      organization,
      overrides: [
        {
          name: 'payments',
          accounts: ['222233334444'],
          organizationalUnits: [],
          email: ['payments@example.com'],
          slack: [{ ...channel, name: 'pay', channelId: 'C09ABCDEF', minSeverity: 'low' }],
          minSeverity: 'low',
        },
        {
          name: 'sandbox',
          accounts: [],
          organizationalUnits: ['ou-ab12-34567890'],
          minSeverity: 'critical',
          slack: [{ ...channel, name: 'security', channelId: 'C01ABCDEF', minSeverity: 'critical' }],
        },
      ],
    },
  });
  const [[, detect] = []] = resourcesOf(routed, 'AWS::Lambda::Function');
  const routes: unknown = JSON.parse(String(at(detect, 'Environment', 'Variables', 'MFA_WATCH_ROUTES')));

  test('comes before what holds for everybody; what it does not name stays', () => {
    expect(routes).toEqual([
      {
        accounts: ['222233334444'],
        destinations: [
          { name: 'alerts-payments', minSeverity: 'low' },
          { name: 'slack-payments-pay', minSeverity: 'low' },
        ],
      },
      {
        organizationalUnits: ['ou-ab12-34567890'],
        destinations: [
          { name: 'alerts', minSeverity: 'critical' },
          { name: 'slack-security', minSeverity: 'critical' },
        ],
      },
      {
        destinations: [
          { name: 'alerts', minSeverity: 'medium' },
          { name: 'slack-security', minSeverity: 'high' },
          { name: 'slack-everything', minSeverity: 'info' },
        ],
      },
    ]);
  });

  test('has its own mail, and shares a channel that others have too', () => {
    routed.resourceCountIs('AWS::SNS::Topic', 6);
    routed.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 3);
    routed.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'payments@example.com' });
    routed.hasOutput('ConfirmByMail', { Value: Match.stringLikeRegexp('payments@example\\.com') });
  });

  test('that leaves nobody to be told is warned of', () => {
    const nobody = {
      name: 'quiet',
      accounts: ['222233334444'],
      organizationalUnits: [],
      email: [],
      minSeverity: 'low' as const,
    };
    const silent = { ...config, slack: [], organization, overrides: [nobody] };
    const { stack } = synthesised({ config: silent });
    Annotations.fromStack(stack).hasWarning('/mfa-watch', Match.stringLikeRegexp('overrides: quiet: nobody is told'));
    const archive = { ...nobody, name: 'archive', accounts: [], email: undefined, queue: true as const };
    const { stack: kept } = synthesised({ config: { ...silent, destinations: [archive] } });
    Annotations.fromStack(kept).hasNoWarning('*', Match.anyValue());
  });
});
