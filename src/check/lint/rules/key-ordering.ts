import { z } from 'zod';
import { lintRule } from '../rule';
import { OpenMaps } from './open-maps';
import { patterns } from './patterns';
import { quoted } from './quoted';

export const keyOrdering = lintRule({
  name: 'key-ordering',
  options: z.strictObject({ 'ignored-keys': patterns.default([]) }),
  explanation: {
    what: 'The keys of a map are not sorted.',
    effect: 'none: to programs it is the same map',
    fix: 'sort them by their characters, capital letters first',
    bad: 'kind: Service\napiVersion: v1',
    good: 'apiVersion: v1\nkind: Service',
  },
  start(options) {
    const maps = new OpenMaps((): { last: string } => ({ last: '' }));
    const isIgnored = (key: string): boolean => options['ignored-keys'].some((pattern) => pattern.test(key));
    return {
      token(window, report) {
        const { key, map } = maps.read(window) ?? {};
        if (key === undefined || map === undefined || isIgnored(key.value)) return;
        if (key.value >= map.last) map.last = key.value;
        else report(key.start.line, key.start.column, `${quoted(key.value)} has to stand before ${quoted(map.last)}`);
      },
    };
  },
});
