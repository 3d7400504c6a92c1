import base from '../../jest.config.js';

export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/{detections,events,engine}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', 'property\\.test\\.ts$'],
};
