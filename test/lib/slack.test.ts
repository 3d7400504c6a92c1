import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { partitions } from '../../lambda/events/partition';
import { renderChat } from '../../lambda/alerts/chat';
import type { Config } from '../../lambda/config/config';
import { buttonSchema } from '../../lambda/engine/answers/request';
import { hints, sampleAlert } from '../alerts/sample-alert';
import { everything } from './every-destination';
import { allows, textOf } from './policy';
import { at, channel, config, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const respond = 'arn:aws:lambda:us-east-1:111122223333:function:mfa-watch-respond';
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
  /** Whatever the role, or that of a member, allows beside it. */
  const only = (statements: unknown[]) => {
    for (const [id] of queues) expect(may(statements, 'sqs:SendMessage', id)).toBe(id === answers);
    for (const action of ['sqs:ReceiveMessage', 'sqs:PurgeQueue', 'iam:ListUsers', 'sts:GetCallerIdentity'])
      expect(may(statements, action, answers)).toBe(false);
    // Whoever calls the function says themself who they are.
    expect(may(statements, 'lambda:InvokeFunction', respond)).toBe(false);
  };

  test.each(ofAll)('%s may send answers, by role and by guardrail, and nothing else', (_, properties) => {
    only(ofRole(at(properties, 'IamRoleArn')));
    only(guarding(properties));
  });

  test.each(byName)('%s, whose members have roles of their own, may send answers by these alone', (_, properties) => {
    expect(ofRole(at(properties, 'IamRoleArn'))).toEqual([]);
    only(guarding(properties));
  });

  test.each([...ofAll, ...byName])('%s shows all three', (_, properties) => {
    const texts = linkedWith(properties).map((button) => at(button, 'Attachments', 0, 'ButtonText'));
    expect(texts).toEqual(['Acknowledge', 'Expected', 'Escalate']);
  });

  test('is what the queue is for: without one there is none', () => {
    const slack = [{ ...channel, name: 'only', minSeverity: 'low' as const, userRoles: true, buttons: false }];
    const { template: without } = synthesised({ config: { ...config, slack } });
    without.resourcePropertiesCountIs('AWS::SQS::Queue', { QueueName: 'mfa-watch-answers' }, 0);
    without.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
    expect(JSON.stringify(without.toJSON())).not.toMatch(/mfa-watch-answers|answerQueue|AnswerQueueUrl|GiveUserRoles/);
  });
});

