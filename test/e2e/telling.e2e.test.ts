import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { ListSubscriptionsByTopicCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Alert } from '../../lambda/alerts/alert';
import { consoleLogin, deactivateMfaDevice, elsewhere, enableMfaDevice } from '../../lambda/events/samples';
import { inAccount } from '../engine/scenario';
import { eventbridge, folder, invoke, sns, sqs, stack } from './aws';
import { ChatChannel } from './chat-channel';
import { turnClocks } from './clock';
import { commandLine } from './command-line';
import { account } from './emulator';
import { envelope, happening } from './envelopes';
import { eventually } from './eventually';
import { publishes } from './interception';
import { enrol } from './people';
import { Queue, Subscriber } from './queue';

let queue: Subscriber;
let channel: ChatChannel;

beforeAll(async () => {
  queue = await Subscriber.subscribe('telling');
  channel = await ChatChannel.open();
});

afterEach(() => {
  turnClocks(folder, 0);
});

afterAll(() => {
  channel.close();
});

const scheduled = (what: string) => ({
  ...{ source: 'mfa-watch', 'detail-type': `mfa-watch ${what}`, account, detail: {} },
  time: new Date().toISOString(),
});

/** What the schedule does some minutes from now. */
async function later(minutes: number): Promise<void> {
  turnClocks(folder, minutes);
  await invoke(scheduled('sweep'));
}

/** Each user has an intruder and a device of their own: one who attacks many is one story. */
function intrusion(user: string, seconds = 0): Record<string, unknown> {
  const serial = `arn:aws:iam::${account}:mfa/${user}-tablet`;
  return enableMfaDevice({
    ...{ by: `${user}-intruder`, with: 'long-term-key', for: user, serial },
    ...happening(seconds),
  });
}

async function attack(user: string): Promise<Alert> {
  // Later than whatever was enrolled just before.
  await invoke(envelope(intrusion(user, 5)));
  const [told] = await eventually('the alert', () => queue.told(user));
  return told.alert;
}

/** Subjects of the mails about somebody, by the topic's place in the stack. */
async function mails(containing: string, topic: string): Promise<(string | undefined)[]> {
  const sent = await publishes(containing);
  return sent.filter((one) => one.topic.includes(topic)).map(({ subject }) => subject);
}

test('an alert that grows is one thread, and a mail only when it becomes more severe or a quiet hour is over', async () => {
  const fail = (second: number, from?: string): Promise<unknown> =>
    invoke(envelope(consoleLogin({ by: 'ginevra', outcome: 'Failure', ...(from && { from }), ...happening(second) })));
  for (const second of [0, 1, 2, 3, 4]) await fail(second);
  const ofAll = async (): Promise<(string | undefined)[]> =>
    (await publishes('ginevra')).filter(({ topic }) => topic === stack.AlertTopicArn).map(({ subject }) => subject);
  expect(await ofAll()).toHaveLength(2);
  await fail(5, elsewhere);

  expect(await ofAll()).toHaveLength(2);
  const thread = await eventually('the thread', () => channel.notifications('ginevra'));
  expect(new Set(thread.map(({ metadata }) => metadata.threadId)).size).toBe(1);
  await later(61);
  expect((await ofAll()).at(-1)).toContain('(more has happened)');
  expect(await ofAll()).toHaveLength(3);
});

describe('a high alert', () => {
  test('that nobody answers is told to the second destination after half an hour', async () => {
    await attack('ulrike');
    await later(29);
    expect(await mails('ulrike', 'Tolead')).toEqual([]);
    await later(31);
    await later(32);
    const told = await mails('ulrike', 'Tolead');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^HIGH \(nobody has answered\)/);
  });

  test('that is acknowledged from the command line is told to nobody else, and its thread says who has it', async () => {
    const { id } = await attack('adalbert');
    expect(await commandLine('alerts', '--open')).toContain(id);
    expect(await commandLine('ack', id, '--note', 'called her')).toContain('acknowledged');

    const [, ...replies] = await eventually('the answer', () => {
      const told = channel.notifications('adalbert');
      return told.length > 1 ? told : [];
    });
    expect(JSON.stringify(replies)).toContain('called her');
    expect(await commandLine('alerts', '--open')).not.toContain(id);
    await later(40);
    expect(await mails('adalbert', 'Tolead')).toEqual([]);
  });

  test('that is escalated by a button in Slack is told to the second destination at once', async () => {
    const { id } = await attack('evelyn');
    const { metadata } = (await eventually('Slack is told', () => channel.notifications('evelyn-intruder')))[0];
    expect(metadata.enableCustomActions).toBe(true);
    expect(metadata.additionalContext['respond']).toBe(`${id}@soc`);

    // What the button's command does, which only Amazon Q can run.
    const { respond } = metadata.additionalContext;
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'mfa-watch-answers' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ escalate: respond }) }));
    const [mail] = await eventually('the second destination is told', () => mails('evelyn', 'Tolead'));
    expect(mail).toMatch(/^HIGH \(escalated\)/);
    const [, reply] = await eventually('the answer', () => {
      const thread = channel.notifications('evelyn-intruder');
      return thread.length > 1 ? thread : [];
    });
    expect(JSON.stringify(reply)).toMatch(new RegExp(`Escalated by .*AWS user id ${account}`));
  });
});

