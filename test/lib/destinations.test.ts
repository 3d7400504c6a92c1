import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { destinationKinds, fromEnvironment } from '../../lambda/config/environment';
import { partitions } from '../../lambda/events/partition';
import { tellingOf } from '../../lambda/config/telling';
import { everything } from './every-destination';
import { matches } from './filtering';
import { allows, textOf } from './policy';
import { at, config, idOf, resourcesOf, synthesised } from './synthesised';

const { app, template } = synthesised({ config: everything });
const functions = resourcesOf(template, 'AWS::Lambda::Function')
  .map(([, properties]) => properties)
  .filter((properties) =>
    ['detect.handler', 'respond.handler', 'reconcile.handler', 'posture.handler'].includes(
      String(at(properties, 'Handler')),
    ),
  );
const told = functions.map((properties) => {
  const variables = Object.entries(at(properties, 'Environment', 'Variables') as object);
  return fromEnvironment(Object.fromEntries(variables.map(([name, value]) => [name, textOf(value)])));
});
const [detect, respond] = functions;
const statementsOf = (handler: unknown) =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, policy]) => (at(policy, 'Roles') as unknown[]).some((role) => idOf(role) === idOf(at(handler, 'Role'))))
    .flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[]);
const may = (handler: unknown, action: string, resource: string) =>
  allows(statementsOf(handler), { principal: 'irrelevant', action, resource, context: {} });

