import { z } from 'zod';
import { lintRule } from '../rule';
import { OpenMaps } from './open-maps';
import { quoted } from './quoted';

const MERGE = '<<';

export const keyDuplicates = lintRule({
  name: 'key-duplicates',
  options: z.strictObject({ 'forbid-duplicated-merge-keys': z.boolean().default(false) }),
  explanation: {
    what: 'A map has the same key twice.',
    effect: 'some tools refuse the file, others take the last value and drop the first without a word',
    fix: 'remove one of them, or write --- between what is meant as two documents',
    bad: 'weight: 10\nweight: 90',
    good: 'weight: 90',
  },
  start(options) {
    const maps = new OpenMaps(() => new Set<string>());
    return {
      token(window, report) {
        const { key, map } = maps.read(window) ?? {};
        if (key === undefined || map === undefined) return;
        const isAllowed = key.value === MERGE && !options['forbid-duplicated-merge-keys'];
        if (!map.has(key.value) || isAllowed) map.add(key.value);
        else report(key.start.line, key.start.column, `the key ${quoted(key.value)} is there twice: remove one`);
      },
    };
  },
});
