import { z } from 'zod';
import { lintRule } from '../rule';
import { isPlainScalar } from '../yaml/token';

const TRUE_AND_FALSE = ['TRUE', 'True', 'true', 'FALSE', 'False', 'false'] as const;
const TRUTHY = [
  ...TRUE_AND_FALSE,
  ...(['YES', 'Yes', 'yes', 'NO', 'No', 'no', 'ON', 'On', 'on', 'OFF', 'Off', 'off'] as const),
] as const;

export const truthy = lintRule({
  name: 'truthy',
  options: z.strictObject({
    'allowed-values': z.array(z.enum(TRUTHY)).default(['true', 'false']),
    'check-keys': z.boolean().default(true),
  }),
  explanation: {
    what: 'A word such as yes or on is a boolean to YAML 1.1 and a text to YAML 1.2.',
    effect: 'kubectl reads NO as false and kustomize as a text, so that the object depends on the tool, or is refused',
    fix: 'write true or false, or quote the word',
    bad: 'country: NO\nenabled: yes',
    good: 'country: "NO"\nenabled: true',
  },
  start(options) {
    const allowed: readonly string[] = options['allowed-values'];
    const wanted = [...allowed].sort().join(' or ');
    let isVersion12 = false;
    let forbidden: ReadonlySet<string> | undefined;
    return {
      token({ token, previous }, report) {
        const { kind, value, start } = token;
        if (kind === 'directive' && value === 'YAML') {
          isVersion12 = token.version?.[0] === 1 && token.version[1] === 2;
        } else if (kind === 'document-end') {
          isVersion12 = false;
          forbidden = undefined;
        }
        if (!isPlainScalar(token) || previous?.kind === 'tag') return;
        if (!options['check-keys'] && previous?.kind === 'key') return;
        // What the first scalar finds is kept until `...`, whatever the directives of later documents say.
        forbidden ??= new Set((isVersion12 ? TRUE_AND_FALSE : TRUTHY).filter((word) => !allowed.includes(word)));
        if (forbidden.has(value)) {
          report(start.line, start.column, `${value} is a boolean to some parsers: write ${wanted}, or quote it`);
        }
      },
    };
  },
});
