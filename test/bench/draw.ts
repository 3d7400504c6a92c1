/** Random choices that are the same for the same seed, on every machine (mulberry32). */
export class Draw {
  private state: number;

  /** @param seed any text; what is drawn for another text has nothing to do with it. */
  constructor(seed: string) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < seed.length; index++) hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
    this.state = hash >>> 0;
  }

  /** 0 to 2³² − 1. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 up to, and without, `bound`. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  shuffled<T>(values: readonly T[]): T[] {
    const result = [...values];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [result[last], result[other]] = [result[other] as T, result[last] as T];
    }
    return result;
  }

  hex(digits: number): string {
    return this.cut(digitsPool, digits);
  }

  /** Digits and upper-case letters, as AWS makes its ids of. */
  code(length: number): string {
    return this.cut(codePool, length);
  }

  /** Its first eight digits are drawn one by one, so that hardly any comes twice. */
  uuid(): string {
    const rest = this.cut(digitsPool, 22);
    const first = this.next().toString(16).padStart(8, '0');
    return `${first}-${rest.slice(0, 4)}-4${rest.slice(4, 7)}-a${rest.slice(7, 10)}-${rest.slice(10)}`;
  }

  private cut(pool: string, length: number): string {
    const from = this.below(pool.length - length);
    return pool.slice(from, from + length);
  }

  /** Bits of one draw after the other, in the base: 16 or 36. */
  text(length: number, base: 16 | 36): string {
    let text = '';
    while (text.length < length) text += this.next().toString(base).padStart(8, '0').slice(2);
    return text.slice(0, length);
  }
}

/** Far longer than the 32 KB in which gzip sees repetitions; ids are cut out of it, which is quicker than drawing them. */
const poolLength = 1 << 20;
const digitsPool = new Draw('digits').text(poolLength, 16);
const codePool = new Draw('codes').text(poolLength, 36).toUpperCase();
