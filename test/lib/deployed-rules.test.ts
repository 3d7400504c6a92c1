import { expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { detections } from '../../lambda/detections';
import { forwarderRules, guardRules, homeRules } from '../../lambda/engine/health/deployed-rules';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { at, config, resourcesOf, synthesised } from './synthesised';

const rules = rulesOf(detections);
const sorted = (lines: string[]) => [...lines].sort();
const deployed = (template: Template) =>
  sorted(
    resourcesOf(template, 'AWS::Events::Rule').map(
      ([, rule]) => `${String(at(rule, 'Name'))} ${String(at(rule, 'State'))}`,
    ),
  );

test('the rules of the home region that are expected are those that are deployed, in their states', () => {
  for (const enabled of [true, false]) {
    const expected = [...homeRules(rules, enabled), ...guardRules()].map(({ name, state }) => `${name} ${state}`);
    const { template } = synthesised({ config: { ...config, posture: { ...config.posture, enabled } } });
    expect(deployed(template)).toEqual(sorted(expected));
  }
});

test('so are those of a region with a forwarder', () => {
  const stack = new ForwarderStack(new App(), 'Forwarder', { region: 'eu-north-1', home: 'us-east-1' });
  const expected = forwarderRules(rules).map(({ name, state }) => `${name} ${state}`);
  expect(deployed(Template.fromStack(stack))).toEqual(sorted(expected));
});