describe('the functions that tell', () => {
  test('are told the same', () => {
    expect(told).toHaveLength(4);
    expect(told).toEqual(Array(4).fill(told[0]));
  });

  test('know what a forecast takes for granted', () => {
    const { places } = tellingOf(everything);
    expect(told[0]?.destinations.map(({ name, kind }) => ({ name, kind }))).toEqual(
      places.map(({ name, kind }) => ({ name, kind })),
    );
  });

  test('know each destination by one name, and what it is', () => {
    expect(told[0]?.destinations.map(({ name, kind }) => [name, kind])).toEqual([
      ['alerts', 'alerts'],
      ['slack-security', 'chat'],
      ['slack-everything', 'chat'],
      ['to-manager', 'alerts'],
      ['to-quiet', 'chat'],
      ['to-loud', 'chat'],
      ['to-archive', 'queue'],
      ['to-security', 'bus'],
      ['to-pager', 'bus'],
      ['to-tickets', 'bus'],
      ['to-hub', 'security-hub'],
    ]);
    expect(new Set(told[0]?.destinations.map(({ kind }) => kind))).toEqual(new Set(destinationKinds));
  });

  test('are told of what each destination is told, beside the routes', () => {
    const all = { accounts: [], organizationalUnits: [] };
    expect(told[0]?.routes).toHaveLength(1);
    expect(told[0]?.besides).toEqual([
      { ...all, destinations: [{ name: 'to-manager', minSeverity: 'high', when: 'unanswered' }] },
      { ...all, destinations: [{ name: 'to-quiet', minSeverity: 'medium' }] },
      { ...all, destinations: [{ name: 'to-loud', minSeverity: 'medium' }] },
      { ...all, destinations: [{ name: 'to-archive', minSeverity: 'info' }] },
      { ...all, destinations: [{ name: 'to-security', minSeverity: 'medium' }] },
      { ...all, destinations: [{ name: 'to-pager', minSeverity: 'medium' }] },
      { ...all, destinations: [{ name: 'to-tickets', minSeverity: 'medium' }] },
      {
        accounts: ['222233334444'],
        organizationalUnits: [],
        destinations: [{ name: 'to-hub', minSeverity: 'medium', detections: ['root-sign-in'] }],
      },
    ]);
  });

  test.each([
    ['detect', detect],
    ['respond', respond],
  ])('may tell every destination: %s', (_, handler) => {
    const calls = {
      ...{ alerts: 'sns:Publish', chat: 'sns:Publish', queue: 'sns:Publish' },
      ...{ bus: 'events:PutEvents', 'security-hub': 'securityhub:BatchImportFindings' },
    };
    for (const { name, kind, arn } of told[0]?.destinations ?? [])
      expect([name, may(handler, calls[kind], arn)]).toEqual([name, true]);
  });

  test('may put events on no other bus, and import findings in no other name', () => {
    const bus = 'arn:aws:events:us-east-1:111122223333:event-bus/default';
    expect(may(detect, 'events:PutEvents', bus)).toBe(false);
    const product = 'arn:aws:securityhub:us-east-1::product/aws/guardduty';
    expect(may(detect, 'securityhub:BatchImportFindings', product)).toBe(false);
  });

  test('of which one sees who is subscribed, which SNS asks of the topic', () => {
    const topics = (told[0]?.destinations ?? []).filter(({ kind }) => ['alerts', 'chat', 'queue'].includes(kind));
    for (const { arn } of topics)
      for (const action of ['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'])
        expect([may(detect, action, arn), may(respond, action, arn)]).toEqual([true, false]);
  });

  test('of which one sees whether buses of this account are there', () => {
    const theirs = 'arn:aws:events:us-east-1:444455556666:event-bus/security';
    const own = theirs.replace('444455556666', '111122223333');
    const sees = (eventBus: string, account?: string) => {
      const bus = everything.destinations
        .filter((one) => one.eventBus !== undefined)
        .map((one) => ({ ...one, eventBus }));
      const { template: made } = synthesised({ config: { ...config, destinations: bus }, account });
      const statements = resourcesOf(made, 'AWS::IAM::Policy').flatMap(
        ([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[],
      );
      return allows(statements, { principal: 'x', action: 'events:DescribeEventBus', resource: eventBus, context: {} });
    };
    expect([sees(own, '111122223333'), sees(theirs, '111122223333'), sees(own, undefined)]).toEqual([
      true,
      false,
      true,
    ]);
    const alerts = told[0]?.destinations.find(({ name }) => name === 'to-pager')?.arn ?? '';
    expect([detect, respond].map((handler) => may(handler, 'events:DescribeEventBus', alerts))).toEqual([true, false]);
  });

  test('of which the one that people talk to looks nothing up in IAM', () => {
    expect(JSON.stringify(statementsOf(respond))).not.toMatch(/"iam:|sts:/);
  });
});

describe('the one that answers', () => {
  test('bears the name that the command line and the buttons call', () => {
    expect(at(respond, 'FunctionName')).toBe('mfa-watch-respond');
    template.hasOutput('RespondFunctionArn', {});
  });

  test('runs the same bundle as the other, by another name', () => {
    expect(at(respond, 'Code')).toEqual(at(detect, 'Code'));
    expect([at(detect, 'Handler'), at(respond, 'Handler')]).toEqual(['detect.handler', 'respond.handler']);
  });
});

describe('mail', () => {
  test('of several addresses is one topic', () => {
    const mailed = resourcesOf(template, 'AWS::SNS::Subscription').filter(([, mail]) =>
      ['one@example.com', 'two@example.com'].includes(String(at(mail, 'Endpoint'))),
    );
    expect(mailed).toHaveLength(2);
    expect(new Set(mailed.map(([, mail]) => idOf(at(mail, 'TopicArn')))).size).toBe(1);
  });
});

describe('a queue', () => {
  const [[, subscription] = []] = resourcesOf(template, 'AWS::SNS::Subscription').filter(
    ([, properties]) => at(properties, 'Protocol') === 'sqs',
  );

  test('gets the message as it is, every one but heartbeats', () => {
    expect(subscription).toMatchObject({ RawMessageDelivery: true });
    const policy = at(subscription, 'FilterPolicy');
    for (const kind of ['alert', 'drill', 'digest', 'alarm']) expect(matches(policy, { kind })).toBe(true);
    expect(matches(policy, { kind: 'heartbeat' })).toBe(false);
  });

  test('takes messages from its topic, and from nothing else', () => {
    const queue = idOf(at(subscription, 'Endpoint'));
    const statements = resourcesOf(template, 'AWS::SQS::QueuePolicy')
      .filter(([, policy]) => idOf(at(policy, 'Queues', 0)) === queue)
      .flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[]);
    const send = (topic: string, principal = 'sns.amazonaws.com') =>
      allows(statements, {
        principal,
        action: 'sqs:SendMessage',
        resource: String(queue),
        context: { 'aws:SourceArn': topic, 'aws:SecureTransport': 'true' },
      });
    expect(send(String(idOf(at(subscription, 'TopicArn'))))).toBe(true);
    expect(send('arn:aws:sns:us-east-1:111122223333:another')).toBe(false);
    expect(send(String(idOf(at(subscription, 'TopicArn'))), 'events.amazonaws.com')).toBe(false);
  });

  test('is told of in the outputs', () => {
    template.hasOutput('QueueUrl1', { Value: { Ref: idOf(at(subscription, 'Endpoint')) } });
  });
});

describe('the outputs', () => {
  test('say what nobody but a person can do', () => {
    template.hasOutput('ConfirmByMail', { Value: Match.stringLikeRegexp('one@example\\.com, two@example\\.com$') });
    template.hasOutput('AuthorizeSlack', { Value: Match.stringLikeRegexp('C03ABCDEF, T01ABCDEF/C04ABCDEF$') });
    template.hasOutput('AllowEvents', { Value: Match.stringLikeRegexp('444455556666:event-bus/security$') });
    template.hasOutput('EnableSecurityHub', { Value: Match.stringLikeRegexp('Security Hub') });
  });

  test('say nothing of a bus of the same account, which needs no policy', () => {
    const eventBus = 'arn:aws:events:us-east-1:111122223333:event-bus/security';
    const [destination] = everything.destinations.filter((one) => one.eventBus !== undefined);
    const { template: own } = synthesised({
      config: { ...config, destinations: destination === undefined ? [] : [{ ...destination, eventBus }] },
    });
    expect(own.findOutputs('AllowEvents')).toEqual({});
  });
});

describe('whom nobody tells', () => {
  const silent = { ...config, email: [], slack: [] };
  const [manager, , , archive] = everything.destinations;

  test.each([
    ['nobody at all', [], 'Nobody is told of any alert\\. '],
    ['nobody at first', [manager], 'Nobody is told of any alert until it has stayed unanswered'],
  ])('is warned of: %s', (_, destinations, warning) => {
    const { template: without } = synthesised({
      config: { ...silent, destinations: destinations.filter((one) => one !== undefined) },
    });
    without.hasOutput('Warning', { Value: Match.stringLikeRegexp(warning) });
  });

  test('is not warned of where one destination is told', () => {
    const destinations = [archive].filter((one) => one !== undefined);
    expect(synthesised({ config: { ...silent, destinations } }).template.findOutputs('Warning')).toEqual({});
  });
});

test('cdk-nag finds nothing that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

test.each(partitions)('no ARN of ours is of another partition than %s', (partition) => {
  const destinations = everything.destinations.filter(({ slack, https, eventBus }) => !slack && !https && !eventBus);
  const { template: there } = synthesised({ partition, config: { ...everything, slack: [], destinations } });
  const arns = [...JSON.stringify(there.toJSON()).matchAll(/\barn:([a-z-]+):/g)].map(([, name]) => name);
  expect(new Set(arns)).toEqual(new Set([partition]));
});
