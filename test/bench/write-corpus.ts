import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { corpusOf, variants, type CorpusFile, type Shape } from './corpus';
import { severities } from '../../lambda/detections/severity';

const alertSchema = z.object({
  account: z.string(),
  detection: z.string(),
  severity: z.enum(severities),
  /** Name of the user (`root` for root); the type where nobody is named. */
  target: z.string(),
  /** Ids of the other detections in the alert. */
  related: z.array(z.string()).readonly(),
  /** Records that the alert rests on. */
  events: z.number(),
});

/** What a replay of the whole corpus must print, and no more. */
export const manifestSchema = z.object({
  shape: z.object({ seed: z.number(), records: z.number(), files: z.number(), variant: z.enum(variants) }),
  /** Copies counted, and uncompressed bytes. */
  written: z.object({ records: z.number(), bytes: z.number() }),
  incidents: z.array(
    z.object({
      story: z.string(),
      account: z.string(),
      crosses: z.object({ hour: z.boolean(), midnight: z.boolean() }),
      deliveredTwice: z.boolean(),
      alerts: z.array(alertSchema),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type PlantedAlert = z.infer<typeof alertSchema>;

/** As many as there are cores that compress in the background while records are made. */
const atOnce = 2;
const chunkLength = 1 << 18;

/** Writes `AWSLogs/…`, `devices.json` and `manifest.json` (last, so that its presence shows a whole corpus). */
export async function writeCorpus(folder: string, shape: Shape): Promise<Manifest> {
  const corpus = await corpusOf(shape);
  const written = { records: 0, bytes: 0 };
  const open = corpus.files[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const file of open) {
      const size = await writeLog(join(folder, file.path), file);
      written.records += size.records;
      written.bytes += size.bytes;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const manifest: Manifest = {
    shape,
    written,
    incidents: corpus.incidents.map(({ story, account, crosses, alerts }) => ({
      story,
      account,
      crosses,
      deliveredTwice: corpus.deliveredTwice.includes(story),
      alerts: alerts.map((alert) => ({ related: [], ...alert, account })),
    })),
  };
  writeFileSync(join(folder, 'devices.json'), JSON.stringify(corpus.devices, undefined, 2));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest, undefined, 2));
  return manifest;
}

async function writeLog(path: string, file: CorpusFile): Promise<{ records: number; bytes: number }> {
  mkdirSync(dirname(path), { recursive: true });
  const gzip = createGzip();
  const done = finished(gzip.pipe(createWriteStream(path)));
  let [records, bytes] = [0, 0];
  let chunk = '{"Records":[';
  const flush = async (): Promise<void> => {
    const raw = Buffer.from(chunk);
    bytes += raw.length;
    chunk = '';
    if (!gzip.write(raw)) await once(gzip, 'drain');
  };
  for (const text of file.records()) {
    chunk += records++ === 0 ? text : `,${text}`;
    if (chunk.length > chunkLength) await flush();
  }
  chunk += ']}';
  await flush();
  gzip.end();
  await done;
  return { records, bytes };
}
