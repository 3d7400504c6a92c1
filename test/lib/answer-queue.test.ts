import { expect, test } from '@jest/globals';
import { openDeadLetter } from '../../lambda/adapters/dead-letter';
import { undoneAnswers } from '../../lambda/events/envelope';
import { everything } from './every-destination';
import { allows } from './policy';
import { at, idOf, resourcesOf, synthesised } from './synthesised';

const { template } = synthesised({ config: everything });
const queues = Object.fromEntries(resourcesOf(template, 'AWS::SQS::Queue'));
const [id = ''] = Object.keys(queues).filter((one) => at(queues[one], 'QueueName') === 'mfa-watch-answers');
const queue = queues[id];
const [[respondId, respond] = []] = resourcesOf(template, 'AWS::Lambda::Function').filter(
  ([, properties]) => at(properties, 'FunctionName') === 'mfa-watch-respond',
);
const statementsOf = (policies: [string, unknown][]) =>
  policies.flatMap(([, policy]) => at(policy, 'PolicyDocument', 'Statement') as unknown[]);

test('the queue of answers bears the name that members’ roles must name, and is told of', () => {
  expect(id).not.toBe('');
  template.hasOutput('AnswerQueueUrl', { Value: { Ref: id } });
});

test('the function that answers reads it, and says of each message whether it has failed', () => {
  const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping);
  expect(mappings.map((mapping) => [idOf(at(mapping, 'EventSourceArn')), idOf(at(mapping, 'FunctionName'))])).toEqual([
    [id, respondId],
  ]);
  expect(at(mappings[0], 'FunctionResponseTypes')).toEqual(['ReportBatchItemFailures']);
  const granted = statementsOf(
    resourcesOf(template, 'AWS::IAM::Policy').filter(([, policy]) =>
      (at(policy, 'Roles') as unknown[]).map(idOf).includes(idOf(at(respond, 'Role'))),
    ),
  );
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])
    expect(allows(granted, { principal: 'irrelevant', action, resource: id, context: {} })).toBe(true);
});

test('it hides a message for at least six times as long as the function may take', () => {
  expect(Number(at(queue, 'VisibilityTimeout'))).toBeGreaterThanOrEqual(6 * Number(at(respond, 'Timeout')));
});

test('what fails five times lies in a queue of its own, for longer than it may wait here', () => {
  const undone = String(idOf(at(queue, 'RedrivePolicy', 'deadLetterTargetArn')));
  expect(at(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(5);
  // SQS counts its age there from when it was sent, and not from when it was moved.
  const [there, here] = [queues[undone], queue].map((one) => Number(at(one, 'MessageRetentionPeriod')));
  expect(there).toBeGreaterThan(here ?? Infinity);
  expect(JSON.stringify(template.findOutputs('DeadLettersUrl'))).not.toContain(undone);
});

test('that something waits is an alarm only after all its tries', () => {
  const [alarm] = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .map(([, one]) => one)
    .filter((one) => at(one, 'MetricName') === 'ApproximateAgeOfOldestMessage');
  const tries = Number(at(queue, 'RedrivePolicy', 'maxReceiveCount')) * Number(at(queue, 'VisibilityTimeout'));
  expect(Number(at(alarm, 'Threshold'))).toBeGreaterThan(tries);
});

test('… of which an alarm tells, by the one name that both have', () => {
  const undone = String(idOf(at(queue, 'RedrivePolicy', 'deadLetterTargetArn')));
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);
  const [alarm] = alarms.filter((one) => idOf(at(one, 'Dimensions', 0, 'Value')) === undone);
  expect([at(alarm, 'AlarmName'), at(queues[undone], 'QueueName')]).toEqual([undoneAnswers, undoneAnswers]);
});

test('what lies there is nothing that redrive would hand to the function that judges', () => {
  const letter = openDeadLetter({ Body: '{"ack":"22b6e481ceed8c13@security"}', Attributes: { SentTimestamp: '1' } });
  expect(letter).toMatchObject({ unreadable: 'not an EventBridge event', fromFunction: false });
});

test('messages come by way of Amazon Q alone, since others choose their session’s name', () => {
  const statements = statementsOf(
    resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(([, policy]) => idOf(at(policy, 'Queues', 0)) === id),
  );
  const own = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: id };
  const sends = (context: Record<string, string>) =>
    allows([own, ...statements], {
      principal: 'arn:aws:sts::111122223333:assumed-role/OnCall/chatbot-session-slack-U0123ABCD',
      action: 'sqs:SendMessage',
      resource: id,
      context: { 'aws:SecureTransport': 'true', ...context },
    });
  const chat = 'arn:aws:chatbot::111122223333:chat-configuration/slack-channel/mfa-watch-to-loud';
  expect(sends({ 'aws:ChatbotSourceArn': chat })).toBe(true);
  expect(sends({})).toBe(false);
  expect(sends({ 'aws:ChatbotSourceArn': chat, 'aws:SecureTransport': 'false' })).toBe(false);
});
