/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/conformance/'],
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
  // Some tests wait for programs or Wasm, and a machine that is busy is no failure.
  testTimeout: 20_000,
  // By default jest leaves a core unused, which is half of a small machine.
  maxWorkers: '100%',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // Tests run in a context of their own, where looking up a global is slow unless it is handed to each module.
  sandboxInjectedGlobals: [
    'Array',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'WeakMap',
  ],
  moduleNameMapper: {
    // Each test file would load the fifty languages of zod.
    '^\\.\\./locales/index\\.cjs$': 'zod/v4/locales/en.cjs',
    '^fast-check$': '<rootDir>/test/fixtures/fast-check.ts',
    '^istio-gitops$': '<rootDir>/src/index.ts',
    '^istio-gitops/pulumi$': '<rootDir>/src/pulumi/index.ts',
    '^istio-gitops/testing$': '<rootDir>/src/testing/index.ts',
    '^istio-gitops/imports/(.*)$': '<rootDir>/imports/$1.ts',
  },
};
