import { isList, isMap, JsonMap } from '../../model/json';
import type { SourceLocation } from '../../model/origin';
import type { Locate } from '../objects';
import { failure, notBuiltHere } from './failure';
import { FieldSpec, SetField, setFields } from './field-spec';
import {
  ANNOTATIONS,
  isClusterScoped,
  METADATA_LABELS,
  NAMESPACES,
  REPLICAS,
  SELECTOR_LABELS,
  TEMPLATE_LABELS,
} from './field-specs';
import { imageSetter, setImages } from './images';
import type { Kustomization } from './kustomization';
import type { Resource } from './resource';

/** Costs a parser's run, so that it is asked for failures only. */
type Where = () => SourceLocation;

type Texts = Readonly<Record<string, string>>;

/** `namespace`, `namePrefix` and `nameSuffix`, in the order in which kustomize goes by them. */
export function rename(resources: readonly Resource[], { fields, locate }: Kustomization): void {
  const { namespace, namePrefix, nameSuffix } = fields;
  if (namespace) setNamespace(resources, namespace, locate);
  for (const resource of resources) {
    if (keepsName(resource)) continue;
    if (namePrefix) affix(resource, (name) => namePrefix + name);
    if (nameSuffix) affix(resource, (name) => name + nameSuffix);
  }
}

function affix(resource: Resource, change: (name: string) => string): void {
  resource.rememberName();
  resource.setMetadata('name', change(resource.name.name));
}

/** Names that are no choice: of a group of resources, of a namespace. */
function keepsName({ group, object: { kind } }: Resource): boolean {
  return (
    kind === 'CustomResourceDefinition' ||
    kind === 'Namespace' ||
    (kind === 'APIService' && group === 'apiregistration.k8s.io')
  );
}

function setNamespace(resources: readonly Resource[], namespace: string, locate: Locate): void {
  const location: Where = () => locate('/namespace');
  const set: SetField = () => namespace;
  for (const resource of resources) {
    resource.rememberName();
    const { apiVersion, kind } = resource.object;
    if (!isClusterScoped(resource.group, apiVersion, kind)) resource.setMetadata('namespace', namespace);
    for (const spec of NAMESPACES) change(resource, spec, set, location);
    if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') setDefaultSubjects(resource, namespace, location);
  }
  const keys = new Set<string>();
  for (const resource of resources) {
    if (keys.has(resource.key)) {
      const message = `with the namespace ${namespace} two objects are ${resource.describe()}: rename one, or leave the namespace to the objects`;
      throw failure('DUPLICATE_OBJECT', location(), message);
    }
    keys.add(resource.key);
  }
}

/** Of the subjects of a role binding, those named `default` get the namespace. */
function setDefaultSubjects(resource: Resource, namespace: string, location: Where): void {
  const set: SetField = (subjects = null) =>
    isList(subjects)
      ? subjects.map((subject) => (isMap(subject) && subject.name === 'default' ? { ...subject, namespace } : subject))
      : subjects;
  change(resource, { path: 'subjects[]' }, set, location);
}

/** `labels`, then `commonLabels`, then `commonAnnotations`. */
export function label(resources: readonly Resource[], { fields, locate }: Kustomization): void {
  for (const [index, entry] of (fields.labels ?? []).entries()) {
    const location = () => locate(`/labels/${index}`);
    if (entry.fields !== undefined) throw notBuiltHere(locate(`/labels/${index}/fields`), 'the fields of labels are');
    const specs = entry.includeSelectors ? SELECTOR_LABELS : entry.includeTemplates ? TEMPLATE_LABELS : [];
    addTexts(resources, 'labels', entry.pairs ?? {}, [METADATA_LABELS, ...specs], location);
  }
  addTexts(resources, 'labels', fields.commonLabels ?? {}, [METADATA_LABELS, ...SELECTOR_LABELS], () =>
    locate('/commonLabels'),
  );
  addTexts(resources, 'annotations', fields.commonAnnotations ?? {}, ANNOTATIONS, () => locate('/commonAnnotations'));
}

function addTexts(
  resources: readonly Resource[],
  field: 'labels' | 'annotations',
  texts: Texts,
  specs: readonly FieldSpec[],
  location: Where,
): void {
  const names = Object.keys(texts);
  if (names.length === 0) return;
  for (const resource of resources) {
    const own = resource.object.metadata[field];
    const entangled = names.find((name) => resource.entangled[field].has(name) && own?.[name] !== texts[name]);
    if (entangled !== undefined) {
      throw notBuiltHere(location(), `another value for ${entangled}, which was set in several places at once, is`);
    }
    let places = 0;
    for (const spec of specs) {
      const set: SetField = (value) => {
        places++;
        if (isMap(value ?? {})) return { ...(value as JsonMap | null | undefined), ...texts };
        throw new TypeError(`${spec.path} is ${JSON.stringify(value)}, which is no map`);
      };
      change(resource, spec, set, location);
    }
    if (places > 1) for (const name of names) resource.entangled[field].add(name);
  }
}

/** `replicas`, then `images`. */
export function scale(resources: readonly Resource[], { fields, locate }: Kustomization): void {
  for (const [index, { name, count }] of (fields.replicas ?? []).entries()) {
    const location: Where = () => locate(`/replicas/${index}`);
    const scaled = resources.filter((resource) => isScaled(resource, name));
    if (scaled.length === 0) {
      const message = `nothing that has replicas is called ${name}: correct the name, or remove the entry`;
      throw failure('UNKNOWN_OBJECT', location(), message);
    }
    for (const resource of scaled) for (const spec of REPLICAS) change(resource, spec, () => count, location);
  }
  for (const field of ['images', 'imageTags'] as const) {
    for (const [index, image] of (fields[field] ?? []).entries()) {
      const location: Where = () => locate(`/${field}/${index}`);
      if (image.tagSuffix) throw notBuiltHere(locate(`/${field}/${index}/tagSuffix`), 'the tagSuffix of an image is');
      const set = imageSetter(image);
      for (const resource of resources) located(location, resource, () => setImages(resource, set));
    }
  }
}

function isScaled({ names, object }: Resource, name: string): boolean {
  return REPLICAS.some(({ kind }) => kind === object.kind) && names.some((former) => former.name === name);
}

function change(resource: Resource, spec: FieldSpec, set: SetField, location: Where): void {
  located(location, resource, () => {
    resource.object = setFields(resource.object, spec, set);
  });
}

/** An object that a transformation has no way into is named. */
function located(location: Where, resource: Resource, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = `cannot change ${resource.describe()}: ${error.message}; mend the object`;
    throw failure('MISSHAPEN_OBJECT', location(), message);
  }
}
