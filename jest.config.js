// cdk-nag looks at every property, those that CDK would have nobody use any more, too.
process.env.JSII_DEPRECATED ??= 'quiet';

/** Bundling takes seconds; the end-to-end run covers it, so unit tests synthesise without it. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.e2e\\.test\\.ts$'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  testTimeout: 120_000,
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.tools'],
};
