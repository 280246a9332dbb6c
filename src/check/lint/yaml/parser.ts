import { COLLECTIONS, GRAMMAR, RETURN_TO_PARENT, Slot, State, Surroundings } from './grammar';
import { ScanError } from './scan-error';
import type { Token, TokenKind } from './token';

const DEFAULT_HANDLES: readonly string[] = ['!', '!!'];

/** Reads the tokens of a stream one after the other, for the sake of the one that cannot follow the others. */
export class Parser {
  private state: State = 'stream';
  /** What waits for the collections and documents around to end. */
  private readonly parents: State[] = [];
  /** The place for a node that is being filled; absent between nodes. */
  private open: Surroundings | undefined;
  private anchor: Token | undefined;
  private tag: Token | undefined;
  private version: Token | undefined;
  private readonly handles = new Set(DEFAULT_HANDLES);
  private readonly declared = new Set<string>();

  /** @throws ScanError at a token that cannot follow the others */
  read(token: Token): void {
    while (this.open === undefined ? !this.step(token) : !this.fill(this.open, token));
  }

  /** Whether the token is taken; without that the state has changed. */
  private step(token: Token): boolean {
    const rule = GRAMMAR[this.state];
    if (!('take' in rule)) {
      this.enter(rule, token.kind);
      return false;
    }
    const next = rule.take[token.kind] ?? rule.otherwise;
    if (next === undefined) throw refusal(this.state, token);
    const isTaken = rule.take[token.kind] !== undefined;
    if (typeof next === 'object') this.enter(next, token.kind);
    else this.goTo(next);
    if (isTaken && token.kind === 'directive') this.declare(token);
    return isTaken;
  }

  private enter({ node, emptyBefore, then }: Slot, kind: TokenKind): void {
    this.state = then;
    if (!emptyBefore.includes(kind)) this.open = node;
  }

  private goTo(next: State | typeof RETURN_TO_PARENT): void {
    if (this.state === 'document-end') this.forgetDirectives();
    // Behind the end of the stream nothing comes.
    if (next !== RETURN_TO_PARENT) this.state = next;
    else this.state = this.parents.pop() ?? 'stream';
  }

  /** Reads properties and content of a node; whether the token is one of them. */
  private fill(surroundings: Surroundings, token: Token): boolean {
    const { kind } = token;
    const hasProperties = this.anchor !== undefined || this.tag !== undefined;
    if (kind === 'anchor' && this.anchor === undefined) {
      this.anchor = token;
      if (this.tag !== undefined) this.checkHandle(this.tag);
      return true;
    }
    if (kind === 'tag' && this.tag === undefined) {
      this.tag = token;
      if (this.anchor !== undefined) this.checkHandle(token);
      return true;
    }
    if (this.tag !== undefined) this.checkHandle(this.tag);
    if (kind === 'scalar' || (kind === 'alias' && !hasProperties)) return this.close(true);
    if (kind === 'block-entry' && surroundings === 'indentless') {
      this.descend('indentless-sequence');
      return this.close(false);
    }
    const collection = COLLECTIONS[kind];
    if (collection !== undefined && !(surroundings === 'flow' && kind.startsWith('block-'))) {
      this.descend(collection);
      return this.close(true);
    }
    if (hasProperties) return this.close(false);
    throw new ScanError(
      token.start,
      `a value has to stand before this ${DESCRIPTIONS[kind]}: write it, or remove what asks for it`,
    );
  }

  private close(isTaken: boolean): boolean {
    this.open = this.anchor = this.tag = undefined;
    return isTaken;
  }

  private descend(state: State): void {
    this.parents.push(this.state);
    this.state = state;
  }

  private checkHandle({ handle, start }: Token): void {
    if (handle === undefined || this.handles.has(handle)) return;
    throw new ScanError(start, `no %TAG directive declares the handle ${handle}: declare it, or quote the text`);
  }

  private declare(token: Token): void {
    const { value: name, handle, version } = token;
    if (name === 'YAML') {
      if (this.version !== undefined)
        throw new ScanError(token.start, 'there is a %YAML directive already: remove one');
      if (version?.[0] !== 1) throw new ScanError(token.start, 'there is no such version of YAML: write %YAML 1.2');
      this.version = token;
    } else if (handle !== undefined) {
      if (this.declared.has(handle)) throw new ScanError(token.start, `${handle} is declared already: remove one`);
      this.declared.add(handle);
      this.handles.add(handle);
    }
  }

  private forgetDirectives(): void {
    if (this.version === undefined && this.declared.size === 0) return;
    this.version = undefined;
    this.declared.clear();
    this.handles.clear();
    for (const handle of DEFAULT_HANDLES) this.handles.add(handle);
  }
}

/** What people call the tokens, most of which are one character. */
const DESCRIPTIONS: Readonly<Record<TokenKind, string>> = {
  'stream-start': 'start of the text',
  'stream-end': 'end of the text',
  directive: 'directive',
  'document-start': 'start of a document',
  'document-end': 'end of the document',
  'block-sequence-start': 'list',
  'block-mapping-start': 'map',
  'block-end': 'end of the block',
  'flow-sequence-start': '[',
  'flow-sequence-end': ']',
  'flow-mapping-start': '{',
  'flow-mapping-end': '}',
  'block-entry': 'dash',
  'flow-entry': 'comma',
  key: 'key',
  value: 'colon',
  alias: 'alias',
  anchor: 'anchor',
  tag: 'tag',
  scalar: 'text',
};

function refusal(state: State, { kind, start }: Token): ScanError {
  const found = DESCRIPTIONS[kind];
  switch (state) {
    case 'directives':
      return new ScanError(start, `the document is over, and this ${found} begins another one: write --- before it`);
    case 'flow-sequence-comma':
      return new ScanError(start, `a comma or ] has to stand before this ${found}: write one`);
    case 'flow-mapping-comma':
      return new ScanError(start, `a comma or } has to stand before this ${found}: write one`);
    default:
      return new ScanError(start, `this ${found} does not belong to what it is in: correct its indentation`);
  }
}
