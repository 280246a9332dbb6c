import core from '../../../imports/kubernetes/kinds.json';
import sources from '../../../imports/sources.json';
import { KindSchema, Scope, Subresources } from './kind-schema';
import type { Definitions } from './schema-node';
import type { StructuralSchema } from './structural';

/** Finds a kind by `group/Kind`. */
type Find = (key: string) => KindSchema | undefined;

/** Finds the schemas of kinds. */
export class SchemaRegistry {
  private readonly found = new Map<string, KindSchema | undefined>();

  constructor(private readonly find: Find) {}

  /** This registry with more kinds, which go before those of the same name that it has. */
  with(kinds: readonly KindSchema[]): SchemaRegistry {
    if (kinds.length === 0) return this;
    const byKey = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
    return new SchemaRegistry((key) => byKey.get(key) ?? this.kindAt(key));
  }

  /** Undefined for kinds that nobody here knows. */
  kindOf(group: string, kind: string): KindSchema | undefined {
    return this.kindAt(`${group}/${kind}`);
  }

  /** What is found once is kept, here and for all registries that are made of this one. */
  private kindAt(key: string): KindSchema | undefined {
    const known = this.found.get(key);
    if (known !== undefined || this.found.has(key)) return known;
    const found = this.find(key);
    this.found.set(key, found);
    return found;
  }
}

const importedByKey = new Map(sources.map((source) => [`${source.group}/${source.kind}`, source]));

function imported(key: string): KindSchema | undefined {
  const source = importedByKey.get(key);
  if (source === undefined) return undefined;
  const { group, kind, scope, versions } = source;
  const subresources = ('subresources' in source ? source.subresources : {}) as Subresources;
  // A literal import would load the schemas of all kinds; versions of one schema share it.
  const load = (): StructuralSchema => require(`../../../imports/${group}/${kind}.json`) as StructuralSchema;
  const served = versions.map((name) => ({ name, subresources, load }));
  return new KindSchema({ group, kind, scope: scope as Scope, isCore: false }, served);
}

/** A kind of an API server itself; the schemas of all of these refer to one another. */
function ofKubernetes(key: string): KindSchema | undefined {
  const versions = core.kinds.filter(({ group, kind }) => `${group}/${kind}` === key).reverse(); // v2, v1
  if (versions.length === 0) return undefined;
  const definitions = (): Definitions => require('../../../imports/kubernetes/definitions.json') as Definitions;
  const { group, kind, scope } = versions[0]!;
  const served = versions.map(({ version, definition, hasStatus }) => ({
    name: version,
    subresources: hasStatus ? { status: {} } : {},
    load: () => definitions()[definition]!,
  }));
  return new KindSchema({ group, kind, scope: scope as Scope, isCore: true }, served, definitions);
}

/** The kinds whose CRDs are in `imports/`, and those that every API server has. Schemas are read at their first use. */
export const BUILT_IN = new SchemaRegistry((key) => imported(key) ?? ofKubernetes(key));

/** Whether objects of a kind live in namespaces; undefined for kinds that nobody here knows. */
export function scopeOf(group: string, kind: string): Scope | undefined {
  return BUILT_IN.kindOf(group, kind)?.scope;
}
