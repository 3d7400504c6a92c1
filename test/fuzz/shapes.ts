import { readAddressDatabases } from '../../lambda/adapters/addresses-mmdb';
import { openDeadLetter } from '../../lambda/adapters/dead-letter';
import { readDevicesFile } from '../../lambda/adapters/devices/devices-file';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';
import { readTrailFile } from '../../lambda/adapters/trail-files/trail-files';
import { legible } from '../../lambda/alerts/plain';
import { requestSchema } from '../../lambda/engine/answers/request';
import { partsOf, regularExpressions } from './regular-expressions';
import { inFiles, listOf, shapesFor, type Shape } from './shape';
import { devices, json, trailFiles } from './shapes-json';
import { attackTexts, readRecord, records } from './shapes-records';
import { replayed, replays } from './shapes-replay';
import { readConfig, yaml, yamlMarks } from './shapes-yaml';

const answer = (body: string, index = 0): object => ({
  ...{
    eventSource: 'aws:sqs',
    messageId: String(index),
    body,
    attributes: { SenderId: 'AROA:chatbot-session-slack-U01ABC' },
  },
});

function readAnswers(event: unknown): void {
  for (const { request } of queuedAnswers(event) ?? []) requestSchema.safeParse(request);
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Everything that reads what others have written, on inputs made to be slow, and the engine that judges it. */
export const shapes: readonly Shape[] = [
  ...shapesFor('trail file', 8000, readTrailFile, trailFiles),
  ...shapesFor('replay', 400, replayed, replays),
  ...shapesFor('record', 5000, readRecord, records),
  ...shapesFor('configuration', 500, readConfig, yaml),
  ...shapesFor('configuration', 2000, readConfig, yamlMarks),
  ...shapesFor('file of devices', 10_000, (file) => orNothing(() => readDevicesFile(file)), devices),
  ...shapesFor('dead letter', 20_000, (Body) => openDeadLetter({ Body }), json),
  ...shapesFor('answers', 5000, readAnswers, {
    ...Object.fromEntries(
      Object.entries(json).map(([name, make]) => [name, (size) => ({ Records: [answer(make(size))] })]),
    ),
    many: (size) => ({ Records: listOf(size, (index) => answer('{"ack":"0123456789abcdef@soc"}', index)) }),
  }),
  ...shapesFor(
    'text for people',
    20_000,
    legible,
    Object.fromEntries(attackTexts.map((text) => [JSON.stringify(text), (size: number) => text.repeat(size)])),
  ),
  ...shapesFor(
    'address database',
    20_000,
    (file) => orNothing(() => readAddressDatabases([file])),
    inFiles(
      {
        zeros: (size) => Buffer.alloc(size * 10),
        'marks again and again': (size) => Buffer.alloc(size * 10, Buffer.from('\xab\xcd\xefMaxMind.co', 'latin1')),
      },
      '.mmdb',
    ),
  ),
  ...regularExpressions().flatMap((literal) => {
    const [source, flags] = partsOf(literal);
    const texts = [...new Set([...attackTexts, ...Array.from(source), ...(source.match(/[\w :/.-]{2,}/g) ?? [])])];
    const read = (inputs: string[]): boolean[] => inputs.map((text) => new RegExp(source, flags).test(text));
    return shapesFor(literal, 2000, read, {
      'its own characters again and again': (size) =>
        texts.flatMap((text) => [text.repeat(size), `${text.repeat(size)}\u0000`]),
    });
  }),
];
