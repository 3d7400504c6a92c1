/** Default quotas in us-east-1, per second where nothing else is said. docs/scale.md has the sources. */
export const quotas = {
  lambda: { concurrency: 1_000, environmentsPer10s: 1_000, timeout: 30_000, maxEventAge: 6 * 60 * 60_000 },
  partition: { reads: 3_000, writes: 1_000 },
  table: { reads: 40_000, writes: 40_000 },
  /** Bytes. */
  item: 400 * 1024,
  snsPublish: 30_000,
  /** AWS publishes none: an assumption. */
  iamPerAccount: 20,
  sts: 600,
};

/** Milliseconds: assumptions, not measured in AWS. */
export const takes = {
  coldStart: 600,
  /** What an invocation does besides waiting, at 512 MB. */
  invocation: 8,
  /** Parsing and judging one row that was read, at 512 MB. */
  row: 0.15,
  dynamodb: 5,
  sns: 25,
  iam: 60,
};

/** What a service lets through in a second; what is begun is let through whole. */
export class Allowance {
  used = 0;
  refused = 0;
  /** Most that was used within one second. */
  peak = 0;
  private left: number;
  private seen = 0;
  private second = 0;
  private inSecond = 0;

  constructor(readonly perSecond: number) {
    this.left = perSecond;
  }

  /** @param now milliseconds. */
  admits(now: number): boolean {
    this.left = Math.min(this.perSecond, this.left + ((now - this.seen) / 1000) * this.perSecond);
    this.seen = now;
    if (this.left > 0) return true;
    this.refused += 1;
    return false;
  }

  spend(units: number, now: number): void {
    this.left -= units;
    this.used += units;
    const second = Math.floor(now / 1000);
    this.inSecond = (second === this.second ? this.inSecond : 0) + units;
    this.second = second;
    this.peak = Math.max(this.peak, this.inSecond);
  }
}
