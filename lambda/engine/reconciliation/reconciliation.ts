import { openEnvelope, reconcileDetailType } from '../../events/envelope';
import { RegionClosed } from './event-history';
import type { Notebook } from '../ports';
import { RegionSweep, type RegionSweepParts, type Run } from './region-sweep';

/** Milliseconds: longer than the function's timeout, shorter than the time between two sweeps. */
const longest = 16 * 60_000;

/** Milliseconds before the end in which nothing is begun any more: a page with all its repeats, or one event, takes less. */
const reserve = 90_000;

export interface ReconciliationParts extends RegionSweepParts {
  /** Home region of the partition. */
  home: string;
  names: { atHome: readonly string[]; elsewhere: readonly string[] };
  notebook: Notebook;
}

/**
 * CloudTrail hands events to EventBridge as well as it can, and some never come. What its event history has and the timelines
 * have not goes the same way as what EventBridge delivers; should that come late, it is a second delivery like any other.
 */
export class Reconciliation {
  constructor(private readonly parts: ReconciliationParts) {}

  /**
   * @param raw what the schedule sends.
   * @param attempt names this invocation.
   * @param remaining milliseconds that the function may still run.
   * @throws if it was sent something else. What cannot be read or handled is counted and left to the next sweep.
   */
  async run(raw: unknown, attempt: string, remaining: () => number): Promise<void> {
    const { notebook, clock, journal } = this.parts;
    const envelope = openEnvelope(raw);
    if (!envelope.ok) throw new Error(envelope.problem);
    if (envelope.kind !== 'reconcile') throw new Error(`expected "${reconcileDetailType}", got a ${envelope.kind}`);
    const lease = 'reconciliation';
    // Not by reserved concurrency, which small accounts have none of to give away.
    if ((await notebook.claim(lease, clock(), clock() + longest)) !== 'claimed') {
      journal.alreadyRunning();
      return;
    }
    // So that the metrics are there even at zero: if they are not, nothing sweeps.
    for (const metric of ['SweptEvents', 'MissedEvents', 'NotSwept'] as const) journal.count(metric, 0);
    try {
      const run = { attempt, hasTime: () => remaining() > reserve };
      // Each region has a limit of requests of its own.
      await Promise.all(envelope.regions.map((region) => this.sweep(region, run)));
    } finally {
      await notebook.done(lease, clock());
    }
  }

  private async sweep(region: string, run: Run): Promise<void> {
    const { home, names } = this.parts;
    const wanted = region === home ? names.atHome : names.elsewhere;
    try {
      const { left, why } = await new RegionSweep(this.parts, region, wanted, run).run();
      if (left.length > 0) this.notSwept(region, left, why);
    } catch (error) {
      if (!(await this.wasSaid(region, error).catch(() => false))) this.notSwept(region, wanted, error);
    }
  }

  private notSwept(region: string, names: readonly string[], why: unknown): void {
    this.parts.journal.count('NotSwept', names.length);
    this.parts.journal.notSwept(region, names, why);
  }

  /** Nothing happens in a region that is not enabled, so to say it once is enough. */
  private async wasSaid(region: string, error: unknown): Promise<boolean> {
    if (!(error instanceof RegionClosed && error.reason === 'not-enabled')) return false;
    const { notebook, clock } = this.parts;
    const said = `not enabled ${region}`;
    if ((await notebook.claim(said, clock(), clock() + longest)) !== 'claimed') return true;
    await notebook.done(said);
    return false;
  }
}
