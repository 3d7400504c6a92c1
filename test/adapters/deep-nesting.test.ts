import { afterAll, expect, it } from '@jest/globals';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { join } from 'node:path';
import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { openDeadLetter } from '../../lambda/adapters/dead-letter';
import { SqsDeadLetters } from '../../lambda/adapters/dead-letters-sqs';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';
import { openEnvelope } from '../../lambda/events/envelope';
import { enableMfaDevice } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { live } from '../engine/live';
import { folderWith, removeFolders } from '../cli/folder';

afterAll(removeFolders);

const deep = '['.repeat(200_000) + ']'.repeat(200_000);
const nested: unknown = JSON.parse(deep);
const record = { ...enableMfaDevice({ with: 'long-term-key' }), requestParameters: { userName: 'alice', nested } };

function written(name: string, content: string | Buffer): string {
  return join(folderWith({ [name]: content }), name);
}

it('a record is read, whatever lies in it', () => {
  expect(parseTrailEvent(record)).toMatchObject({ ok: true, event: { target: { name: 'alice' } } });
  const around = { source: 'aws.iam', account: '111122223333', detail: record };
  expect(openEnvelope(around)).toMatchObject({ ok: true, kind: 'event' });
});

it.each([nested, { source: nested }, { source: 'aws.iam', account: '111122223333', detail: nested }])(
  'an envelope is refused',
  (raw) => {
    expect(openEnvelope(raw)).toMatchObject({ ok: false });
  },
);

it('what is set aside in the dead-letter queue is written down to some depth, and says so', async () => {
  const sqs = mockClient(SQSClient);
  await new SqsDeadLetters(() => Promise.resolve(new SQSClient({})), 'https://sqs.example').keep(
    { source: 'aws.iam', nested },
    'because',
  );
  const body = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? '';
  expect(JSON.parse(body)).toMatchObject({ source: 'aws.iam' });
  expect(body).toContain('["nested too deep"]');
});

it('what is set aside is cut to what a queue takes, which counts bytes', async () => {
  const sqs = mockClient(SQSClient);
  const dead = new SqsDeadLetters(() => Promise.resolve(new SQSClient({})), 'https://sqs.example');
  await dead.keep({ name: '€'.repeat(200_000) }, 'because');
  const body = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? '';
  expect(Buffer.byteLength(body)).toBeGreaterThan(249_000);
  expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024 - 1024);
});

it('a dead letter says that it is', () => {
  expect(openDeadLetter({ Body: deep })).toMatchObject({ unreadable: 'nested too deep' });
  expect(openDeadLetter({ Body: `{"requestPayload":${deep},"requestContext":{"condition":"x"}}` })).toMatchObject({
    unreadable: 'nested too deep',
  });
});

it('a request is refused with a reply', async () => {
  const record = { eventSource: 'aws:sqs', messageId: '1', body: deep, attributes: { SenderId: 'AIDA' } };
  const [answer] = queuedAnswers({ Records: [record] }) ?? [];
  const { responder } = live();
  expect(await responder.pressed(answer?.request, '', 'once')).toMatchObject({ ok: false });
  expect(await responder.respond({ action: 'answer', by: nested }, 'twice')).toMatchObject({ ok: false });
});

it.each([
  ['the whole', deep, 'not a JSON object'],
  ['an account', `{"111122223333":${deep}}`, '111122223333: not a JSON object'],
  ['a user', `{"111122223333":{"alice":${deep}}}`, '111122223333 / alice / 0: '],
  ['objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`, '"a" is not an account id'],
])('a file of devices is refused with its place: %s', (_, text, problem) => {
  expect(() => readDevicesFile(written('devices.json', text))).toThrow(problem);
});

it('an address database that points to itself is refused with its name', () => {
  const file = written('loop.mmdb', Buffer.from('\xab\xcd\xefMaxMind.com\x20\x00', 'latin1'));
  expect(() => readAddressDatabases([file])).toThrow(`${file}: is no MaxMind DB file, or only a part of one`);
});
