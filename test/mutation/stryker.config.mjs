/** Mutates the pure core. Property tests and scenarios are left out: they would kill more, and take hours. */
export default {
  mutate: ['lambda/{events,engine,detections}/**/*.ts', '!lambda/events/samples.ts', '!lambda/engine/ports.ts'],
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.mjs', enableFindRelatedTests: true },
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: true },
  jsonReporter: { fileName: 'reports/mutation.json' },
  tempDirName: '.tools/stryker',
  plugins: ['@stryker-mutator/jest-runner', './test/mutation/prose.mjs'],
  ignorers: ['prose'],
};
