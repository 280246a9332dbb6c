const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const unit = require('./jest.config.js');

/** Tests of properties, which are tried more often here than in `npm test`. */
const properties = readdirSync(join(module.path, 'test'), { recursive: true })
  .map((path) => join(module.path, 'test', path))
  .filter((path) => path.endsWith('.test.ts') && readFileSync(path, 'utf8').includes("/fixtures/runs'"));

process.env.FUZZ_TIMES ??= '10';

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/conformance/**/*.test.ts', ...properties],
  testPathIgnorePatterns: ['/node_modules/'],
  // A control plane is started within a hook, and two at once would only slow each other down.
  testTimeout: 120_000,
  maxWorkers: 1,
};
