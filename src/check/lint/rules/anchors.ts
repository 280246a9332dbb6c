import { z } from 'zod';
import { lintRule } from '../rule';
import type { Token, TokenKind } from '../yaml/token';
import { quoted } from './quoted';

const BETWEEN_DOCUMENTS: readonly (TokenKind | undefined)[] = ['document-start', 'document-end', 'stream-end'];

export const anchors = lintRule({
  name: 'anchors',
  options: z.strictObject({
    'forbid-undeclared-aliases': z.boolean().default(true),
    'forbid-duplicated-anchors': z.boolean().default(false),
    'forbid-unused-anchors': z.boolean().default(false),
  }),
  explanation: {
    what: 'An alias names an anchor that is not declared before it in its document, or an anchor is declared twice or never used.',
    effect: 'an alias of nothing is an error to every parser, so that nothing of the file is applied',
    fix: 'declare the anchor before its aliases, or correct the name',
    bad: 'first: *timeout\nsecond: &timeout 10s',
    good: 'first: &timeout 10s\nsecond: *timeout',
  },
  start(options) {
    /** Anchors of the document, with those of them that an alias names. */
    const declared = new Map<string, Token>();
    const used = new Set<Token>();
    return {
      token({ token, next }, report) {
        const { kind, value, start } = token;
        if (kind === 'stream-start' || kind === 'document-start' || kind === 'document-end') declared.clear();
        const known = declared.get(value);
        if (options['forbid-undeclared-aliases'] && kind === 'alias' && known === undefined) {
          report(start.line, start.column, `no anchor ${quoted(value)} is declared before this alias`);
        }
        if (options['forbid-duplicated-anchors'] && kind === 'anchor' && known !== undefined) {
          report(start.line, start.column, `the anchor ${quoted(value)} is declared already`);
        }
        if (options['forbid-unused-anchors']) {
          if (BETWEEN_DOCUMENTS.includes(next?.kind)) {
            for (const anchor of declared.values()) {
              if (used.has(anchor)) continue;
              report(anchor.start.line, anchor.start.column, `no alias names the anchor ${quoted(anchor.value)}`);
            }
          } else if (kind === 'alias' && known !== undefined) used.add(known);
        }
        if (kind === 'anchor') declared.set(value, token);
      },
    };
  },
});