test('an announced change is low, and everybody has been told of the announcement', async () => {
  await enrol('ninette', ['ninette-old']);
  const announced = await commandLine(
    'expect',
    'ninette',
    '--adds-device',
    '--for',
    '2h',
    '--reason',
    'new phone of ninette',
  );
  expect(announced).toContain('Everybody was told');
  expect(await publishes('new phone of ninette')).toHaveLength(6);

  const serial = `arn:aws:iam::${account}:mfa/ninette-new`;
  const adds = enableMfaDevice({ by: 'ninette', with: 'console', for: 'ninette', serial, ...happening(1) });
  await invoke(envelope(adds));
  expect(await queue.told('ninette-old')).toEqual([]);
  expect(await commandLine('alerts', '--format', 'json')).toMatch(/"severity":"low".*new phone of ninette/);
});

test('destinations are told of what their filters let through', async () => {
  await enrol('rhea', ['rhea-phone']);
  const removal = { by: 'admin', with: 'role', for: 'rhea', serial: `arn:aws:iam::${account}:mfa/rhea-phone` } as const;
  await invoke(envelope(deactivateMfaDevice({ ...removal, ...happening(0) })));
  expect(await mails('rhea', 'Toremovals')).toHaveLength(1);
  await attack('romy');
  expect(await mails('romy', 'Toremovals')).toEqual([]);
  expect(await mails('romy', 'Tosiem')).toEqual([]);

  const [record = {}] = inAccount([intrusion('saul')], '444455556666');
  await invoke(envelope(record as Record<string, unknown>));
  expect(await mails('saul', 'Tosiem')).toHaveLength(1);
});

test('an event bus of somebody’s own gets what is critical, as JSON', async () => {
  const bus = { EventBusName: 'security', Rule: 'all' };
  await eventbridge.send(new PutRuleCommand({ ...bus, Name: 'all', EventPattern: '{"source":["mfa-watch"]}' }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'of-bus' }));
  const Arn = `arn:aws:sqs:us-east-1:${account}:of-bus`;
  await eventbridge.send(new PutTargetsCommand({ ...bus, Targets: [{ Id: 'queue', Arn }] }));

  await enrol('bettina', ['bettina-phone']);
  const { id } = await attack('bettina');
  const [event] = await eventually('the event', () => new Queue(QueueUrl).messages('bettina'));
  expect(JSON.parse(event.body)).toMatchObject({
    'detail-type': 'mfa-watch alert',
    detail: { id, severity: 'critical', destination: 'to-security' },
  });
});

test('more alerts than people can read are told one by one to programs, and together to people', async () => {
  const crowd = Array.from({ length: 104 }, (_, index) => `crowd-${index}`);
  for (const user of crowd) {
    const [told = {}] = inAccount([intrusion(user)], '444455556666');
    await invoke(envelope(told as Record<string, unknown>));
  }
  expect(await mails('crowd-', 'Tosiem')).toHaveLength(104);
  const ofPeople = async (): Promise<(string | undefined)[]> =>
    (await publishes('crowd-')).filter(({ topic }) => topic === stack.AlertTopicArn).map(({ subject }) => subject);
  const before = (await ofPeople()).length;
  expect(before).toBeLessThanOrEqual(100);
  await later(6);
  const [summary, ...others] = (await ofPeople()).slice(before);
  expect(others).toEqual([]);
  expect(summary).toContain(`${104 - before} more alerts`);
}, 120_000);

test('a subscription that vanishes is told to all others', async () => {
  await invoke(scheduled('subscriptions'));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: stack.AlertTopicArn }));
  const gone = Subscriptions.find(({ Endpoint = '' }) => Endpoint.endsWith(':telling'));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: gone?.SubscriptionArn }));
  turnClocks(folder, 15);
  await invoke(scheduled('subscriptions'));
  await invoke(scheduled('subscriptions'));
  const told = (await publishes(':telling')).filter(({ topic }) => topic.includes('Tolead'));
  expect(told).toHaveLength(1);
});
