import { watchedShare, type Shape } from './corpus';
import { onceAndTwice } from './doubled-catalogue';
import { madeCorpus, shuffled, type MadeCorpus } from './made-corpora';
import { inverse, output, pairs, run, spread, type Program, type Spread } from './measure';
import { differences } from './planted-alerts';
import { gunzip, mfaWatch, nothing, peakMemory, replay, replayArguments, withoutPrefilter, zcat } from './programs';
import { duckdb, jq } from './query-engines';
import type { Row } from './report';

export interface Extent {
  rounds: number;
  /** Of the corpora on which programs are compared. */
  records: number;
  /** Of the largest corpus. */
  most: number;
}

const recordsAFile = 4000;
const shape = (records: number, variant: Shape['variant'] = 'plain'): Shape => ({
  seed: 1,
  records,
  files: variant === 'tiny-files' ? Math.ceil(records / 10) : Math.ceil(records / recordsAFile),
  variant,
});

type Section = (extent: Extent) => Promise<Row[]>;

/** By what `--only` calls them. */
export const sections: Readonly<Record<string, Section>> = {
  plain: async (extent) => {
    const corpus = await madeCorpus(shape(extent.records));
    return [
      ...(await found('plain', corpus)),
      ...(await found('plain, files renamed', shuffled(corpus))),
      ...(await speed(corpus, extent)),
      ...(await others(corpus, extent)),
    ];
  },
  'assume-role': async (extent) => {
    const corpus = await madeCorpus(shape(extent.records, 'assume-role'));
    return [...(await found('mostly AssumeRole', corpus)), ...(await speed(corpus, extent, 'mostly AssumeRole: '))];
  },
  'tiny-files': async (extent) => {
    const corpus = await madeCorpus(shape(extent.records, 'tiny-files'));
    return [...(await found('tiny files', corpus)), ...(await speed(corpus, extent, 'tiny files: '))];
  },
  'one-file': async ({ records, rounds }) => {
    // 1.4 KB a record: 1 GB where the other corpora have 200,000 records.
    const corpus = await madeCorpus({ ...shape(records * 3.75), files: 1 });
    const name = `one gzip file of ${(corpus.manifest.written.bytes / 1e9).toFixed(2)} GB raw`;
    return [
      ...(await found(name, corpus)),
      {
        what: `${name}: peak memory, MB`,
        atMost: 200,
        measured: exactly((await peakMemory(replayArguments(corpus))) / 1e6),
      },
      { what: `${name}: time / zcat \\| wc -c`, measured: await compared(replay(corpus), zcat(corpus), rounds) },
    ];
  },
  twice: async ({ records, rounds }) => {
    const { once, twice } = await onceAndTwice(await madeCorpus(shape(records)));
    return [{ what: 'twice the detections: time / once', atMost: 1.1, measured: await compared(twice, once, rounds) }];
  },
  memory: async ({ records, most }) => {
    const sizes = [records, records * 10, ...(most > records * 10 ? [most] : [])];
    const corpora: MadeCorpus[] = [];
    for (const size of sizes) corpora.push(await madeCorpus(shape(size)));
    const peaks: number[] = [];
    for (const corpus of corpora) peaks.push(await peakMemory(replayArguments(corpus)));
    const growth = sizes.slice(1).map((size, index): Row => {
      const [few, many] = [corpora[index], corpora[index + 1]].map((corpus) => corpus?.manifest.written.records ?? NaN);
      const more = ((many ?? NaN) - (few ?? NaN)) * watchedShare;
      const grown = (peaks[index + 1] ?? NaN) - (peaks[index] ?? NaN);
      const what = `bytes for each further record that matters, ${sizes[index]} to ${size} records`;
      return { what, atMost: 1024, measured: exactly(grown / more) };
    });
    return [
      { what: `peak memory, ${records * 10} records, MB`, atMost: 200, measured: exactly((peaks[1] ?? NaN) / 1e6) },
      ...growth,
    ];
  },
  linear: async ({ most }) => {
    const sizes = [most / 1000, most / 100, most / 10, most];
    const seconds: number[] = [];
    for (const size of sizes) seconds.push(await best(replay(await madeCorpus(shape(size))), size > 1e6 ? 1 : 3));
    const perRecord = (from: number, to: number): number =>
      ((seconds[to] ?? NaN) - (seconds[from] ?? NaN)) / ((sizes[to] ?? NaN) - (sizes[from] ?? NaN));
    const what = `time per record, ${most / 10} to ${most} records / ${most / 1000} to ${most / 10}`;
    return [{ what, atMost: 1.2, measured: exactly(perRecord(2, 3) / perRecord(0, 2)) }];
  },
  start: async ({ rounds }) => {
    const first = async (): Promise<number> => (await output(mfaWatch([]))).firstAfter;
    const measured = await pairs(first, () => run(nothing), rounds * 3);
    return [{ what: 'start to first output, bundled trail / node -e 0', atMost: 2.5, measured }];
  },
};

async function found(name: string, corpus: MadeCorpus): Promise<Row[]> {
  const { text } = await output(replay(corpus));
  const differing = differences(corpus.manifest, text);
  for (const line of differing.slice(0, 20)) console.error(`  ${line}`);
  const { length } = corpus.manifest.incidents;
  return [
    {
      what: `${name}: alerts of ${length} incidents missing, invented or twice`,
      atMost: 0,
      measured: exactly(differing.length),
    },
  ];
}

async function speed(corpus: MadeCorpus, { rounds }: Extent, name = ''): Promise<Row[]> {
  const ours = replay(corpus);
  const slow = await withoutPrefilter(corpus);
  return [
    { what: `${name}time / zcat \\| wc -c`, atMost: 0.6, measured: await compared(ours, zcat(corpus), rounds) },
    {
      what: `${name}rate / gunzipSync alone`,
      atLeast: 0.7,
      measured: inverse(await compared(ours, gunzip(corpus), rounds)),
    },
    {
      what: `${name}time of --no-prefilter / time`,
      atLeast: 3,
      measured: slow && (await compared(slow, ours, rounds)),
    },
  ];
}

async function others(corpus: MadeCorpus, { rounds }: Extent): Promise<Row[]> {
  const [ours, json] = [replay(corpus), await jq(corpus)];
  return [
    { what: 'time of DuckDB / time', atLeast: 8, measured: await compared(await duckdb(corpus), ours, rounds) },
    { what: 'time of jq / time', atLeast: 8, measured: json && (await compared(json, ours, rounds)) },
  ];
}

function compared(a: Program, b: Program, rounds: number): Promise<Spread> {
  return pairs(
    () => run(a),
    () => run(b),
    rounds,
  );
}

function exactly(value: number): Spread {
  return spread([value]);
}

async function best(program: Program, times: number): Promise<number> {
  const seconds: number[] = [];
  for (let time = 0; time < times; time++) seconds.push(await run(program));
  return Math.min(...seconds);
}
