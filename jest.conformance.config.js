const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A control plane is started within a hook, and two at once would only slow each other down.
  testTimeout: 120_000,
  maxWorkers: 1,
};
