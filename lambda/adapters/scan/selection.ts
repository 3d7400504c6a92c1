import type { Evidence } from '../../engine/evidence';
import { anyName, kindOf, nameOf } from './record-scan';

/** Shorter texts are taken to be there. */
const shortest = 8;

/** Tells what the scan has seen of a record that may matter. What it refuses does not; what it lets through may not, either. */
export class Selection {
  /** Of all names, by `nameOf`. */
  readonly names: ReadonlySet<number>;
  /** For names that need more than the name: kinds of texts, one set of which must be there. */
  private readonly evidence = new Map<number, number[]>();

  /** @param evidence by the event's name; undefined: the name is enough. */
  constructor(evidence: ReadonlyMap<string, Evidence | undefined>) {
    const enough = new Set([...evidence].filter(([, texts]) => texts === undefined).map(([name]) => nameOf(name)));
    for (const [name, texts = []] of evidence) {
      const key = nameOf(name);
      if (!enough.has(key)) this.evidence.set(key, [...(this.evidence.get(key) ?? []), ...texts.map(kindsOf)]);
    }
    this.names = new Set([...enough, ...this.evidence.keys()]);
  }

  /** @param name by `nameOf`. @param texts kinds that are there, one bit each. */
  takes(name: number, texts: number): boolean {
    const evidence = name === anyName ? undefined : this.evidence.get(name);
    return evidence === undefined || evidence.some((kinds) => (texts & kinds) === kinds);
  }
}

function kindsOf(texts: readonly string[]): number {
  return texts
    .filter((text) => Buffer.byteLength(text) >= shortest)
    .reduce((kinds, text) => kinds | (1 << kindOf(text)), 0);
}
