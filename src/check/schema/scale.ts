import { location, shown } from './field-path';
import type { Scale } from './kind-schema';
import type { SchemaProblem } from './problem';

const MOST = 2 ** 31 - 1;

/** What an API server has against the fields that a kind's scale subresource reads. */
export function scaleProblems(scale: Scale | undefined, object: unknown): readonly SchemaProblem[] {
  if (scale === undefined) return [];
  const problems: SchemaProblem[] = [];
  const refuse = (path: string, words: string, value: unknown): void => {
    const { pointer } = location(segmentsOf(path));
    problems.push({ code: 'FieldValueInvalid', field: path, pointer, message: `${shown(value)} ${words}` });
  };
  for (const path of [scale.specReplicasPath, scale.statusReplicasPath]) {
    const value = valueAt(object, path);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value)) refuse(path, 'is no number of replicas', value);
    else if (value < 0) refuse(path, 'is less than 0 replicas', value);
    else if (value > MOST) refuse(path, `is more than ${MOST} replicas`, value);
  }
  const selector = scale.labelSelectorPath;
  const value = selector === undefined ? undefined : valueAt(object, selector);
  if (value !== undefined && typeof value !== 'string') refuse(selector!, 'is no selector of labels', value);
  return problems;
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

/** What is there; null where something on the way has no fields. */
function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of segmentsOf(path)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    if (!Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
