import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { checkConfig, type Config } from '../../lambda/config/config';
import { fromEnvironment } from '../../lambda/config/environment';
import { homeRegion, partitions } from '../../lambda/events/partition';
import { readYaml } from '../../lambda/config/yaml';
import { detections } from '../../lambda/detections';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { MemberStack } from '../../lib/stacks/member-stack';
import { inlineLimit, nextSteps } from '../../lib/templates/commands';
import { templates } from '../../lib/templates';
import { enabled } from '../../lambda/config/detection-settings';
import { forwarderStack, homeStack } from '../../lambda/engine/health/stack-names';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { at, config, newApp, resourcesOf, synthesised } from './synthesised';

interface Parameter {
  Type: string;
  Default?: string;
  AllowedPattern?: string;
  AllowedValues?: string[];
  Description?: string;
  ConstraintDescription?: string;
}
interface Body {
  Parameters: Record<string, Parameter>;
  Metadata: unknown;
  Conditions?: Record<string, unknown>;
  Rules?: unknown;
  Resources: Record<string, { Type: string; Condition?: string; Properties?: unknown }>;
}

const app = newApp();
const stacks = templates(app, config);
const made = Object.entries(stacks).map(([part, stack]) => ({ part, template: Template.fromStack(stack) }));
const bodies = made.map(({ part, template }): [string, Body] => [part, template.toJSON() as Body]);
const [home, forwarder, member] = bodies.map(([, body]) => body) as [Body, Body, Body];
const organization = { id: 'o-a1b2c3d4e5' };

describe.each(bodies)('the template %s', (_, body) => {
  const text = JSON.stringify(body);
  const parameters = Object.entries(body.Parameters);

  test('says of each parameter what it is, and refuses what it is not', () => {
    for (const [, { Description, ConstraintDescription, AllowedPattern, AllowedValues }] of parameters) {
      expect([Description, ConstraintDescription]).toEqual([expect.any(String), expect.stringMatching(/^expected /)]);
      expect([AllowedPattern, AllowedValues].filter((constraint) => constraint !== undefined)).toHaveLength(1);
    }
  });

  test('has defaults that it does not refuse', () => {
    for (const [name, { Default }] of parameters)
      if (Default !== undefined) expect([name, accepts(body, name, Default)]).toEqual([name, true]);
  });

  test('shows each parameter once, in a group and with a label', () => {
    const shown = at(body.Metadata, 'AWS::CloudFormation::Interface');
    const groups = at(shown, 'ParameterGroups') as { Label: { default: string }; Parameters: string[] }[];
    const names = parameters.map(([name]) => name).sort();
    expect(groups.flatMap((group) => group.Parameters).sort()).toEqual(names);
    expect(Object.keys(at(shown, 'ParameterLabels') as object).sort()).toEqual(names);
  });

  test('is for every partition, region and account', () => {
    expect(text).not.toMatch(/arn:aws/);
    expect(JSON.stringify(body.Resources)).not.toMatch(/[a-z]{2}-[a-z]+-\d|\d{12}/);
  });

  test('needs nothing of CDK', () => {
    // Whose updates are no tampering is known there, too, and nothing needs that role.
    const others = text.replaceAll('cdk-*-deploy-role-*', '');
    expect(others).not.toMatch(/cdk|bootstrap|hnb659fds/i);
    expect(Object.values(body.Resources).filter((resource) => 'Metadata' in resource)).toEqual([]);
  });
});

test('the templates of forwarders and members can be given inline, readable as they are', () => {
  for (const body of [forwarder, member]) expect(JSON.stringify(body, undefined, 1).length).toBeLessThan(inlineLimit);
});

