import { lintRule } from '../rule';
import { checkFlowCollections, flowCollectionOptions } from './flow-collections';

const BRACES = { start: 'flow-mapping-start', end: 'flow-mapping-end', name: 'braces' } as const;

export const braces = lintRule({
  name: 'braces',
  options: flowCollectionOptions,
  explanation: {
    what: 'A map in braces is there although it is not wanted, or has too many or too few spaces inside.',
    effect: 'none: to programs it is the same map',
    fix: 'write as many spaces as the configuration of yamllint asks for',
    bad: 'labels: { app: web }',
    good: 'labels: {app: web}',
  },
  start: (options) => checkFlowCollections(BRACES, options),
});
