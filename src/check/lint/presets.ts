import type { Json } from '../../model/json';

/** What a configuration may extend, as yamllint 1.38 has it; rules look at a line in this order. */
export const PRESETS: ReadonlyMap<string, Json> = new Map([
  [
    'default',
    {
      rules: {
        anchors: 'enable',
        braces: 'enable',
        brackets: 'enable',
        colons: 'enable',
        commas: 'enable',
        comments: { level: 'warning' },
        'comments-indentation': { level: 'warning' },
        'document-end': 'disable',
        'document-start': { level: 'warning' },
        'empty-lines': 'enable',
        'empty-values': 'disable',
        'float-values': 'disable',
        hyphens: 'enable',
        indentation: 'enable',
        'key-duplicates': 'enable',
        'key-ordering': 'disable',
        'line-length': 'enable',
        'new-line-at-end-of-file': 'enable',
        'new-lines': 'enable',
        'octal-values': 'disable',
        'quoted-strings': 'disable',
        'trailing-spaces': 'enable',
        truthy: { level: 'warning' },
      },
    },
  ],
  [
    'relaxed',
    {
      extends: 'default',
      rules: {
        braces: { level: 'warning', 'max-spaces-inside': 1 },
        brackets: { level: 'warning', 'max-spaces-inside': 1 },
        colons: { level: 'warning' },
        commas: { level: 'warning' },
        comments: 'disable',
        'comments-indentation': 'disable',
        'document-start': 'disable',
        'empty-lines': { level: 'warning' },
        hyphens: { level: 'warning' },
        indentation: { level: 'warning', 'indent-sequences': 'consistent' },
        'line-length': { level: 'warning', 'allow-non-breakable-inline-mappings': true },
        truthy: 'disable',
      },
    },
  ],
]);

/**
 * What holds where no configuration of yamllint is: what changes the meaning of a manifest unseen. How it looks is a
 * matter of taste.
 */
export const MANIFESTS = {
  rules: {
    anchors: 'enable',
    'key-duplicates': 'enable',
    'octal-values': { level: 'warning' },
    truthy: { level: 'warning' },
  },
} as const;
