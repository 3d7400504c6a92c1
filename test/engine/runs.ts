/** Few enough in `npm test` to stay under a minute; PROPERTY_RUNS raises it for continuous integration and soaks. */
export const runs = (few: number): { numRuns: number; seed?: number } => {
  const factor = Number(process.env['PROPERTY_RUNS'] ?? '1');
  return { numRuns: few * factor, ...(factor === 1 ? { seed: 20261120 } : {}) };
};
