import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['imports/', 'lib/', 'deploy/', 'dist/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Under noUncheckedIndexedAccess a `!` says what the lines around it prove.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The compiled files are CommonJS, and what is loaded at its first use has to be required there.
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The runner of node:test waits for its tests itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: 'test' }] },
      ],
      // Numbers read well in messages; everything else that is not a string is a mistake there.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { globals: { console: 'readonly', module: 'readonly', process: 'readonly', require: 'readonly' } },
  },
);
