import type { Evidence } from '../../../engine/catalogue/evidence';
import { anyName, mostTexts, nameOf, textBytes } from './record-scan';

/** Tells what the scan has seen of a record that may matter. What it refuses does not; what it lets through may not, either. */
export class Selection {
  /** Of all names, by `nameOf`. */
  readonly names: ReadonlySet<number>;
  /** Those of them that matter only with one of the texts. */
  readonly needing: ReadonlySet<number>;
  /** Those that the scan must look for. */
  readonly texts: readonly string[];
  /** For names that need more than the name: bits of texts, one set of which must be there. */
  private readonly evidence = new Map<number, number[]>();

  /** @param evidence by the event's name; undefined: the name is enough. */
  constructor(evidence: ReadonlyMap<string, Evidence | undefined>) {
    const enough = new Set([...evidence].filter(([, texts]) => texts === undefined).map(([name]) => nameOf(name)));
    this.texts = searched([...evidence.values()].flatMap((texts = []) => texts.flat()));
    for (const [name, texts = []] of evidence) {
      const key = nameOf(name);
      const bits = texts.map((all) => this.bitsOf(all));
      if (!enough.has(key)) this.evidence.set(key, [...(this.evidence.get(key) ?? []), ...bits]);
    }
    this.names = new Set([...enough, ...this.evidence.keys()]);
    this.needing = new Set([...this.evidence].filter(([, sets]) => !sets.includes(0)).map(([name]) => name));
  }

  /** @param name by `nameOf`. @param texts bits of those that may be there. */
  takes(name: number, texts: number): boolean {
    if (name === anyName) return true;
    if (!this.names.has(name)) return false;
    const evidence = this.evidence.get(name);
    return evidence === undefined || evidence.some((bits) => (texts & bits) === bits);
  }

  private bitsOf(texts: readonly string[]): number {
    return texts.reduce((bits, text) => {
      const bit = this.texts.indexOf(start(text));
      return bit === -1 ? bits : bits | (1 << bit);
    }, 0);
  }
}

/** Texts that are too short or too many are taken to be there. */
function searched(texts: readonly string[]): string[] {
  const long = texts.filter((text) => Buffer.byteLength(text) >= textBytes);
  return [...new Set(long.map(start))].slice(0, mostTexts);
}

function start(text: string): string {
  return Buffer.from(text).toString('latin1', 0, textBytes);
}
