import { expect, test } from '@jest/globals';
import type { Config } from '../../lambda/config/config';
import { detection } from '../../lambda/detections/detector-tampered';
import { apiCall } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { everything } from './every-destination';
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

test('the detector knows the workspaces of its channels, whose authorization is taken away by their id alone', () => {
  const workspaceId = 'T09ABCDEF';
  const [, quiet] = everything.destinations;
  const slack = quiet?.slack && { ...quiet.slack, workspaceId };
  expect(told({ ...config, destinations: quiet === undefined ? [] : [{ ...quiet, slack }] })).toContain(workspaceId);
  const call = apiCall('chatbot', 'DeleteSlackWorkspaceAuthorization', { SlackTeamId: workspaceId });
  const parsed = parseTrailEvent(call);
  expect(
    parsed.ok && detection.subjects(parsed.event, detection.settings.parse({ resources: [workspaceId] })),
  ).toHaveLength(1);
});

const { template } = synthesised({ config: everything });
const fixed = [
  ['AWS::Lambda::Function', 'FunctionName'],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::Chatbot::CustomAction', 'ActionName'],
  ['AWS::Events::EventBus', 'Name'],
  ['AWS::Events::Connection', 'Name'],
  ['AWS::Events::ApiDestination', 'Name'],
  ['AWS::SQS::Queue', 'QueueName'],
  ['AWS::CloudWatch::Alarm', 'AlarmName'],
  ['AWS::CloudWatch::CompositeAlarm', 'AlarmName'],
].flatMap(([type = '', key = '']) => resourcesOf(template, type).map(([, properties]) => at(properties, key)));

test.each(fixed.filter((name) => name !== undefined))(
  'whoever touches %s is noticed, whatever the stack is called',
  (name) => {
    const parsed = parseTrailEvent(apiCall('lambda', 'DeleteFunction20150331', { functionName: name }));
    const given = detection.settings.parse({ stack: 'Security' });
    expect(parsed.ok && detection.subjects(parsed.event, given)).toHaveLength(1);
  },
);
