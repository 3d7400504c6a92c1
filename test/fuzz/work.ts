import { Session, type Profiler } from 'node:inspector/promises';

/** What a piece of work costs. */
export interface Work {
  /** How often blocks of code ran, ours and the libraries': whatever the machine does beside, it is the same. */
  steps: number;
  /** Processor time in milliseconds, the least of three: it alone shows loops inside of built-in functions. */
  cpu: number;
}

/**
 * V8 counts blocks (precise coverage) only in code that it compiles from now on: load what is measured afterwards.
 */
export async function startCounting(): Promise<(run: () => unknown) => Promise<Work>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  /** Since it was asked last. */
  const stepsSince = async (): Promise<number> => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.reduce((sum, script) => sum + stepsIn(script), 0);
  };
  return async (run) => {
    await stepsSince();
    const first = await cpuOf(run);
    const steps = await stepsSince();
    return { steps, cpu: Math.min(first, await cpuOf(run), await cpuOf(run)) };
  };
}

function stepsIn({ url, functions }: Profiler.ScriptCoverage): number {
  if (url.startsWith('node:')) return 0;
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}

async function cpuOf(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
