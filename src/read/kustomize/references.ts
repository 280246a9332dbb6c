import { isList, isMap, Json, JsonMap } from '../../model/json';
import { notBuiltHere } from './failure';
import { appliesTo, SetField, setFields } from './field-spec';
import { isClusterScoped } from './field-specs';
import { REFERENCES, ReferenceSpec } from './reference-specs';
import { effectiveNamespace, Resource } from './resource';

/**
 * Changes the names by which objects refer to those whose names kustomizations have changed.
 *
 * @throws NotBuiltHere where a name may mean several objects
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/filters/nameref/nameref.go
 */
export function followNames(resources: readonly Resource[]): void {
  const byFormerName = new Map<string, Set<Resource>>();
  for (const resource of resources) {
    for (const { name } of resource.formerNames) {
      const known = byFormerName.get(name);
      if (known === undefined) byFormerName.set(name, new Set([resource]));
      else known.add(resource);
    }
  }
  if (byFormerName.size === 0) return;
  const byKind = groupByKind(resources);
  for (const { to, in: specs } of REFERENCES) {
    for (const spec of specs) {
      for (const referrer of byKind.get(spec.kind!) ?? []) {
        if (!appliesTo(spec, referrer.object)) continue;
        const set = new Following(referrer, to, byFormerName).set;
        referrer.object = setFields(referrer.object, spec, set);
      }
    }
  }
}

function groupByKind(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const group = groups.get(resource.object.kind);
    if (group === undefined) groups.set(resource.object.kind, [resource]);
    else group.push(resource);
  }
  return groups;
}

class Following {
  constructor(
    private readonly referrer: Resource,
    private readonly to: ReferenceSpec['to'],
    private readonly byFormerName: ReadonlyMap<string, ReadonlySet<Resource>>,
  ) {}

  /** A reference is a name, a map with a name and a namespace, or a list of such. */
  readonly set: SetField = (value = null) => {
    if (isList(value)) return value.map((item) => this.set(item));
    if (isMap(value)) return this.inMap(value);
    return typeof value === 'string' ? (this.referent(value)?.name.name ?? value) : value;
  };

  private inMap(reference: JsonMap): Json {
    const { name, namespace } = reference;
    if (typeof name !== 'string') return reference;
    const referent = this.referent(name, typeof namespace === 'string' ? namespace : undefined);
    if (referent === undefined) return reference;
    const now = referent.name;
    return { ...reference, name: now.name, ...(now.namespace ? { namespace: now.namespace } : {}) };
  }

  /** The object that a name means; undefined where it means none of which the name has changed. */
  private referent(name: string, namespace?: string): Resource | undefined {
    const named = [...(this.byFormerName.get(name) ?? [])].filter(
      (resource) => appliesTo(this.to, resource.object) && this.isRole(resource) && this.isInReach(resource),
    );
    const candidates = namespace === undefined ? named : inNamespace(named, namespace);
    if (candidates.length < 2) return candidates[0];
    const { kind, metadata } = this.referrer.object;
    const what = `the name ${name} in ${kind} ${metadata.name}, which ${candidates.length} objects have had, is`;
    throw notBuiltHere(this.referrer.locate(), what);
  }

  /** A role binding says itself of which kind its role is. */
  private isRole({ object, group }: Resource): boolean {
    const { roleRef } = this.referrer.fields;
    if (!['Role', 'ClusterRole'].includes(this.to.kind) || roleRef === undefined || !isMap(roleRef)) return true;
    return roleRef.kind === object.kind && (roleRef.apiGroup ?? group) === group;
  }

  private isInReach(resource: Resource): boolean {
    const { referrer } = this;
    if (isCluster(referrer) || isCluster(resource)) return true;
    if (effectiveNamespace(referrer.name) === effectiveNamespace(resource.name)) return true;
    const { subjects = [] } = referrer.fields;
    const isSubject = (subject: Json): boolean =>
      isMap(subject) && subject.kind === 'ServiceAccount' && subject.namespace === resource.name.namespace;
    return resource.object.kind === 'ServiceAccount' && isList(subjects) && subjects.some(isSubject);
  }
}

/** By the namespace that objects had, or else by the one that they have. */
function inNamespace(resources: readonly Resource[], namespace: string): Resource[] {
  const before = resources.filter((resource) => effectiveNamespace(resource.originalName) === namespace);
  if (before.length > 0) return before;
  return resources.filter((resource) => effectiveNamespace(resource.name) === namespace);
}

function isCluster({ group, object: { apiVersion, kind } }: Resource): boolean {
  return isClusterScoped(group, apiVersion, kind);
}
