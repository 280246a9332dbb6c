import { groupOf, type KubernetesObject } from '../../model/identity';
import { segmentsOf } from '../../model/json-pointer';
import type { SchemaProblem } from './problem';

/** Where a Secret has values, and where kubectl keeps a copy of them. */
const PLACES: readonly string[] = ['data', 'stringData', 'metadata/annotations'];

/** Problems of values of a Secret without the values, which messages begin with. */
export function withoutSecretValues(
  object: KubernetesObject,
  problems: readonly SchemaProblem[],
): readonly SchemaProblem[] {
  if (object.kind !== 'Secret' || groupOf(object.apiVersion) !== '') return problems;
  return problems.map((problem) => (isOfValues(problem.pointer) ? hidden(problem) : problem));
}

function isOfValues(pointer: string): boolean {
  const [field = '', below = ''] = segmentsOf(pointer);
  return PLACES.includes(field) || PLACES.includes(`${field}/${below}`);
}

function hidden({ implied = [], ...problem }: SchemaProblem): SchemaProblem {
  if (problem.code === 'UnknownField' || problem.code === 'FieldValueRequired') return { ...problem };
  return {
    ...problem,
    message: `a value (hidden) is not what ${problem.field} takes`,
    ...(implied.length > 0 && { implied: implied.map(hidden) }),
  };
}
