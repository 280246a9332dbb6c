import { Identity, identityKey, kindKey } from './identity';
import type { Manifest } from './manifest';
import type { OwnedFields } from './owned-field';
import type { ReferencedWorkload } from './referenced-workload';

/**
 * All manifests of one environment, or of the fleet, unique by identity and in apply order.
 *
 * It is the one value between authoring and everything that is done with manifests: nothing that reads it can tell
 * whether constructs or YAML files made it.
 */
export class ManifestSet implements Iterable<Manifest> {
  /** In the order in which they are applied. */
  readonly manifests: readonly Manifest[];
  /** What is declared as another repository's. */
  readonly externals: readonly Identity[];
  private readonly external: ReadonlySet<string>;
  private readonly byKey: ReadonlyMap<string, Manifest>;
  private byKind: ReadonlyMap<string, readonly Manifest[]> | undefined;

  /**
   * @param name the environment, or `fleet`
   * @param manifests in apply order, no two of one identity
   * @param external what is declared as another repository's
   * @throws TypeError when two manifests have one identity: callers find out before, with both origins
   */
  constructor(
    readonly name: string,
    manifests: readonly Manifest[],
    external: Iterable<Identity> = [],
    /** What controllers write at run time. */
    readonly ownedFields: readonly OwnedFields[] = [],
    /** Pods that its objects are about. */
    readonly workloads: readonly ReferencedWorkload[] = [],
  ) {
    this.manifests = Object.freeze([...manifests]);
    this.byKey = new Map(manifests.map((manifest) => [manifest.key, manifest]));
    if (this.byKey.size !== manifests.length)
      throw new TypeError(`manifest set ${name}: two manifests of one identity`);
    this.externals = [...external];
    this.external = new Set(this.externals.map(identityKey));
  }

  /** How many manifests there are. */
  get size(): number {
    return this.manifests.length;
  }

  /** The manifest of an object; undefined where the set does not have it. */
  get(identity: Identity): Manifest | undefined {
    return this.byKey.get(identityKey(identity));
  }

  /** Whether the object is declared as another repository's. */
  isExternal(identity: Identity): boolean {
    return this.external.has(identityKey(identity));
  }

  /** Whether references to the object do not dangle: it is in the set or another repository's. */
  knows(identity: Identity): boolean {
    return this.byKey.has(identityKey(identity)) || this.isExternal(identity);
  }

  /** The same manifests, judged with what another set knows of what neither has, such as pods. */
  withKnowledgeOf({ externals, ownedFields, workloads }: ManifestSet): ManifestSet {
    return new ManifestSet(this.name, this.manifests, externals, ownedFields, workloads);
  }

  /** The manifests of one kind, in apply order. */
  ofKind(group: string, kind: string): readonly Manifest[] {
    this.byKind ??= groupByKind(this.manifests);
    return this.byKind.get(kindKey({ group, kind })) ?? [];
  }

  /** Over the manifests, in apply order. */
  [Symbol.iterator](): Iterator<Manifest> {
    return this.manifests[Symbol.iterator]();
  }
}

function groupByKind(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const kind = kindKey(manifest.identity);
    const sameKind = groups.get(kind);
    if (sameKind === undefined) groups.set(kind, [manifest]);
    else sameKind.push(manifest);
  }
  return groups;
}
