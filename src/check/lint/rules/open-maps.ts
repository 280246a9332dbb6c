import type { Token, TokenKind } from '../yaml/token';
import type { TokenWindow } from '../rule';

const BEGINNINGS: Partial<Readonly<Record<TokenKind, 'map' | 'list'>>> = {
  'block-mapping-start': 'map',
  'flow-mapping-start': 'map',
  'block-sequence-start': 'list',
  'flow-sequence-start': 'list',
};

const ENDS: readonly TokenKind[] = ['block-end', 'flow-mapping-end', 'flow-sequence-end'];

/** The maps that are open, innermost last, each with what a rule remembers of its keys. */
export class OpenMaps<Memory> {
  /** Undefined for a list. */
  private readonly stack: (Memory | undefined)[] = [];

  constructor(private readonly begin: () => Memory) {}

  /** Takes note of a token; if it is a key that is a scalar of a map, that scalar and the memory of the map. */
  read({ token: { kind }, next }: TokenWindow): { readonly key: Token; readonly map: Memory } | undefined {
    const beginning = BEGINNINGS[kind];
    if (beginning !== undefined) this.stack.push(beginning === 'map' ? this.begin() : undefined);
    else if (ENDS.includes(kind)) this.stack.pop();
    else if (kind === 'key' && next?.kind === 'scalar') {
      const map = this.stack.at(-1);
      return map === undefined ? undefined : { key: next, map };
    }
    return undefined;
  }
}
