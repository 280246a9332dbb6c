import { lintRule } from '../rule';
import { checkFlowCollections, flowCollectionOptions } from './flow-collections';

const BRACKETS = { start: 'flow-sequence-start', end: 'flow-sequence-end', name: 'brackets' } as const;

export const brackets = lintRule({
  name: 'brackets',
  options: flowCollectionOptions,
  explanation: {
    what: 'A list in brackets is there although it is not wanted, or has too many or too few spaces inside.',
    effect: 'none: to programs it is the same list',
    fix: 'write as many spaces as the configuration of yamllint asks for',
    bad: 'hosts: [ a.example.com, b.example.com ]',
    good: 'hosts: [a.example.com, b.example.com]',
  },
  start: (options) => checkFlowCollections(BRACKETS, options),
});
