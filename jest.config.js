/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/conformance/'],
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
  // By default jest leaves a core unused, which is half of a small machine.
  maxWorkers: '100%',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  moduleNameMapper: {
    '^istio-gitops$': '<rootDir>/src/index.ts',
    '^istio-gitops/imports/(.*)$': '<rootDir>/imports/$1.ts',
  },
};
