import type { KubernetesObject } from '../../../../../src/model/identity';

/** Whether an object is what a request selects by its `labelSelector` and `fieldSelector`. */
export function isSelectedBy(query: URLSearchParams, object: KubernetesObject): boolean {
  const labels = object.metadata.labels ?? {};
  return (
    requirementsOf(query.get('labelSelector')).every((requirement) => meetsLabel(requirement, labels)) &&
    requirementsOf(query.get('fieldSelector')).every((requirement) => meets(requirement, (path) => at(object, path)))
  );
}

/** Commas separate requirements, except for those in parentheses. */
function requirementsOf(selector: string | null): readonly string[] {
  return (selector ?? '').split(/,(?![^(]*\))/).filter((requirement) => requirement !== '');
}

function meetsLabel(requirement: string, labels: Readonly<Record<string, string>>): boolean {
  const [, label = '', operator, values = ''] = /^(\S+) (in|notin) \((.*)\)$/.exec(requirement) ?? [];
  if (operator !== undefined) return values.split(',').includes(labels[label] ?? '') === (operator === 'in');
  if (requirement.startsWith('!')) return labels[requirement.slice(1)] === undefined;
  if (!requirement.includes('=')) return labels[requirement] !== undefined;
  return meets(requirement, (name) => labels[name] ?? '');
}

/** `name=value`, `name==value` or `name!=value`. */
function meets(requirement: string, valueOf: (name: string) => string): boolean {
  const [, name = '', operator, value] = /^([^!=]+)(!=|==?)(.*)$/.exec(requirement) ?? [];
  return (valueOf(name) === value) === (operator !== '!=');
}

function at(object: KubernetesObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.')) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === 'string' ? value : '';
}
