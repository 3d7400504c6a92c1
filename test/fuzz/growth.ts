import { startCounting, type Work } from './work';

/** n log n is let through, n² would be 16. */
const mostSteps = 6;
const mostTime = 10;
/** Steps and milliseconds below which a factor says nothing. */
const [fewSteps, littleTime] = [5000, 5];
/** Of the processor time only: somebody else's load shows in it. */
const tries = 3;

function isLinear(small: Work, large: Work): boolean {
  return (
    large.steps <= mostSteps * Math.max(small.steps, fewSteps) &&
    large.cpu <= mostTime * Math.max(small.cpu, littleTime)
  );
}

const inWords = ({ steps, cpu }: Work): string => `${steps} steps and ${cpu.toFixed(0)} ms`;

/**
 * Every reader on inputs of one size and of four times that size, in every shape; or those only whose name begins with the
 * argument. Exits with 1 if one takes more than it should.
 */
async function measure(): Promise<void> {
  const started = performance.now();
  const workOf = await startCounting();
  const chosen = (await import('./shapes')).shapes.filter(({ name }) => name.startsWith(process.argv[2] ?? ''));
  for (const { name, size, prepare } of chosen) {
    const [small, large] = [prepare(size), prepare(4 * size)];
    let measured: [Work, Work];
    let left = tries;
    do measured = [await workOf(small), await workOf(large)];
    while (!isLinear(...measured) && --left > 0);
    if (left > 0) continue;
    const [before, after] = measured.map(inWords);
    console.error(`${name}: ${before} at size ${size}, ${after} at four times that: more than linear`);
    process.exitCode = 1;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${'growth'.padEnd(18)}${String(chosen.length).padStart(9)} shapes, ${seconds} s`);
}

void measure();
