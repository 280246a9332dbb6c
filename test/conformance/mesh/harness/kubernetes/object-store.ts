import {
  describeIdentity,
  groupOf,
  identityOf,
  type KubernetesObject,
  type ObjectMeta,
} from '../../../../../src/model/identity';

/** Objects of one kind, whatever the version: `{ group: 'networking.istio.io', plural: 'gateways' }`. */
export interface Collection {
  readonly group: string;
  readonly plural: string;
}

export interface StoredObject extends KubernetesObject {
  readonly metadata: ObjectMeta & { readonly resourceVersion: string };
}

export interface ObjectEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly collection: Collection;
  readonly object: StoredObject;
}

/** What an API server keeps: objects, and what happened to them, in order. */
export class ObjectStore {
  private readonly objects = new Map<string, StoredObject>();
  private readonly events: ObjectEvent[] = [];
  private readonly watchers = new Set<(event: ObjectEvent) => void>();

  /** Number of the last event. */
  get version(): number {
    return this.events.length;
  }

  /** Creates the object, or replaces what has its identity. */
  put(object: KubernetesObject): StoredObject {
    const key = keyOf(object);
    const before = this.objects.get(key);
    const metadata = {
      uid: `uid-${this.version + 1}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...object.metadata,
      ...(before !== undefined && { uid: before.metadata.uid }),
      generation: this.version + 1,
      resourceVersion: String(this.version + 1),
    };
    const stored = { ...object, metadata };
    this.objects.set(key, stored);
    this.record(before === undefined ? 'ADDED' : 'MODIFIED', stored);
    return stored;
  }

  /** @throws Error when there is no such object */
  delete(object: KubernetesObject): void {
    const stored = this.objects.get(keyOf(object));
    if (stored === undefined) throw new Error(`${describeIdentity(identityOf(object))} is not there`);
    this.objects.delete(keyOf(object));
    const metadata = { ...stored.metadata, resourceVersion: String(this.version + 1) };
    this.record('DELETED', { ...stored, metadata });
  }

  list(collection: Collection): readonly StoredObject[] {
    return [...this.objects.values()].filter((object) => isIn(collection, object));
  }

  /**
   * Tells of what happened to objects of a collection after a version, and of what happens to them from now on.
   *
   * @returns what ends it
   */
  watch({ group, plural }: Collection, after: number, tell: (event: ObjectEvent) => void): () => void {
    const watcher = (event: ObjectEvent): void => {
      if (event.collection.group === group && event.collection.plural === plural) tell(event);
    };
    this.events.slice(after).forEach(watcher);
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private record(type: ObjectEvent['type'], object: StoredObject): void {
    const event = { type, version: this.version + 1, collection: collectionOf(object), object };
    this.events.push(event);
    for (const watcher of this.watchers) watcher(event);
  }
}

function keyOf(object: KubernetesObject): string {
  const { group, plural } = collectionOf(object);
  return [group, plural, object.metadata.namespace ?? '', object.metadata.name].join('/');
}

function isIn({ group, plural }: Collection, object: KubernetesObject): boolean {
  const own = collectionOf(object);
  return own.group === group && own.plural === plural;
}

function collectionOf({ apiVersion, kind }: KubernetesObject): Collection {
  return { group: groupOf(apiVersion), plural: pluralOf(kind) };
}

/** As English has it: gateways, policies, ingresses. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return /(s|x|ch)$/.test(singular) ? `${singular}es` : `${singular}s`;
}