test('cdk-nag finds nothing that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

describe('the parameters', () => {
  test('are the ones that somebody without CDK has to know', () => {
    const asked = bodies.map(([, { Parameters }]) =>
      Object.entries(Parameters).map(([name, parameter]) => [
        name,
        'Default' in parameter ? parameter.Default : 'asked',
      ]),
    );
    expect(asked.map((parameters) => Object.fromEntries(parameters) as unknown)).toEqual([
      {
        AlertEmail: 'security@example.com',
        MinimumSeverity: 'medium',
        OrganizationId: '',
        CodeBucket: 'asked',
        CodeKey: 'mfa-watch-functions.zip',
        LogRetentionDays: '90',
      },
      { HomeRegion: 'us-east-1' },
      { HomeAccount: 'asked', HomeRegion: 'us-east-1', OrganizationId: 'asked' },
    ]);
  });

  test.each(bodies)('of %s are all used', (_, { Parameters, ...rest }) => {
    const text = JSON.stringify(rest);
    const isUsed = (name: string) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`);
    expect(Object.keys(Parameters).filter((name) => !isUsed(name))).toEqual([]);
  });

  test('say how long each log is kept', () => {
    const days = resourcesOf(Template.fromStack(stacks.home), 'AWS::Logs::LogGroup').map(([, log]) =>
      at(log, 'RetentionInDays'),
    );
    expect(new Set(days.map((one) => JSON.stringify(one)))).toEqual(new Set(['{"Ref":"LogRetentionDays"}']));
  });

  test('ask for an address where the configuration names none, and keep the others that it names', () => {
    const of = (email: string[]) => Template.fromStack(templates(newApp(), { ...config, email }).home);
    const parameters = (template: Template) => (template.toJSON() as Body).Parameters;
    expect(parameters(of([]))['AlertEmail']).not.toHaveProperty('Default');
    const two = of(['a@example.com', 'b@example.com']);
    expect(parameters(two)['AlertEmail']?.Default).toBe('a@example.com');
    const addresses = resourcesOf(two, 'AWS::SNS::Subscription')
      .filter(([, one]) => at(one, 'Protocol') === 'email')
      .map(([, mail]) => at(mail, 'Endpoint'));
    const both = [{ Ref: 'AlertEmail' }, 'b@example.com'];
    // Those of alerts, and those of the guard.
    expect(addresses).toEqual([...both, ...both]);
  });

  /** What the configuration file takes is taken here, and nothing else. */
  test.each([
    ['AlertEmail', 'email', 'security@example.com', true],
    ['AlertEmail', 'email', 'jane.o-hara+aws@mail.example.co.uk', true],
    ['AlertEmail', 'email', 'security', false],
    ['AlertEmail', 'email', 'a@example.com b@example.com', false],
    ['MinimumSeverity', 'minSeverity', 'critical', true],
    ['MinimumSeverity', 'minSeverity', 'urgent', false],
    ['LogRetentionDays', 'logRetentionDays', '365', true],
    ['LogRetentionDays', 'logRetentionDays', '31', false],
    ['OrganizationId', 'organization.id', 'o-a1b2c3d4e5', true],
    ['OrganizationId', 'organization.id', 'o-A1B2C3D4E5', false],
    ['OrganizationId', 'organization.id', 'r-a1b2', false],
  ])('%s, as %s in mfa-watch.yaml: %s is taken: %s', (name, key, value, taken) => {
    const [outer, inner] = key.split('.');
    const written = inner === undefined ? `${outer}: ${value}` : `${outer}: { ${inner}: ${value} }`;
    expect(checkConfig(readYaml(written), 'mfa-watch.yaml', {}, detections, 0).ok).toBe(taken);
    expect(accepts(home, name, value)).toBe(taken);
  });

  test.each([
    [home, 'OrganizationId', '', true],
    [home, 'CodeBucket', 'my.bucket-1', true],
    [home, 'CodeBucket', 's3://my-bucket', false],
    [home, 'CodeKey', 'releases/mfa-watch-functions-1a2b.zip', true],
    [home, 'CodeKey', 'mfa-watch-functions', false],
    [member, 'OrganizationId', 'o-a1b2c3d4e5', true],
    [member, 'OrganizationId', '', false],
    [member, 'HomeAccount', '111122223333', true],
    [member, 'HomeAccount', '1111-2222-3333', false],
    [forwarder, 'HomeRegion', 'eusc-de-east-1', true],
    [forwarder, 'HomeRegion', 'eu-north-1', false],
  ])('of the template take good values and no others: %#', (body, name, value, taken) => {
    expect(accepts(body, name, value)).toBe(taken);
  });

  test.each(partitions)('default to the home region of the partition in mfa-watch.yaml: %s', (partition) => {
    const parameters = templates(newApp(), { ...config, slack: [], partition });
    expect(Template.fromStack(parameters.forwarder).toJSON()).toHaveProperty(
      'Parameters.HomeRegion.Default',
      homeRegion(partition),
    );
  });
});

describe('the home template', () => {
  test('takes as many destinations as the home stack, though more is known of that one’s settings', () => {
    const all = { accounts: [], organizationalUnits: [], minSeverity: 'critical' as const, queue: true as const };
    const given = (count: number): Config => ({
      ...config,
      minSeverity: 'critical',
      organization: { id: `o-${'a'.repeat(32)}` },
      destinations: Array.from({ length: count }, (_, index) => ({ ...all, name: `queue-${index}` })),
    });
    const isTaken = (make: () => unknown): boolean => {
      try {
        make();
        return true;
      } catch (error) {
        expect(String(error)).toContain('bytes that fit into a Lambda function');
        return false;
      }
    };
    const counts = Array.from({ length: 12 }, (_, count) => count);
    const taken = counts.filter((count) => isTaken(() => synthesised({ config: given(count) })));
    expect([taken.includes(5), taken.includes(11)]).toEqual([true, false]);
    expect(counts.filter((count) => isTaken(() => templates(newApp(), given(count))))).toEqual(taken);
  });

  test('has what the home stack has, under the same logical ids: a deployment can pass from one to the other', () => {
    const stack = synthesised({ config: { ...config, organization }, account: undefined }).template.toJSON() as Body;
    expect(kept(home)).toEqual(kept(stack));
    expect(Object.values(home.Resources).map(({ Type }) => Type)).toEqual(
      Object.values(stack.Resources).map(({ Type }) => Type),
    );
  });

  test('has of the organization’s share only as much as there is an organization', () => {
    const conditional = Object.values(home.Resources).filter(({ Condition }) => Condition !== undefined);
    expect(conditional.map(({ Type, Condition }) => [Type, Condition])).toEqual([
      ['AWS::Events::EventBusPolicy', 'HasOrganization'],
      ['AWS::IAM::ManagedPolicy', 'HasOrganization'],
      ['AWS::IAM::ManagedPolicy', 'HasOrganization'],
    ]);
    expect(home.Conditions).toEqual({
      HasOrganization: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OrganizationId' }, ''] }] },
    });
    const roles = Object.values(home.Resources).map(({ Properties }) => at(Properties, 'RoleName'));
    expect(roles.filter((name) => name !== undefined)).toEqual([
      { 'Fn::If': ['HasOrganization', 'mfa-watch-detect', { Ref: 'AWS::NoValue' }] },
    ]);
  });

  test.each([
    ['', null],
    [organization.id, organization.id],
  ])('tells the functions that tell people what is chosen at deployment (organization "%s")', (given, told) => {
    const chosen = {
      OrganizationId: given,
      MinimumSeverity: 'high',
      'AWS::StackName': 'another',
      'AWS::AccountId': '1',
    };
    for (const one of functions.slice(0, 2)) {
      const environment = at(one, 'Environment', 'Variables') as Record<string, unknown>;
      const variables = Object.entries(environment).map(([name, value]) => [name, deployed(value, chosen)]);
      const [slack, everything] = config.slack.map(({ name, minSeverity }) => ({ name: `slack-${name}`, minSeverity }));
      expect(fromEnvironment(Object.fromEntries(variables) as Record<string, string>)).toMatchObject({
        organization: told,
        account: '1',
        detections: { 'detector-tampered': { stack: 'another' }, 'repeated-mfa-failures': { medium: 4 } },
        routes: [{ destinations: [{ name: 'alerts', minSeverity: 'high' }, slack, everything] }],
      });
    }
  });

  const functions = resourcesOf(made[0]?.template as Template, 'AWS::Lambda::Function').map(([, one]) => one);

  test('takes the code of all functions from one file in the bucket of the parameters', () => {
    expect(functions.map((one) => [at(one, 'Code'), at(one, 'Handler')])).toEqual(
      [
        'detect.handler',
        'respond.handler',
        'reconcile.handler',
        'posture.handler',
        'beat.handler',
        'pulse.handler',
      ].map((handler) => [{ S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } }, handler]),
    );
  });

  test('is refused outside of the home regions, and the forwarder in them', () => {
    expect(home.Rules).toMatchObject({
      AtHome: { Assertions: [{ Assert: { 'Fn::Contains': [partitions.map(homeRegion), { Ref: 'AWS::Region' }] } }] },
    });
    expect(forwarder.Rules).toMatchObject({
      NotAtHome: {
        Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'HomeRegion' }] }] } }],
      },
    });
  });
});

test('forwarder and member are those of the stacks, but for what is chosen at deployment', () => {
  const rules = rulesOf(enabled(detections, config.detections));
  const place = { region: 'eu-north-1', account: undefined };
  const other = newApp();
  const ofForwarder = new ForwarderStack(other, 'forwarder', { ...place, home: 'us-east-1', rules });
  const ofMember = new MemberStack(other, 'member', {
    ...place,
    homeAccount: '111122223333',
    homeRegion: 'us-east-1',
    organization: organization.id,
    rules,
  });
  expect(kept(forwarder)).toEqual(kept(Template.fromStack(ofForwarder).toJSON() as Body));
  expect(kept(member)).toEqual(kept(Template.fromStack(ofMember).toJSON() as Body));
});

describe('the next steps', () => {
  const template = (file: string, size = 20_000) => ({ file, size });
  const written = {
    folder: 'templates',
    code: { file: 'mfa-watch-functions.zip', key: 'mfa-watch-functions-1a2b.zip' },
    home: template('home.json'),
    forwarder: template('forwarder.json'),
    member: template('member.json'),
  };
  const reach = { home: 'us-east-1', forwarded: ['us-east-2', 'eu-north-1'] };
  const steps = nextSteps(written, reach);

  test('name the files where they are, and every region', () => {
    expect(steps).toContain('aws s3 cp templates/mfa-watch-functions.zip s3://BUCKET/mfa-watch-functions-1a2b.zip');
    expect(steps).toContain('CodeKey=mfa-watch-functions-1a2b.zip');
    expect(steps).toContain('for region in us-east-2 eu-north-1; do');
    expect(steps).toContain('--regions us-east-1 us-east-2 eu-north-1 \\\n');
    expect(steps).toContain('--template-body file://templates/member.json');
    expect(steps).not.toContain('--s3-bucket');
  });

  test('name the stacks as doctor looks for them', () => {
    expect(steps).toContain(`--region us-east-1 --stack-name ${homeStack} `);
    expect(steps.replaceAll('$region', 'eu-north-1')).toContain(
      `--region eu-north-1 --stack-name ${forwarderStack('eu-north-1')} `,
    );
  });

  test('allow the names of roles wherever a stack is made', () => {
    const makers = /aws cloudformation (deploy|create-stack-set)\b/g;
    expect(steps.match(/CAPABILITY_NAMED_IAM/g)).toHaveLength(steps.match(makers)?.length ?? 0);
  });

  test('say that the management account is not reached by the StackSet', () => {
    expect(steps).toMatch(/never reaches the\s+management account/);
  });

  test('of a template that is too large inline go by way of the bucket', () => {
    const large = nextSteps({ ...written, home: template('home.json', inlineLimit + 1) }, reach);
    expect(large).toContain('home.json: 51201 bytes, over the 51200 that go inline: from S3 only');
    expect(large).toContain('--template-file templates/home.json --s3-bucket BUCKET \\\n');
  });

  test('have no forwarders where there is one region', () => {
    expect(nextSteps(written, { ...reach, forwarded: [] })).not.toContain(forwarderStack('$region'));
  });
});

/** As CloudFormation does it: the pattern must match all of it. */
function accepts({ Parameters }: Body, name: string, value: string): boolean {
  const { AllowedPattern, AllowedValues } = Parameters[name] ?? {};
  return AllowedValues?.includes(value) ?? new RegExp(`^(?:${AllowedPattern ?? ''})$`).test(value);
}

/**
 * Logical ids with types and, of rules, what they match (of those that name parts: which calls, since only the deployment of
 * a template names its stack); without mail, whose logical ids hold the address.
 */
function kept({ Resources }: Body): unknown {
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type !== 'AWS::SNS::Subscription')
      .map(([id, { Type, Properties }]) => [
        id,
        [Type, Type === 'AWS::Events::Rule' && at(Properties, 'EventPattern', 'detail', ...calls(id))],
      ]),
  );
}

function calls(id: string): string[] {
  return id.startsWith('TamperRules') ? ['eventName'] : [];
}

/** The value with what was chosen in place of references, and logical ids where nothing was. */
function deployed(value: unknown, chosen: Record<string, string>): string {
  if (typeof value === 'string') return value;
  const [condition, then, otherwise] = (at(value, 'Fn::If') ?? []) as unknown[];
  if (condition !== undefined) return deployed(chosen['OrganizationId'] === '' ? otherwise : then, chosen);
  const parts = at(value, 'Fn::Join', 1) as unknown[] | undefined;
  if (parts !== undefined) return parts.map((part) => deployed(part, chosen)).join('');
  const id = String(at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0));
  return chosen[id] ?? id;
}
