import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { partitions } from '../../lambda/config/partition';
import { buttonSchema, requestSchema } from '../../lambda/engine/request';
import { everything } from './every-destination';
import { allows, textOf } from './policy';
import { at, channel, config, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const respond = 'arn:aws:lambda:us-east-1:111122223333:function:mfa-watch-respond';
const [[respondId] = []] = resourcesOf(template, 'AWS::Lambda::Function').filter(
  ([, properties]) => at(properties, 'FunctionName') === 'mfa-watch-respond',
);
const queues = resourcesOf(template, 'AWS::SQS::Queue');
const [answers] = queues.find(([, properties]) => at(properties, 'QueueName') === 'mfa-watch-answers') ?? [''];
const channels = Object.fromEntries(
  resourcesOf(template, 'AWS::Chatbot::SlackChannelConfiguration').map(([, properties]) => [
    String(at(properties, 'SlackChannelId')),
    properties,
  ]),
);
/** A role for all, and roles of members' own. */
const ofAll = ['C01ABCDEF', 'C02ABCDEF'].map((id) => [id, channels[id]] as const);
const byName = ['C04ABCDEF'].map((id) => [id, channels[id]] as const);
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

const actions = Object.fromEntries(resourcesOf(template, 'AWS::Chatbot::CustomAction'));
const linkedWith = (properties: unknown) =>
  (at(properties, 'CustomizationResourceArns') as unknown[]).map((arn) => actions[String(idOf(arn))]);

describe('a channel with buttons', () => {
  test.each(ofAll)('%s may answer alerts, by role and by guardrail, and nothing else', (_, properties) => {
    for (const statements of [ofRole(at(properties, 'IamRoleArn')), guarding(properties)]) {
      expect(may(statements, 'lambda:InvokeFunction', respond)).toBe(true);
      expect(may(statements, 'lambda:InvokeFunction', respond.replace('mfa-watch-respond', 'another'))).toBe(false);
      expect(may(statements, 'lambda:InvokeFunction', `${respond}-2`)).toBe(false);
      for (const action of ['lambda:UpdateFunctionCode', 'iam:ListUsers', 'sts:GetCallerIdentity'])
        expect(may(statements, action, respond)).toBe(false);
      expect(may(statements, 'sqs:SendMessage', answers)).toBe(false);
    }
  });

  test('answers by the function that is deployed under that name', () => {
    expect(respondId).toBeDefined();
  });

  test.each([...ofAll, ...byName])('%s shows all three', (_, properties) => {
    const texts = linkedWith(properties).map((button) => at(button, 'Attachments', 0, 'ButtonText'));
    expect(texts).toEqual(['Acknowledge', 'Expected', 'Escalate']);
  });
});

describe('a channel whose members have roles of their own', () => {
  test('says so to Amazon Q, and the others do not', () => {
    const roles = Object.entries(channels).map(([id, properties]) => [id, at(properties, 'UserRoleRequired')]);
    expect(roles.filter(([, required]) => required !== undefined)).toEqual([['C04ABCDEF', true]]);
  });

  test.each(byName)('%s may send answers, by role and by guardrail, and nothing else', (_, properties) => {
    for (const statements of [ofRole(at(properties, 'IamRoleArn')), guarding(properties)]) {
      for (const [id] of queues) expect(may(statements, 'sqs:SendMessage', id)).toBe(id === answers);
      for (const action of ['sqs:ReceiveMessage', 'sqs:PurgeQueue', 'iam:ListUsers', 'sts:GetCallerIdentity'])
        expect(may(statements, action, answers)).toBe(false);
      expect(may(statements, 'lambda:InvokeFunction', respond)).toBe(false);
    }
  });

  test('tells those who deploy what the roles need', () => {
    template.hasOutput('GiveUserRoles', {
      Value: Match.stringLikeRegexp('^Each member of T01ABCDEF/C04ABCDEF .*sqs:SendMessage on mfa-watch-answers'),
    });
  });

  test.each([
    ['no such channel', { ...channel, userRoles: false }],
    ['such a channel without buttons', { ...channel, userRoles: true, buttons: false }],
  ])('is what the queue and its buttons are for: with %s there are none', (_, only) => {
    const slack = [{ ...only, name: 'only', minSeverity: 'low' as const }];
    const { template: without } = synthesised({ config: { ...config, slack } });
    without.resourcePropertiesCountIs('AWS::SQS::Queue', { QueueName: 'mfa-watch-answers' }, 0);
    without.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
    expect(JSON.stringify(without.toJSON())).not.toMatch(/by-name|AnswerQueueUrl|GiveUserRoles/);
  });

  test('needs no buttons of the other kind', () => {
    const slack = [{ ...channel, name: 'only', minSeverity: 'low' as const, userRoles: true }];
    const { template: only } = synthesised({ config: { ...config, slack } });
    only.resourceCountIs('AWS::Chatbot::CustomAction', 3);
    only.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
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

describe('a button', () => {
  const buttons = Object.values(actions);
  const plain = ofAll.slice(0, 1).flatMap(([, properties]) => linkedWith(properties));
  const named = byName.flatMap(([, properties]) => linkedWith(properties));
  const commandOf = (properties: unknown) => textOf(at(properties, 'Definition', 'CommandText'));
  /** As Amazon Q runs it under an alert. */
  const pressed = (button: unknown) => {
    const [name = ''] = Object.keys(at(button, 'Attachments', 0, 'Variables') as object);
    return commandOf(button).replaceAll(`$${name}`, '22b6e481ceed8c13@security');
  };

  test('bears the name of what it does, and is no other channel’s', () => {
    expect(buttons.map((button) => [at(button, 'ActionName'), at(button, 'Attachments', 0, 'ButtonText')])).toEqual([
      ['mfa-watch-acknowledge', 'Acknowledge'],
      ['mfa-watch-expected', 'Expected'],
      ['mfa-watch-escalate', 'Escalate'],
      ['mfa-watch-acknowledge-by-name', 'Acknowledge'],
      ['mfa-watch-expected-by-name', 'Expected'],
      ['mfa-watch-escalate-by-name', 'Escalate'],
    ]);
  });

  test.each(plain.map((button) => [at(button, 'ActionName'), button]))(
    '%s runs a command whose payload the function understands',
    (_, button) => {
      const [, called, payload = '', region] =
        /^lambda invoke --function-name (\S+) --payload (\S+) --region (\S+)$/.exec(pressed(button)) ?? [];
      expect([called, region]).toEqual(['mfa-watch-respond', 'us-east-1']);
      expect(requestSchema.safeParse(JSON.parse(payload)).success).toBe(true);
    },
  );

  test.each(named.map((button) => [at(button, 'ActionName'), button]))(
    '%s sends a message that the function understands',
    (_, button) => {
      const [, queue, body = '', region] =
        /^sqs send-message --queue-url (\S+) --message-body (\S+) --region (\S+)$/.exec(pressed(button)) ?? [];
      expect([queue, region]).toEqual([answers, 'us-east-1']);
      expect(buttonSchema.safeParse(JSON.parse(body)).success).toBe(true);
    },
  );

  test('says the same, whichever way it goes', () => {
    const said = (button: unknown) => Object.keys(JSON.parse(/\{\S+\}/.exec(pressed(button))?.[0] ?? '') as object);
    expect(named.map(said)).toEqual(plain.map(said));
  });

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
    for (const button of plain) expect(commandOf(button).replace('us-east-1', region).length).toBeLessThanOrEqual(100);
  });
});
