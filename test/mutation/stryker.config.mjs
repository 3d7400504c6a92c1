/** Mutates the pure core; which tests look at it is said in tests.cjs and environment.cjs. */
export default {
  mutate: ['lambda/{events,engine,detections}/**/*.ts', '!lambda/events/samples.ts', '!lambda/engine/ports.ts'],
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: false },
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 5_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: true },
  jsonReporter: { fileName: 'reports/mutation.json' },
  tempDirName: '.tools/mutants',
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/prose.mjs'],
  ignorers: ['prose'],
};
