import { CelInput, CelMap, CelMapType, CelScalar, mapType } from '@bufbuild/cel';

/**
 * Values of types that CEL itself does not have, such as URLs. The evaluator has no place for types of ours, so that
 * they go as maps that say their type; an API server has made sure of types when it took the rule.
 */
export const OPAQUE: CelMapType = mapType(CelScalar.STRING, CelScalar.DYN);

type OpaqueType = 'url' | 'ip' | 'cidr' | 'quantity' | 'format' | 'optional';

export function opaque(type: OpaqueType, fields: Readonly<Record<string, CelInput>>): CelInput {
  return new Map<string, CelInput>([['type', type], ...Object.entries(fields)]);
}

/** A field of an opaque value. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says the type at each call
export function fieldOf<T extends CelInput>(value: CelMap, name: string): T {
  return value.get(name) as T;
}

export function optionalOf(value: CelInput): CelInput {
  return opaque('optional', { value });
}

export function noValue(): CelInput {
  return opaque('optional', {});
}
