/** Run by run.ts, which puts up what these tests talk to. */
module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/*.e2e.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.tools'],
  testTimeout: 60_000,
};
