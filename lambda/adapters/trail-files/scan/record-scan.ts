import { isUtf8 } from 'node:buffer';
import { kernel } from './kernel';

/**
 * A record that has to be looked at. The bytes are there until the call returns.
 *
 * @param name that of the record, by `nameOf`, or `anyName`.
 * @param texts of a name that needs any: bits of those that are looked for and may be in it, as the first of them is bit 0.
 */
export type Look = (bytes: Buffer, name: number, texts: number) => void;

type Word = Readonly<{ value: number }>;
type LongWord = Readonly<{ value: bigint }>;

/** What assembly/scan.ts exports. */
interface Kernel {
  scan(from: number, end: number, recordDepth: number, containers: bigint, state: number): number;
  readonly names: Word;
  readonly needing: Word;
  readonly texts: Word;
  readonly found: Word;
  readonly input: Word;
  readonly consumed: Word;
  readonly passed: Word;
  readonly candidates: Word;
  readonly first: LongWord;
  readonly last: LongWord;
}

/** Where records lie. */
interface Layout {
  begins: RegExp;
  isList: boolean;
  /** What must follow a list. */
  ends?: RegExp;
  /** Brackets that are open inside of a record, and around it as the kernel wants them. */
  recordDepth: number;
  containers: bigint;
  /** States of the kernel: before the first record, and after each. */
  before: number;
  after: number;
}

const [value, after, firstOfList] = [0, 4, 5];
const [notProvable, listEnded, full] = [1, 2, 3];

