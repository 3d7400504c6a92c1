import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config } from '../../lambda/config/config';
import { MfaWatch, type MfaWatchProps } from '../../lib';
import { at, newApp, resourcesOf, synthesised } from './synthesised';

function inStackOfOnesOwn(props?: MfaWatchProps, region = 'us-east-1') {
  const stack = new Stack(newApp(), 'Security', { env: { region } });
  const watch = new MfaWatch(stack, 'MfaWatch', props);
  return { stack, watch, template: Template.fromStack(stack) };
}

describe('the construct', () => {
  test('brings what the home stack has', () => {
    const types = (template: Template) =>
      Object.values((template.toJSON() as { Resources: Record<string, { Type: string }> }).Resources)
        .map(({ Type }) => Type)
        .sort();
    const { template } = inStackOfOnesOwn({
      email: 'security@example.com',
      slack: [
        { workspaceId: 'T01ABCDEF', channelId: 'C01ABCDEF' },
        { workspaceId: 'T01ABCDEF', channelId: 'C02ABCDEF', minSeverity: 'high' },
      ],
    });
    expect(types(template)).toEqual(types(synthesised().template));
  });

  test('needs nothing to be said', () => {
    resourcesOf(inStackOfOnesOwn().template, 'AWS::Lambda::Function');
  });

  test('gives what one hangs on to: the topic and the function', () => {
    const { watch, stack } = inStackOfOnesOwn();
    expect(stack.resolve(watch.destinations.alerts.topicArn)).toHaveProperty('Ref');
    expect(stack.resolve(watch.detect.handler.functionName)).toHaveProperty('Ref');
  });

  test('checks its props like mfa-watch.yaml, and says which is wrong', () => {
    expect(() => inStackOfOnesOwn({ email: 'nobody' })).toThrow(
      'MfaWatch: email[0]: expected an e-mail address such as security@example.com, got "nobody"',
    );
    expect(() => inStackOfOnesOwn({ detections: { 'repeated-mfa-failure': {} } })).toThrow(/repeated-mfa-failures/);
  });

  test('refuses a region where nothing would ever arrive', () => {
    expect(() => inStackOfOnesOwn({}, 'eu-west-1')).toThrow(
      "mfa-watch in eu-west-1: IAM's events are in us-east-1 only; give the stack env: { region: 'us-east-1' }",
    );
  });

  test('takes every key of mfa-watch.yaml but those that README names', () => {
    const others: Record<Exclude<keyof Config, keyof MfaWatchProps>, true> = { partition: true, regions: true };
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(
      `but for ${Object.keys(others)
        .map((key) => `\`${key}\``)
        .join(' and ')}:`,
    );
  });

  test('does not look at the account if posture is turned off', () => {
    const handlersWith = (props: MfaWatchProps) =>
      resourcesOf(inStackOfOnesOwn(props).template, 'AWS::Lambda::Function').map(([, it]) => at(it, 'Handler'));
    expect(handlersWith({ posture: { summaryDay: 'friday' } })).toContain('posture.handler');
    expect(handlersWith({ posture: { enabled: false } })).not.toContain('posture.handler');
  });

  test('takes more destinations with the words of mfa-watch.yaml', () => {
    const { watch } = inStackOfOnesOwn({
      destinations: [
        { name: 'manager', email: 'manager@example.com', when: 'unanswered' },
        { name: 'archive', queue: true, minSeverity: 'info' },
        { name: 'on-call', slack: { workspaceId: 'T01ABCDEF', channelId: 'C01ABCDEF', userRoles: true } },
      ],
    });
    expect(watch.destinations.besides.flatMap(({ destinations }) => destinations)).toMatchObject([
      { name: 'to-manager', minSeverity: 'high', when: 'unanswered' },
      { name: 'to-archive', minSeverity: 'info' },
      { name: 'to-on-call', minSeverity: 'medium' },
    ]);
    expect(() => inStackOfOnesOwn({ destinations: [{ name: 'nowhere' }] })).toThrow(
      'MfaWatch: destinations[0]: expected one of email, slack, queue, eventBus, https, securityHub, got none',
    );
  });
});
