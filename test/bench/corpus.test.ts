import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detections } from '../../lambda/detections';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { mfaWatch } from '../cli/captured-terminal';
import { folderWith, removeFolders } from '../cli/folder';
import { corpusOf, type Corpus, type Shape } from './corpus';
import { Draw } from './draw';
import { differences } from './planted-alerts';
import { writeCorpus, type Manifest } from './write-corpus';

afterAll(removeFolders);

const shape: Shape = { seed: 7, records: 3000, files: 25, variant: 'plain' };

async function replayed(folder: string): Promise<string> {
  const devices = join(folder, 'devices.json');
  const { stdout } = await mfaWatch(['replay', join(folder, 'AWSLogs'), '--devices', devices]);
  return stdout;
}

describe('a corpus', () => {
  let folder: string;
  let manifest: Manifest;
  beforeAll(async () => {
    folder = folderWith({});
    manifest = await writeCorpus(folder, shape);
  });

  it('plants 40 incidents or more, half of them across an hour or midnight, a quarter delivered twice', () => {
    const { incidents } = manifest;
    const alarming = incidents.filter(({ alerts }) => alerts.length > 0);
    expect(alarming.length).toBeGreaterThanOrEqual(40);
    const across = alarming.filter(({ crosses }) => crosses.hour);
    expect(across.length).toBeGreaterThanOrEqual(alarming.length / 2);
    expect(across.filter(({ crosses }) => crosses.midnight).length).toBeGreaterThanOrEqual(10);
    expect(alarming.filter(({ deliveredTwice }) => deliveredTwice).length).toBeGreaterThanOrEqual(10);
  });

  it('has something for every detection', () => {
    const alerts = manifest.incidents.flatMap((incident) => incident.alerts);
    const told = new Set(alerts.flatMap(({ detection, related }) => [detection, ...related]));
    const silent = detections.map(({ id }) => id).filter((id) => !told.has(id));
    expect({ 'no story in test/scenarios expects': silent }).toEqual({ 'no story in test/scenarios expects': [] });
  });

  it('gives what was planted, nothing else, and nothing twice', async () => {
    expect(differences(manifest, await replayed(folder))).toEqual([]);
  });

  it('gives the same from files of other names, in another order, with their records in another order', async () => {
    expect((await replayed(await reordered(folder))).split('\n').sort()).toEqual(
      (await replayed(folder)).split('\n').sort(),
    );
  });
});

/** The same records; files are renamed, records shuffled and moved to other files. */
async function reordered(folder: string): Promise<string> {
  const draw = new Draw('reordered');
  const { files } = await corpusOf(shape);
  const devices = readFileSync(join(folder, 'devices.json'));
  const other = folderWith({ 'devices.json': devices });
  for (const { records } of draw.shuffled(files)) {
    const path = join(other, 'AWSLogs', draw.code(2), `${draw.hex(12)}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `{"Records":[${draw.shuffled([...records()]).join(',')}]}`);
  }
  return other;
}

describe('its records', () => {
  it('are the same for the same seed, and as many as asked for', async () => {
    const texts = (of: Corpus): string[] => of.files.flatMap(({ records }) => [...records()]);
    const same = texts(await corpusOf(shape));
    expect(same).toHaveLength(shape.records);
    expect(same).toEqual(texts(await corpusOf(shape)));
    expect(texts(await corpusOf({ ...shape, seed: 8 }))).not.toEqual(same);
  });

  it('are watched in one of a hundred cases, incidents aside', async () => {
    const corpus = await corpusOf({ ...shape, records: 20_000 });
    const planted = new Set(corpus.incidents.map(({ account }) => account));
    const records = corpus.files
      .flatMap(({ records: texts }) => [...texts()].map((text) => JSON.parse(text) as { recipientAccountId: string }))
      .filter(({ recipientAccountId }) => !planted.has(recipientAccountId));
    const share = records.filter(watcher(detections)).length / records.length;
    expect(share).toBeGreaterThan(0.007);
    expect(share).toBeLessThan(0.013);
  });

  it('are mostly AssumeRole in the variant of that name, and few of those watched', async () => {
    const { files } = await corpusOf({ ...shape, records: 20_000, variant: 'assume-role' });
    const records = files.flatMap(({ records: texts }) =>
      [...texts()].map((text) => JSON.parse(text) as { eventName: string }),
    );
    const assumed = records.filter(({ eventName }) => eventName === 'AssumeRole');
    expect(assumed.length).toBeGreaterThan(0.7 * records.length);
    expect(assumed.filter(watcher(detections)).length).toBeLessThan(0.02 * assumed.length);
  });
});

it('is written as AWS does: a folder for each account, region and day, one gzip file of compact JSON', async () => {
  const folder = folderWith({});
  await writeCorpus(folder, { ...shape, files: 1 });
  const [file] = (await corpusOf({ ...shape, files: 1 })).files;
  expect(file?.path).toMatch(
    /^AWSLogs\/(\d{12})\/CloudTrail\/us-east-1\/2025\/06\/\d\d\/\1_CloudTrail_us-east-1_202506\d\dT\d{4}Z_[0-9A-Z]{16}\.json\.gz$/,
  );
  const text = gunzipSync(readFileSync(join(folder, file?.path ?? ''))).toString();
  expect(text).toBe(JSON.stringify(JSON.parse(text)));
});
