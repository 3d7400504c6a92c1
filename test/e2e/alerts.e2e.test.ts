import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { account, consoleLogin, elsewhere, enableMfaDevice, home } from '../../lambda/events/samples';
import { endpoint, invoke, stack } from './aws';
import { ChatChannel } from './chat-channel';
import { envelope, happening } from './envelopes';
import { eventually } from './eventually';
import { heal, inject, publishes } from './interception';
import { enrol } from './people';
import { Subscriber } from './queue';

let queue: Subscriber;
let channel: ChatChannel;

beforeAll(async () => {
  queue = await Subscriber.subscribe('alerts');
  channel = await ChatChannel.open();
});

afterEach(heal);

afterAll(() => {
  channel.close();
});

test('a second device, added with a stranger’s long-term key, is one critical alert that mail, queue and Slack tell alike', async () => {
  const [phone, tablet] = await enrol('alice', ['alice-phone', 'alice-tablet']);

  const situation = { by: 'mallory', with: 'long-term-key', for: 'alice', serial: tablet } as const;
  await invoke(envelope(enableMfaDevice({ ...situation, ...happening(5) })));

  const told = await queue.told('alice');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    alert: {
      severity: 'critical',
      detection: 'mfa-device-added-without-mfa',
      actor: { name: 'mallory', credential: 'long-term-key', mfa: 'none' },
      target: { name: 'alice' },
      devices: { status: 'known', count: 2, limit: 8 },
    },
    attributes: { severity: 'critical', detection: 'mfa-device-added-without-mfa', account },
  });
  expect(told[0]?.alert.devices?.list.map(({ serialNumber }) => serialNumber)).toEqual([phone, tablet]);

  const sent = await publishes('MFA device to alice');
  expect(sent).toHaveLength(2);
  const mail = sent.find(({ subject }) => subject !== undefined);
  expect(mail?.subject).toMatch(/^CRITICAL: /);
  const { email } = JSON.parse(mail?.message ?? '{}') as { email: string };

  const [notification, ...others] = await eventually('Slack is told', () => channel.notifications('alice'));
  expect(others).toEqual([]);
  expect(notification.content.title).toMatch(/^CRITICAL: /);
  for (const words of ['mallory', 'alice', '2 of 8', 'alice-tablet']) {
    expect(email).toContain(words);
    expect(notification.content.description).toContain(words);
  }
});

const failure = (by: string, seconds: number, from = home): Promise<unknown> =>
  invoke(envelope(consoleLogin({ by, from, outcome: 'Failure', ...happening(seconds) })));

test('failures below the threshold, or not within one window, are silent', async () => {
  await failure('bob', 0);
  await failure('bob', 29);
  await failure('bob', 31, elsewhere);

  expect(await publishes('bob')).toEqual([]);
});

test('an alert below a Slack channel’s least severity goes to mail and queue only', async () => {
  for (const second of [0, 2, 4]) await failure('mike', second);

  const [told, ...others] = await queue.told('mike');
  expect(others).toEqual([]);
  expect(told?.alert.severity).toBe('medium');
  expect((await publishes('mike')).map(({ topic }) => topic)).toEqual([stack.AlertTopicArn]);
});

test('failures from several addresses, each in an invocation of its own, are one alert that grows', async () => {
  await failure('carol', 0);
  await failure('carol', 4);
  await failure('carol', 2, elsewhere);
  expect(await queue.told('carol')).toHaveLength(1);
  for (const second of [6, 8, 10, 12, 14, 16, 18]) await failure('carol', second, elsewhere);

  const told = await queue.told('carol');
  expect(told.map(({ alert, attributes }) => [attributes['update'], alert.severity])).toEqual([
    ['new', 'high'],
    ['raised', 'critical'],
  ]);
  expect(new Set(told.map(({ alert }) => alert.id)).size).toBe(1);
  expect(told[1]?.alert).toMatchObject({ detection: 'repeated-mfa-failures', count: 10, addresses: [home, elsewhere] });
});

test('an alert comes with its devices unknown when IAM refuses to list them', async () => {
  await inject({
    service: 'iam',
    action: 'ListMFADevices',
    containing: 'dave',
    error: { status: 403, code: 'AccessDenied', message: 'not authorized to perform: iam:ListMFADevices' },
  });

  await invoke(envelope(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'dave', ...happening(0) })));

  const [told] = await queue.told('dave');
  expect(told?.alert).toMatchObject({ severity: 'critical', devices: { status: 'unknown' } });
  expect(told?.alert.devices).toHaveProperty('why', expect.stringContaining('AccessDenied'));
});

test('a drill takes the way of real events and says DRILL in mail, queue and Slack', async () => {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  await promisify(execFile)('npm', ['start', '--silent', '--', 'drill'], { cwd: join(__dirname, '../..'), env });

  const [told, ...others] = await eventually('the queue is told', () => queue.told('drill'));
  expect(others).toEqual([]);
  expect(told.alert.drill).toBe(true);
  expect(told.alert.title).toMatch(/^\[DRILL\]/);
  const [notification] = await eventually('Slack is told', () => channel.notifications('DRILL'));
  expect(notification.content.title).toContain('[DRILL]');
  const mail = (await publishes('DRILL')).find(({ subject }) => subject !== undefined);
  expect(mail?.subject).toMatch(/^\[DRILL\]/);
});
