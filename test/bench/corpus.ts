import { callsOf, chooser, recordOf } from './background';
import { Draw } from './draw';
import { everyday, recordsAHabit } from './everyday';
import { incidents, type Incident } from './incidents';

export const variants = ['plain', 'assume-role', 'tiny-files'] as const;

/** The same shape gives the same bytes. */
export interface Shape {
  seed: number;
  /** What nobody watches, everyday records of MFA and the records of incidents: all counted. */
  records: number;
  files: number;
  variant: (typeof variants)[number];
}

export interface CorpusFile {
  /** As AWS names it, from `AWSLogs` on. */
  path: string;
  /** JSON texts. Starts anew with each call. */
  records: () => Generator<string>;
}

export interface Corpus {
  files: CorpusFile[];
  incidents: Incident[];
  /** As `--devices` takes it. */
  devices: Record<string, NonNullable<Incident['devices']>>;
  /** Incidents of which each record lies in two files. */
  deliveredTwice: string[];
}

const day = 24 * 3_600_000;
const start = Date.parse('2025-06-01T00:00:00Z');
/** The longest incident, and time for what is due after it. */
const reserve = 7 * day;
const accounts = Array.from({ length: 12 }, (_, index) => String(100_000_000_000 + index * 7_310_000_003));
/** Most of it where IAM and sign-in write. */
const regions = ['us-east-1', 'us-east-1', 'eu-west-1', 'us-east-1', 'us-west-2'];
/** Sign-ins and calls about MFA, among all records. */
export const watchedShare = 0.01;

/** Files of a day or, where there are few, of some days; several a day lie side by side, as in AWS. */
export async function corpusOf(shape: Shape): Promise<Corpus> {
  const { seed, files } = shape;
  const days = Math.min(Math.max(Math.floor(files / 5), 10), 365);
  const slots = Math.min(files, days);
  const told = await incidents(seed, start, start + days * day - reserve);
  const draw = new Draw(`${seed} deliveries`);
  const slotOf = (at: number): number => Math.min(Math.floor(((at - start) / (days * day)) * slots), slots - 1);
  const planted = Array.from({ length: files }, (): string[] => []);
  const deliveredTwice: string[] = [];
  for (const [index, { story, records }] of told.entries()) {
    const copies = index % 3 === 0 && files > 1 ? 2 : 1;
    if (copies === 2) deliveredTwice.push(story);
    for (const { at, text } of records)
      for (const file of filesFor(slotOf(at), copies, files, slots, draw)) planted[file]?.push(text);
  }
  const background = Math.max(0, shape.records - planted.flat().length);
  const choose = chooser(callsOf(shape.variant === 'assume-role'));
  return {
    files: planted.map((own, index) => {
      const from = start + (index % slots) * ((days * day) / slots);
      const region = regions[Math.floor(index / slots) % regions.length] ?? '';
      const fileDraw = new Draw(`${seed} file ${index}`);
      const account = fileDraw.pick(accounts);
      const size = Math.floor(((index + 1) * background) / files) - Math.floor((index * background) / files);
      const slot = { account, region, from, to: from + (days * day) / slots };
      return {
        path: pathOf(slot, fileDraw),
        records: () => recordsOf(size, slot, own, choose, new Draw(`${seed} records ${index}`)),
      };
    }),
    incidents: told,
    devices: Object.fromEntries(told.flatMap(({ account, devices }) => (devices ? [[account, devices]] : []))),
    deliveredTwice,
  };
}

/** A random file of the slot; for a copy a second one, of the next slot if the slot has but one. */
function filesFor(slot: number, copies: number, files: number, slots: number, draw: Draw): number[] {
  const ofSlot = Array.from({ length: Math.ceil((files - slot) / slots) }, (_, index) => slot + index * slots);
  const [one = slot, other = (slot + 1) % files] = draw.shuffled(ofSlot);
  return copies === 2 ? [one, other] : [one];
}

interface Slot {
  account: string;
  region: string;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

function pathOf({ account, region, from }: Slot, draw: Draw): string {
  const at = new Date(from + draw.below(288) * 300_000).toISOString();
  const stamp = `${at.slice(0, 16).replace(/[-:]/g, '')}Z`;
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${at.slice(0, 10).replaceAll('-', '/')}`;
  return `${folder}/${account}_CloudTrail_${region}_${stamp}_${draw.code(16)}.json.gz`;
}

/** @param own records of incidents, strewn among the others. */
function* recordsOf(
  size: number,
  { account, region, from, to }: Slot,
  own: readonly string[],
  choose: ReturnType<typeof chooser>,
  draw: Draw,
): Generator<string> {
  const places = own.map((text) => ({ text, place: draw.below(size + 1) })).sort((a, b) => a.place - b.place);
  let next = 0;
  for (let index = 0; index < size;) {
    for (let one = places[next]; one !== undefined && one.place <= index; one = places[++next]) yield one.text;
    const at = from + Math.floor((index / size) * (to - from)) + draw.below(300_000);
    if (draw.chance(watchedShare / recordsAHabit))
      for (const text of everyday(draw, account, at).slice(0, size - index)) {
        yield text;
        index++;
      }
    else {
      const time = `${new Date(at).toISOString().slice(0, 19)}Z`;
      yield JSON.stringify(recordOf(choose(draw), { draw, account, region, time }));
      index++;
    }
  }
  for (const { text } of places.slice(next)) yield text;
}
