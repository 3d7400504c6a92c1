import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isByCloudFormation } from '../../lambda/events/deployers';
import { callName } from '../../lambda/events/detector-calls';
import { partsNamed } from '../../lambda/events/detector-parts';
import { apiCall, byCloudFormation, enableMfaDevice } from '../../lambda/events/samples';
import { runs } from '../engine/runs';
import { parse } from '../engine/world';
import { physicalName } from '../lib/tampering';

it.each([
  ['UpdateFunctionCode20150331v2', 'UpdateFunctionCode'],
  ['UpdateFunctionCode20150331v12', 'UpdateFunctionCode'],
  ['DeleteFunction20150331', 'DeleteFunction'],
  ['DeleteFunction', 'DeleteFunction'],
  ['Delete20150331Function', 'Delete20150331Function'],
])('%s is the call %s', (name, call) => {
  expect(callName({ ...parse(enableMfaDevice()), name })).toBe(call);
});

describe('the parts of the deployment that a call names', () => {
  const named = (...names: string[]): string[] =>
    partsNamed(parse(apiCall('events', 'PutRule', { names })), 'mfa-watch', [
      'key-1',
      'arn:aws:sns:x:1:other',
      'topic',
    ]);

  it.each([
    ['the stack', 'mfa-watch', 'mfa-watch'],
    ['what bears its name', 'mfa-watch-Rules1A', 'mfa-watch-Rules1A'],
    ['an ARN with such a name', 'arn:aws:events:us-east-1:111122223333:rule/mfa-watch-Rules1A', 'mfa-watch-Rules1A'],
    ['the first such name of an ARN', 'arn:aws:sns:us-east-1:111122223333:mfa-watch-T:mfa-watch-S', 'mfa-watch-T'],
    ['what is listed by name', 'arn:aws:kms:us-east-1:111122223333:key/key-1', 'key-1'],
    ['what is listed by ARN', 'arn:aws:sns:x:1:other', 'arn:aws:sns:x:1:other'],
    ['a queue by its URL', 'https://sqs.us-east-1.amazonaws.com/111122223333/mfa-watch-answers', 'mfa-watch-answers'],
    ['a bus', 'arn:aws:events:us-east-1:111122223333:event-bus/mfa-watch-alerts', 'mfa-watch-alerts'],
    [
      'a connection',
      'arn:aws:events:us-east-1:111122223333:connection/mfa-watch-pagerduty/7d1f0c11-0000',
      'mfa-watch-pagerduty',
    ],
    [
      'a Slack channel',
      'arn:aws:chatbot::111122223333:chat-configuration/slack-channel/mfa-watch-oncall',
      'mfa-watch-oncall',
    ],
    ['a button', 'arn:aws:chatbot::111122223333:custom-action/mfa-watch-escalate', 'mfa-watch-escalate'],
    ['a stack of a stack set', 'StackSet-mfa-watch-member-1a2b', 'StackSet-mfa-watch-member-1a2b'],
    ['a role in a refusal', 'role mfa-watch-DetectRole1A', 'mfa-watch-DetectRole1A'],
    ['a policy in a refusal', 'policy mfa-watch-Policy1A', 'mfa-watch-Policy1A'],
  ])('%s', (_, value, part) => {
    expect(named(value)).toEqual([part]);
  });

  it.each([
    'mfa-watcher',
    'my-mfa-watch',
    'StackSet-shop-1a2b',
    'StackSet-StackSet-mfa-watch',
    'see mfa-watch/mfa-watch',
    'a role mfa-watch-Role',
    'key-2',
    '',
  ])('are not in "%s"', (value) => {
    expect(named(value)).toEqual([]);
  });

  it('are those of the fixed name, too, where the stack is called otherwise', () => {
    const names = [
      'mfa-watch-forward-Iam',
      'mfa-watch',
      'Security-Rules1A',
      'StackSet-Security-1a',
      'mfa-watcher',
      'Security1',
    ];
    expect(partsNamed(parse(apiCall('events', 'PutRule', { names })), 'Security', [])).toEqual(names.slice(0, 4));
  });

  it('are those whose names CloudFormation has cut short', () => {
    const stackName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
    const logicalId = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);
    fc.assert(
      fc.property(stackName, logicalId, fc.constantFrom(64, 80, 255, 256), (stack, id, limit) => {
        const name = physicalName(stack, id, limit);
        expect(name.length).toBeLessThanOrEqual(limit);
        expect(partsNamed(parse(apiCall('lambda', 'DeleteFunction', { name })), stack, [])).toEqual([name]);
      }),
      runs(200),
    );
  });

  it('are found under whatever key, however deep', () => {
    const button = 'arn:aws:chatbot::111122223333:custom-action/mfa-watch-escalate';
    const key = fc.string({ minLength: 1 }).filter((name) => name !== '__proto__' && name !== 'policyDocument');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (path) => {
        const parameters = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), button);
        const event = parse(apiCall('chatbot', 'UpdateCustomAction', { parameters }));
        expect(partsNamed(event, 'Security', [])).toEqual(['mfa-watch-escalate']);
      }),
      runs(200),
    );
  });

  it('are none where nothing is requested', () => {
    expect(partsNamed(parse(apiCall('events', 'PutRule', {})), 'mfa-watch', [])).toEqual([]);
  });

  it('are all that are named', () => {
    expect(named('mfa-watch-A', 'other', 'mfa-watch-B')).toEqual(['mfa-watch-A', 'mfa-watch-B']);
  });
});

it('CloudFormation is known by whom it was called for, and by the address', () => {
  const by = (how: object): boolean => isByCloudFormation(parse(apiCall('events', 'PutRule', {}, how)));
  expect(by(byCloudFormation)).toBe(true);
  expect(by({ from: 'cloudformation.amazonaws.com' })).toBe(true);
  expect(by({ patch: byCloudFormation.patch })).toBe(true);
  expect(by({ patch: { userAgent: 'cloudformation.amazonaws.com' } })).toBe(false);
});