describe('a channel whose members have roles of their own', () => {
  test('says so to Amazon Q, and the others do not', () => {
    const roles = Object.entries(channels).map(([id, properties]) => [id, at(properties, 'UserRoleRequired')]);
    expect(roles.filter(([, required]) => required !== undefined)).toEqual([['C04ABCDEF', true]]);
  });

  test('tells those who deploy what the roles need', () => {
    template.hasOutput('GiveUserRoles', {
      Value: Match.stringLikeRegexp(
        '^Each member of T01ABCDEF/C04ABCDEF .*sqs:SendMessage on the queue mfa-watch-answers',
      ),
    });
    expect(synthesised().template.findOutputs('GiveUserRoles')).toEqual({});
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
  const commandOf = (properties: unknown) => textOf(at(properties, 'Definition', 'CommandText'));
  const queueUrl = 'https://sqs.us-east-1.amazonaws.com/111122223333/mfa-watch-answers';
  /** What a message says, as the renderer writes it. */
  const message = (): unknown =>
    JSON.parse(
      renderChat(sampleAlert({ id: '22b6e481ceed8c13' }), 'new', { ...hints, channel: 'soc', answerQueue: queueUrl }),
    );
  /** As Amazon Q runs it under an alert. */
  const pressed = (button: unknown) =>
    Object.entries(at(button, 'Attachments', 0, 'Variables') as Record<string, string>).reduce(
      (command, [name, path]) =>
        command.replaceAll(`$${name}`, String(at(message(), ...path.replace(/^event\./, '').split('.')))),
      commandOf(button),
    );

  test('bears the name of what it does, and is the same in all channels', () => {
    expect(buttons.map((button) => [at(button, 'ActionName'), at(button, 'Attachments', 0, 'ButtonText')])).toEqual([
      ['mfa-watch-acknowledge', 'Acknowledge'],
      ['mfa-watch-expected', 'Expected'],
      ['mfa-watch-escalate', 'Escalate'],
    ]);
  });

  test.each(buttons.map((button) => [at(button, 'ActionName'), button]))(
    '%s sends to the queue a message that the function understands',
    (_, button) => {
      const [, queue, body = '', region] =
        /^sqs send-message --queue-url (\S+) --message-body (\S+) --region (\S+)$/.exec(pressed(button)) ?? [];
      expect([queue, region]).toEqual([queueUrl, 'us-east-1']);
      expect(buttonSchema.safeParse(JSON.parse(body)).success).toBe(true);
    },
  );

  test.each(buttons)('is there only under a message that says what to answer to: %#', (button) => {
    expect(at(button, 'Attachments')).toMatchObject([
      { NotificationType: 'Custom', Criteria: [{ Operator: 'HAS_VALUE', VariableName: 'Id' }] },
    ]);
    expect(at(button, 'Attachments', 0, 'Variables')).toHaveProperty('Id');
  });

  test.each(partitions)('has a command of 100 characters at most, as the API takes it, in %s', (partition) => {
    const { region } = synthesised({ partition, config: { ...config, slack: [] } }).stack;
    for (const button of buttons)
      expect(commandOf(button).replace('us-east-1', region).length).toBeLessThanOrEqual(100);
  });

  test('says it to the queue that the functions that tell know', () => {
    for (const [, properties] of resourcesOf(template, 'AWS::Lambda::Function').slice(0, 2))
      expect(textOf(at(properties, 'Environment', 'Variables', 'MFA_WATCH_HINTS'))).toContain(
        `"answerQueue":"${answers}"`,
      );
  });
});

describe('the name of a channel’s configuration', () => {
  const named = (override: string, names: string[]) => {
    const slack = names.map((name, index) => ({
      ...channel,
      name,
      channelId: `C0${index}ABCDEF`,
      minSeverity: 'low' as const,
    }));
    const whose = { accounts: ['222233334444'], organizationalUnits: [], minSeverity: 'low' as const };
    const overrides = [{ ...whose, name: override, slack }];
    const { template: made } = synthesised({ config: { ...config, slack: [], overrides } });
    return resourcesOf(made, 'AWS::Chatbot::SlackChannelConfiguration').map(([, one]) => at(one, 'ConfigurationName'));
  };

  test('is that of stack, override and channel', () => {
    expect(named('pay', ['soc'])).toEqual(['mfa-watch-pay-soc']);
  });

  test('has 128 characters at most, as Amazon Q takes it, and is still its own', () => {
    const long = named('o'.repeat(64), [`${'c'.repeat(63)}1`, `${'c'.repeat(63)}2`]) as string[];
    expect(new Set(long).size).toBe(2);
    for (const name of long) expect(name).toMatch(/^mfa-watch-[\w-]{1,118}$/);
  });
});

describe('what is done to a channel in another region', () => {
  const given = (regions: Config['regions']) => synthesised({ config: { ...config, regions } }).template;

  test('is told to be unseen where Amazon Q answers and no forwarder is', () => {
    given('sign-in').hasOutput('WatchSlack', {
      Value: Match.stringLikeRegexp(
        'in us-west-2, ap-southeast-1, eu-west-1 is seen only .*"regions: \\[us-east-2, eu-north-1, ap-southeast-2, us-west-2, ap-southeast-1, eu-west-1\\]"$',
      ),
    });
  });

  test('is not spoken of where all are covered, or there is no channel', () => {
    const all = ['us-east-2', 'us-west-2', 'ap-southeast-1', 'eu-west-1'];
    expect(given(all).findOutputs('WatchSlack')).toEqual({});
    expect(synthesised({ config: { ...config, slack: [] } }).template.findOutputs('WatchSlack')).toEqual({});
  });
});
