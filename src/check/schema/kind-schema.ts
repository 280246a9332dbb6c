import type { Kind } from '../../model/identity';
import { Definitions, SchemaNode } from './schema-node';
import { StructuralSchema, withEnvelope } from './structural';

export type Scope = 'Namespaced' | 'Cluster';

/** Paths such as `.spec.replicas` that the scale subresource of a kind reads. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** What an API server serves beside the object itself. */
export interface Subresources {
  /** Its presence means that a create drops the status before it looks at it. */
  readonly status?: object;
  readonly scale?: Scale;
}

/** One version of a kind, as it is served. */
export interface VersionSource {
  readonly name: string;
  readonly subresources: Subresources;
  /** Reads the schema, at the first object of the version. */
  load(): StructuralSchema;
}

/** A version whose schema is ready to be walked. */
export class ServedVersion {
  private made: SchemaNode | undefined;

  constructor(
    private readonly source: VersionSource,
    private readonly definitions?: () => Definitions,
  ) {}

  get name(): string {
    return this.source.name;
  }

  get subresources(): Subresources {
    return this.source.subresources;
  }

  /** The schema of whole objects. */
  get root(): SchemaNode {
    return (this.made ??= new SchemaNode(withEnvelope(this.source.load()), this.definitions?.()));
  }
}

/** All that is known of a kind: its scope and the versions in which it is served. */
export class KindSchema implements Kind {
  readonly group: string;
  readonly kind: string;
  readonly scope: Scope;
  /** Whether the API server has it without a CRD, and validates it by code of its own. */
  readonly isCore: boolean;
  private readonly byName: ReadonlyMap<string, ServedVersion>;

  constructor(
    { group, kind, scope, isCore }: Kind & { readonly scope: Scope; readonly isCore: boolean },
    versions: readonly VersionSource[],
    definitions?: () => Definitions,
  ) {
    this.group = group;
    this.kind = kind;
    this.scope = scope;
    this.isCore = isCore;
    this.byName = new Map(versions.map((source) => [source.name, new ServedVersion(source, definitions)]));
  }

  /** What stands in `apiVersion`, the preferred one first. */
  get apiVersions(): readonly string[] {
    return [...this.byName.keys()].map((version) => (this.group === '' ? version : `${this.group}/${version}`));
  }

  /** Undefined where it is not served in that version. */
  versionOf(apiVersion: string): ServedVersion | undefined {
    return this.byName.get(apiVersion.slice(apiVersion.lastIndexOf('/') + 1));
  }
}
