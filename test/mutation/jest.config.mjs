import base from '../../jest.config.js';

export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/lambda', '<rootDir>/cli', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/mutation/tests.cjs'],
  testEnvironment: './test/mutation/environment.cjs',
};
