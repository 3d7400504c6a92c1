import { describe, expect, test } from '@jest/globals';
import { partitions } from '../../lambda/config/partition';
import { requestSchema } from '../../lambda/engine/request';
import { everything } from './every-destination';
import { allows, textOf } from './policy';
import { at, channel, config, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const respond = 'arn:aws:lambda:us-east-1:111122223333:function:mfa-watch-respond';
const [[respondId] = []] = resourcesOf(template, 'AWS::Lambda::Function').filter(
  ([, properties]) => at(properties, 'FunctionName') === 'mfa-watch-respond',
);
const channels = Object.fromEntries(
  resourcesOf(template, 'AWS::Chatbot::SlackChannelConfiguration').map(([, properties]) => [
    String(at(properties, 'SlackChannelId')),
    properties,
  ]),
);
const withButtons = ['C01ABCDEF', 'C02ABCDEF', 'C04ABCDEF'].map((id) => [id, channels[id]] as const);
const guardrails = Object.fromEntries(resourcesOf(template, 'AWS::IAM::ManagedPolicy'));

/** Statements of the policies of a role. */
const ofRole = (role: unknown) =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, policy]) => (at(policy, 'Roles') as unknown[]).some((one) => idOf(one) === idOf(role)))
    .flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[]);
const guarding = (properties: unknown) =>
  (at(properties, 'GuardrailPolicies') as unknown[]).flatMap(
    (one) => at(guardrails[String(idOf(one))], 'PolicyDocument', 'Statement') as unknown[],
  );
const may = (statements: unknown[], action: string, resource: string) =>
  allows(statements, { principal: 'irrelevant', action, resource, context: {} });

test('each channel has a topic of its own', () => {
  expect(Object.keys(channels)).toEqual(['C01ABCDEF', 'C02ABCDEF', 'C03ABCDEF', 'C04ABCDEF']);
  const topics = Object.values(channels).map((properties) => idOf(at(properties, 'SnsTopicArns', 0)));
  expect(new Set(topics).size).toBe(4);
});

describe('a channel with buttons', () => {
  test.each(withButtons)('%s may answer alerts, by role and by guardrail, and nothing else', (_, properties) => {
    for (const statements of [ofRole(at(properties, 'IamRoleArn')), guarding(properties)]) {
      expect(may(statements, 'lambda:InvokeFunction', respond)).toBe(true);
      expect(may(statements, 'lambda:InvokeFunction', respond.replace('mfa-watch-respond', 'another'))).toBe(false);
      expect(may(statements, 'lambda:InvokeFunction', `${respond}-2`)).toBe(false);
      for (const action of ['lambda:UpdateFunctionCode', 'iam:ListUsers', 'sts:GetCallerIdentity'])
        expect(may(statements, action, respond)).toBe(false);
    }
  });

  test('answers by the function that is deployed under that name', () => {
    expect(respondId).toBeDefined();
  });

  test.each(withButtons)('%s shows all three', (_, properties) => {
    expect(at(properties, 'CustomizationResourceArns')).toHaveLength(3);
    const linked = (at(properties, 'CustomizationResourceArns') as unknown[]).map(idOf);
    expect(linked).toEqual(resourcesOf(template, 'AWS::Chatbot::CustomAction').map(([id]) => id));
  });
});

describe('a channel without buttons', () => {
  const quiet = channels['C03ABCDEF'];

  test('may do nothing', () => {
    expect(at(quiet, 'GuardrailPolicies')).toHaveLength(1);
    expect(textOf(at(quiet, 'GuardrailPolicies', 0))).toBe('arn:aws:iam::aws:policy/AWSDenyAll');
    expect(ofRole(at(quiet, 'IamRoleArn'))).toEqual([]);
    expect(quiet).not.toHaveProperty('CustomizationResourceArns');
  });

  test('makes no buttons', () => {
    const slack = [{ ...channel, name: 'quiet', minSeverity: 'low' as const, buttons: false }];
    const { template: without } = synthesised({ config: { ...config, slack } });
    without.resourceCountIs('AWS::Chatbot::CustomAction', 0);
    without.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });
});

test('members act with roles of their own where the channel says so', () => {
  const roles = Object.entries(channels).map(([id, properties]) => [id, at(properties, 'UserRoleRequired')]);
  expect(roles.filter(([, required]) => required !== undefined)).toEqual([['C04ABCDEF', true]]);
});

describe('a button', () => {
  const buttons = resourcesOf(template, 'AWS::Chatbot::CustomAction').map(([, properties]) => properties);
  const commandOf = (properties: unknown) => textOf(at(properties, 'Definition', 'CommandText'));

  test('bears the name of what it does', () => {
    expect(buttons.map((button) => [at(button, 'ActionName'), at(button, 'Attachments', 0, 'ButtonText')])).toEqual([
      ['mfa-watch-acknowledge', 'Acknowledge'],
      ['mfa-watch-expected', 'Expected'],
      ['mfa-watch-escalate', 'Escalate'],
    ]);
  });

  test.each(buttons.map((button) => [at(button, 'ActionName'), button]))(
    '%s runs a command whose payload the function understands',
    (_, button) => {
      const [name = ''] = Object.keys(at(button, 'Attachments', 0, 'Variables') as object);
      const command = commandOf(button).replaceAll(`$${name}`, '22b6e481ceed8c13@security');
      const [, called, payload = '', region] =
        /^lambda invoke --function-name (\S+) --payload (\S+) --region (\S+)$/.exec(command) ?? [];
      expect([called, region]).toEqual(['mfa-watch-respond', 'us-east-1']);
      expect(requestSchema.safeParse(JSON.parse(payload)).success).toBe(true);
    },
  );

  test.each(buttons)('is there only under a message that says what to answer to: %#', (button) => {
    expect(at(button, 'Attachments')).toEqual([
      {
        NotificationType: 'Custom',
        ButtonText: expect.any(String),
        Variables: { Id: 'event.metadata.additionalContext.respond' },
        Criteria: [{ Operator: 'HAS_VALUE', VariableName: 'Id' }],
      },
    ]);
  });

  test.each(partitions)('has a command of 100 characters at most, as the API takes it, in %s', (partition) => {
    const { region } = synthesised({ partition, config: { ...config, slack: [] } }).stack;
    for (const button of buttons)
      expect(commandOf(button).replace('us-east-1', region).length).toBeLessThanOrEqual(100);
  });
});
