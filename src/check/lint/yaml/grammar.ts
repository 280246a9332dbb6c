import type { TokenKind } from './token';

/** What a parser of a stream of tokens waits for. */
export type State =
  | 'stream'
  | 'first-document'
  | 'document'
  | 'directives'
  | 'document-content'
  | 'document-end'
  | 'block-sequence'
  | 'block-sequence-item'
  | 'indentless-sequence'
  | 'indentless-sequence-item'
  | 'block-mapping'
  | 'block-mapping-key'
  | 'block-mapping-colon'
  | 'block-mapping-value'
  | 'flow-sequence'
  | 'flow-sequence-comma'
  | 'flow-pair-key'
  | 'flow-pair-colon'
  | 'flow-pair-value'
  | 'flow-mapping'
  | 'flow-mapping-comma'
  | 'flow-mapping-key'
  | 'flow-mapping-colon'
  | 'flow-mapping-value';

/** What is around a node: `indentless` is a block in which a list need not be indented. */
export type Surroundings = 'block' | 'indentless' | 'flow';

/** Back to what waited for the collection or document that ends. */
export const RETURN_TO_PARENT = 'return to parent';

/** Tokens that are taken, and where each leads. */
export interface Choice {
  readonly take: Partial<Readonly<Record<TokenKind, State | typeof RETURN_TO_PARENT>>>;
  /** Where any other token leads without being taken; absent where it is wrong. */
  readonly otherwise?: State | typeof RETURN_TO_PARENT | Slot;
}

/** A place for a node. */
export interface Slot {
  readonly node: Surroundings;
  /** Tokens before which the node is empty. */
  readonly emptyBefore: readonly TokenKind[];
  readonly then: State;
}

const FLOW_ITEM: Slot = { node: 'flow', emptyBefore: [], then: 'flow-sequence-comma' };

/** @see https://yaml.org/spec/1.1/#id905860 */
export const GRAMMAR: Readonly<Record<State, Choice | Slot>> = {
  stream: { take: { 'stream-start': 'first-document' } },
  'first-document': {
    node: 'block',
    emptyBefore: ['directive', 'document-start', 'stream-end'],
    then: 'document-end',
  },
  document: { take: { 'document-end': 'document', 'stream-end': RETURN_TO_PARENT }, otherwise: 'directives' },
  directives: { take: { directive: 'directives', 'document-start': 'document-content' } },
  'document-content': {
    node: 'block',
    emptyBefore: ['directive', 'document-start', 'document-end', 'stream-end'],
    then: 'document-end',
  },
  'document-end': { take: { 'document-end': 'document' }, otherwise: 'document' },

  'block-sequence': { take: { 'block-entry': 'block-sequence-item', 'block-end': RETURN_TO_PARENT } },
  'block-sequence-item': { node: 'block', emptyBefore: ['block-entry', 'block-end'], then: 'block-sequence' },
  'indentless-sequence': { take: { 'block-entry': 'indentless-sequence-item' }, otherwise: RETURN_TO_PARENT },
  'indentless-sequence-item': {
    node: 'block',
    emptyBefore: ['block-entry', 'key', 'value', 'block-end'],
    then: 'indentless-sequence',
  },

  'block-mapping': { take: { key: 'block-mapping-key', 'block-end': RETURN_TO_PARENT } },
  'block-mapping-key': {
    node: 'indentless',
    emptyBefore: ['key', 'value', 'block-end'],
    then: 'block-mapping-colon',
  },
  'block-mapping-colon': { take: { value: 'block-mapping-value' }, otherwise: 'block-mapping' },
  'block-mapping-value': { node: 'indentless', emptyBefore: ['key', 'value', 'block-end'], then: 'block-mapping' },

  'flow-sequence': { take: { 'flow-sequence-end': RETURN_TO_PARENT, key: 'flow-pair-key' }, otherwise: FLOW_ITEM },
  'flow-sequence-comma': { take: { 'flow-sequence-end': RETURN_TO_PARENT, 'flow-entry': 'flow-sequence' } },
  'flow-pair-key': {
    node: 'flow',
    emptyBefore: ['value', 'flow-entry', 'flow-sequence-end'],
    then: 'flow-pair-colon',
  },
  'flow-pair-colon': { take: { value: 'flow-pair-value' }, otherwise: 'flow-sequence-comma' },
  'flow-pair-value': { node: 'flow', emptyBefore: ['flow-entry', 'flow-sequence-end'], then: 'flow-sequence-comma' },

  'flow-mapping': {
    take: { 'flow-mapping-end': RETURN_TO_PARENT, key: 'flow-mapping-key' },
    otherwise: { node: 'flow', emptyBefore: [], then: 'flow-mapping-comma' },
  },
  'flow-mapping-comma': { take: { 'flow-mapping-end': RETURN_TO_PARENT, 'flow-entry': 'flow-mapping' } },
  'flow-mapping-key': {
    node: 'flow',
    emptyBefore: ['value', 'flow-entry', 'flow-mapping-end'],
    then: 'flow-mapping-colon',
  },
  'flow-mapping-colon': { take: { value: 'flow-mapping-value' }, otherwise: 'flow-mapping-comma' },
  'flow-mapping-value': { node: 'flow', emptyBefore: ['flow-entry', 'flow-mapping-end'], then: 'flow-mapping-comma' },
};

/** Tokens that begin a collection in a place for a node. */
export const COLLECTIONS: Partial<Readonly<Record<TokenKind, State>>> = {
  'flow-sequence-start': 'flow-sequence',
  'flow-mapping-start': 'flow-mapping',
  'block-sequence-start': 'block-sequence',
  'block-mapping-start': 'block-mapping',
};
