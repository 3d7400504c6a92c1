import { afterEach, expect, jest, test } from '@jest/globals';
import { handler } from '../../lambda/handlers/pulse';

const printed: string[] = [];
jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
afterEach(() => {
  printed.splice(0);
});

const event = (kind: string, destination = 'slack-soc') => ({
  Records: [{ Sns: { MessageAttributes: { kind: { Value: kind }, destination: { Value: destination } } } }],
});

test('a heartbeat that has left a topic is a metric with the dimensions that the alarm has', async () => {
  await handler(event('heartbeat'));
  expect(printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      Heartbeats: 1,
      service: 'mfa-watch',
      destination: 'slack-soc',
      _aws: { CloudWatchMetrics: [{ Namespace: 'mfa-watch', Dimensions: [['service', 'destination']] }] },
    },
  ]);
});

test.each([event('alert'), {}, undefined])('anything else is none: %j', async (other) => {
  await expect(async () => handler(other)).rejects.toThrow();
  expect(printed).toEqual([]);
});