const inRecords = /^\{[ \t\r\n]*"Records"[ \t\r\n]*:[ \t\r\n]*\[/;
const layouts: readonly Layout[] = [
  {
    ...{ begins: inRecords, isList: true, ends: /^\}/ },
    ...{ recordDepth: 3, containers: 0b10n, before: firstOfList, after },
  },
  { begins: /^\[/, isList: true, recordDepth: 2, containers: 0n, before: firstOfList, after },
  // One after the other.
  { begins: /^(?=\{)/, isList: false, recordDepth: 1, containers: 0n, before: value, after: value },
];

const blank = new Set([0x20, 0x09, 0x0a, 0x0d]);
const byteOrderMark = 0xefbbbf;
const pageBytes = 65_536;
/** What the kernel wants behind the bytes. */
const blanks = 64;
const entryBytes = 16;

/** Stands for the name of a record that has to be looked at whatever it is called. */
export const anyName = 0;
/** Bytes by which texts are told apart; shorter ones cannot be looked for. */
export const textBytes = 8;
/** As many as there are bits. */
export const mostTexts = 32;
/** More than stands before a list or behind it, blanks left out. */
const enough = 64;
/** What is copied and looked at together: still in the processor's cache when it is looked at. */
export const blockBytes = 256 * 1024;
/** Bytes of one record, at most. */
const mostHeld = 256 * 1024 * 1024;

/** Bytes that are not, beyond doubt, JSON objects in UTF-8 in one of the layouts. They must be read in another way. */
export class NotProvable extends Error {
  constructor(what = 'not a list of JSON objects', options?: ErrorOptions) {
    super(what, options);
  }
}

/**
 * Goes through the bytes of CloudTrail files, checks that they are JSON, and gives out those records that must be parsed:
 * they bear one of the names, or what they are cannot be told without parsing. All others are records with a name, a
 * source and a time, and are counted.
 */
export class RecordScan {
  private readonly memory = new WebAssembly.Memory({ initial: 32 });
  private readonly kernel: Kernel;
  private readonly input: number;
  private bytes: Buffer;
  private layout: Layout | undefined;
  private state = value;
  /** Up to here everything is judged. */
  private at = 0;
  private isInside = false;
  /** How many bytes wait at `input`, and how many there must be before another look is worth it. */
  private held = 0;
  private wanted = 0;
  /** Whether there has been anything but blanks. */
  private isBegun = false;
  private isMarkPassed = false;

  /** Records that need no look, and the earliest and latest time (milliseconds since the epoch) of plain ones. */
  passed = 0;
  first = Infinity;
  last = -Infinity;

  /**
   * @param names of events, by `nameOf`.
   * @param needing those of them that matter only with one of the texts.
   * @param texts to look for, 32 at most, as keys or as text, by their first eight bytes.
   * @throws if two of the texts have the same place.
   */
  constructor(names: ReadonlySet<number>, needing: ReadonlySet<number>, texts: readonly string[]) {
    const module = new WebAssembly.Module(Buffer.from(kernel, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    // Nothing types what is compiled; `npm run kernel -- --check` holds it to its source, and the property tests to this interface.
    this.kernel = exports as unknown as Kernel;
    this.input = this.kernel.input.value;
    this.bytes = Buffer.from(this.memory.buffer);
    const enough = new Set([...names].filter((name) => !needing.has(name)).map(half));
    this.note(this.kernel.names.value, new Set([...names].map(half)));
    this.note(this.kernel.needing.value, new Set([...needing].map(half).filter((one) => !enough.has(one))));
    for (const [bit, text] of texts.entries()) this.lookFor(text, bit);
  }

  private note(table: number, halves: ReadonlySet<number>): void {
    for (const one of halves) {
      const at = table + (one >> 3);
      this.bytes.writeUInt8(this.bytes.readUInt8(at) | (1 << (one & 7)), at);
    }
  }

  private lookFor(text: string, bit: number): void {
    const word = Buffer.from(text).readBigUInt64LE();
    const at = this.kernel.texts.value + placeOf(word) * 16;
    if (this.bytes.readBigUInt64LE(at) !== 0n) throw new Error(`"${text}" and another text have one place`);
    this.bytes.writeBigUInt64LE(word, at);
    this.bytes.writeUInt32LE((1 << bit) >>> 0, at + 8);
  }

  /** Before each file. */
  restart(): void {
    this.layout = undefined;
    this.isInside = false;
    this.isBegun = false;
    this.isMarkPassed = false;
    this.held = 0;
    this.wanted = 0;
    this.passed = 0;
    this.first = Infinity;
    this.last = -Infinity;
  }

  /** Bytes that no record has come of yet. */
  get waiting(): number {
    return this.held;
  }

  /** @throws NotProvable */
  push(chunk: Buffer, look: Look): void {
    for (let at = 0; at < chunk.length; at += blockBytes) {
      this.take(chunk.subarray(at, at + blockBytes));
      if (this.held >= this.wanted) this.advance(false, look);
    }
  }

  /** There is no more. @throws NotProvable */
  finish(look: Look): void {
    this.advance(true, look);
  }

  private advance(isLast: boolean, look: Look): void {
    const end = this.input + this.held;
    this.at = this.afterMark(end);
    while (this.isInside || this.enter(end, isLast)) {
      const result = this.records(end, look);
      if (result === listEnded) this.leave();
      // An end that is not the last may cut through a word.
      else if (result === notProvable && isLast) throw new NotProvable();
      else if (result !== full) break;
    }
    const isWhole = this.isBegun && this.layout?.isList !== true && skipBlank(this.bytes, this.at, end) === end;
    if (isLast && !isWhole) throw new NotProvable();
    this.bytes.copyWithin(this.input, this.at, end);
    this.held = end - this.at;
    this.wanted = 2 * this.held;
  }

  private take(chunk: Buffer): void {
    if (this.held > mostHeld) throw new NotProvable();
    const end = this.input + this.held + chunk.length;
    const missing = end + blanks - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / pageBytes));
      this.bytes = Buffer.from(this.memory.buffer);
    }
    this.bytes.set(chunk, this.input + this.held);
    this.bytes.fill(' ', end, end + blanks);
    this.held += chunk.length;
  }

  private afterMark(end: number): number {
    const at = this.input;
    if (this.isMarkPassed || end - at < 3) return at;
    this.isMarkPassed = true;
    return this.bytes.readUIntBE(at, 3) === byteOrderMark ? at + 3 : at;
  }

  /** Goes on to where records are. @returns whether there are any; if not, there may be with more bytes. */
  private enter(end: number, isLast: boolean): boolean {
    for (;;) {
      const at = skipBlank(this.bytes, this.at, end);
      if (at === end || (!isLast && end - at < enough)) return false;
      const text = this.bytes.toString('latin1', at, Math.min(end, at + enough));
      const { layout } = this;
      this.layout = layout === undefined ? layouts.find(({ begins }) => begins.test(text)) : undefined;
      const passed = (this.layout?.begins ?? layout?.ends)?.exec(text);
      if (!passed) throw new NotProvable();
      this.at = at + passed[0].length;
      if (this.layout === undefined) continue;
      this.state = this.layout.before;
      this.isBegun = true;
      return (this.isInside = true);
    }
  }

  private leave(): void {
    this.isInside = false;
    if (this.layout?.ends === undefined) this.layout = undefined;
  }

  private records(end: number, look: Look): number {
    const { kernel, bytes, layout, at } = this;
    if (layout === undefined) throw new NotProvable();
    const result = kernel.scan(at, end, layout.recordDepth, layout.containers, this.state);
    const consumed = kernel.consumed.value;
    if (!isUtf8(bytes.subarray(at, consumed))) throw new NotProvable();
    if (consumed > at) this.state = layout.after;
    this.at = consumed;
    this.passed += kernel.passed.value;
    if (kernel.last.value !== 0n) {
      this.first = Math.min(this.first, timeOf(kernel.first.value));
      this.last = Math.max(this.last, timeOf(kernel.last.value));
    }
    const found = kernel.found.value;
    const many = kernel.candidates.value;
    for (let entry = found; entry < found + many * entryBytes; entry += entryBytes) {
      const [from, to] = [bytes.readUInt32LE(entry), bytes.readUInt32LE(entry + 4)];
      look(bytes.subarray(from, to), bytes.readUInt32LE(entry + 8), bytes.readUInt32LE(entry + 12));
    }
    return result;
  }
}

/** FNV-1a (RFC 9923), 32 bits: the same for the same name, and hardly ever for two. */
export function nameOf(name: string): number {
  let hash = 2166136261;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

/** Of a hash, what the kernel's tables know it by. */
function half(hash: number): number {
  return hash & 0xffff;
}

function placeOf(word: bigint): number {
  return Number(BigInt.asUintN(64, word * 0x9e3779b97f4a7c15n) >> 56n);
}

function skipBlank(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && blank.has(bytes[at] ?? 0)) at++;
  return at;
}

/** @param time yyyymmddhhmmss. @returns milliseconds since the epoch. */
function timeOf(time: bigint): number {
  const digits = String(time);
  const part = (from: number, to: number): number => Number(digits.slice(from, to));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14));
}
