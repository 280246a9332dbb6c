import { failure, notBuiltHere } from './failure';
import { wholeRegExp } from './go-reg-exp';
import type { Locate } from '../objects';
import type { Selector } from './kustomization';
import { effectiveNamespace, Resource } from './resource';

const FIELDS = ['group', 'version', 'kind', 'name', 'namespace'] as const;

/** A list of `name=value`, which most selectors are. */
const EQUALITIES = /^[\w./-]+={1,2}[\w.-]*(?:,[\w./-]+={1,2}[\w.-]*)*$/;

/**
 * The objects that a target means. Its fields are regular expressions of the whole value, and one that is left out or
 * empty means any.
 */
export function select(resources: readonly Resource[], target: Selector, locate: Locate): Resource[] {
  const matches = Object.fromEntries(FIELDS.map((field) => [field, matcher(target, field, locate)]));
  const labels = equalities(target, 'labelSelector', locate);
  const annotations = equalities(target, 'annotationSelector', locate);
  return resources.filter((resource) => {
    // Names of before and of now count, those in between do not.
    const names = [resource.originalName, resource.name];
    return (
      matches.group!([resource.group]) &&
      matches.version!([resource.version]) &&
      matches.kind!([resource.object.kind]) &&
      matches.name!(names.map(({ name }) => name)) &&
      matches.namespace!(names.map(effectiveNamespace)) &&
      labels.every(([name, value]) => resource.object.metadata.labels?.[name] === value) &&
      annotations.every(([name, value]) => resource.object.metadata.annotations?.[name] === value)
    );
  });
}

function matcher(target: Selector, field: (typeof FIELDS)[number], locate: Locate): (values: string[]) => boolean {
  const pattern = target[field];
  if (!pattern) return () => true;
  try {
    const matches = wholeRegExp(pattern);
    return (values) => values.some(matches);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw failure('BAD_KUSTOMIZATION', locate(`/target/${field}`), `the ${field} of the target ${error.message}`);
  }
}

function equalities(
  target: Selector,
  field: 'labelSelector' | 'annotationSelector',
  locate: Locate,
): [name: string, value: string][] {
  const text = target[field];
  if (!text) return [];
  if (!EQUALITIES.test(text)) throw notBuiltHere(locate(`/target/${field}`), `the ${field} ${text} is`);
  return text.split(',').map((equality) => equality.split(/={1,2}/) as [string, string]);
}
