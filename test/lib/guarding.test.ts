import { expect, test } from '@jest/globals';
import type { Config } from '../../lambda/config/config';
import { textOf } from './policy';
import { at, config, resourcesOf, synthesised } from './synthesised';

/** What the function is told of all detections. */
function told(given: Config): string {
  const [[, properties] = []] = resourcesOf(synthesised({ config: given }).template, 'AWS::Lambda::Function');
  return JSON.stringify(Object.values(at(properties, 'Environment', 'Variables') as object).map(textOf));
}

test('the detector knows the bus through which events of members come', () => {
  const bus = String.raw`\"bus\":\"arn:aws:events:us-east-1:111122223333:event-bus/default\"`;
  expect(told({ ...config, organization: { id: 'o-a1b2c3d4e5' } })).toContain(bus);
});

test('… and of none where there are no members', () => {
  expect(told(config)).not.toContain('event-bus');
});
