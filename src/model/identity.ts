/** What an object is one of, whatever the version. */
export interface Kind {
  /** API group, `''` for the core group. */
  readonly group: string;
  /** Such as `VirtualService`. */
  readonly kind: string;
}

/**
 * Who a Kubernetes object is: two objects of one identity are one object to the API server. The version is not part
 * of it, because every served version of a kind names the same stored object.
 */
export interface Identity extends Kind {
  /** `''` for cluster-scoped objects. */
  readonly namespace: string;
  /** Unique among objects of its kind in the namespace. */
  readonly name: string;
}

/** The shape that every Kubernetes object has, before anything is known of its kind. */
export interface KubernetesObject {
  /** Group and version, such as `networking.istio.io/v1`; a version alone for the core group. */
  readonly apiVersion: string;
  /** Such as `VirtualService`. */
  readonly kind: string;
  /** Who the object is, and what is said about it. */
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** The fields of `metadata` that synthesis reads or writes; the API server knows more. */
export interface ObjectMeta {
  /** Unique among objects of the kind in the namespace. */
  readonly name: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  /** What selectors choose by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What programs and people read besides. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The group of an `apiVersion`: `networking.istio.io/v1` is `networking.istio.io`, `v1` is the core group `''`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an `apiVersion`: `networking.istio.io/v1beta1` is `v1beta1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

export function identityOf(object: KubernetesObject): Identity {
  return {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  };
}

/** One string per identity, for maps. No part can contain a slash, so no two identities share a key. */
export function identityKey({ group, kind, namespace, name }: Identity): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

/** One string per kind, for maps: `networking.istio.io/Gateway`. */
export function kindKey({ group, kind }: Kind): string {
  return `${group}/${kind}`;
}

/** Whether objects of two kinds are objects of one. */
export function isSameKind(one: Kind, other: Kind): boolean {
  return one.kind === other.kind && one.group === other.group;
}

/** How an object is named in sentences: `VirtualService default/frontend`. */
export function describeIdentity({ kind, namespace, name }: Identity): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
