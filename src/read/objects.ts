import { isList, isMap, Json, JsonMap } from '../model/json';
import { groupOf, KubernetesObject } from '../model/identity';
import { jsonPointer } from '../model/json-pointer';
import type { SourceLocation } from '../model/origin';
import { documentsOf, MOST_DOCUMENTS, tooManyDocuments } from './documents';
import type { Place } from './place';
import { FirstProblems, ReadProblem } from './problem';
import type { Dialect } from './scalar';
import type { TextFile } from './text-file';

/** Finds the line of a value in an object by its JSON pointer; `''` is the object itself. */
export type Locate = (pointer?: string) => SourceLocation;

/** A Kubernetes object as a file has it. */
export interface FileObject {
  readonly object: KubernetesObject;
  readonly locate: Locate;
}

/** What a file holds, seen as Kubernetes objects; lists of objects count as what is in them. */
export interface FileContent {
  readonly objects: readonly FileObject[];
  readonly problems: readonly ReadProblem[];
  /**
   * Documents with neither `apiVersion` nor `kind`. In a file that has nothing else they are something else: values,
   * a workflow, a package. Beside objects, or where objects have to be, they are mistakes.
   */
  readonly strangers: readonly Locate[];
}

export function objectsOf(file: TextFile, dialect: Dialect): FileContent {
  const { documents, problems } = documentsOf(file, dialect);
  const reading = new Reading(problems);
  for (const { value, place } of documents) reading.take(value, place, []);
  return reading;
}

/** What there is to say of strangers where objects have to be. */
export function strangerProblems(strangers: readonly Locate[]): readonly ReadProblem[] {
  const problems = new FirstProblems();
  for (const locate of strangers) problems.add(() => strangerProblem(locate()));
  return problems.found;
}

function strangerProblem(location: SourceLocation): ReadProblem {
  const message =
    'this document has neither apiVersion nor kind, so it is no Kubernetes object: add them, or remove it';
  return { code: 'NOT_AN_OBJECT', severity: 'error', location, message };
}

class Reading implements FileContent {
  readonly objects: FileObject[] = [];
  readonly strangers: Locate[] = [];
  private readonly told: FirstProblems;
  /** Documents and items of lists. */
  private taken = 0;

  constructor(problems: readonly ReadProblem[]) {
    this.told = new FirstProblems([...problems]);
  }

  get problems(): readonly ReadProblem[] {
    return this.told.found;
  }

  take(value: Json, place: Place, path: readonly (string | number)[]): void {
    if (++this.taken > MOST_DOCUMENTS) {
      if (this.taken === MOST_DOCUMENTS + 1) this.told.add(() => tooManyDocuments(place.locate(jsonPointer(path))));
      return;
    }
    const prefix = jsonPointer(path);
    const locate: Locate = (pointer = '') => place.locate(prefix + pointer);
    if (!isMap(value) || (value.apiVersion === undefined && value.kind === undefined)) {
      this.strangers.push(locate);
      return;
    }
    if (isObjectList(value)) {
      for (const [index, item] of value.items.entries()) this.take(item, place, [...path, 'items', index]);
      return;
    }
    if (isToolInput(value)) return;
    const complaint = shapeComplaint(value);
    if (complaint === undefined) {
      this.objects.push({ object: withoutNulls(value) as unknown as KubernetesObject, locate });
    } else {
      const { code, pointer, message } = complaint;
      this.told.add(() => ({ code, severity: 'error', location: locate(pointer), message }));
    }
  }
}

/** The groups of what programs read from files, and nobody applies. */
const TOOL_GROUPS: ReadonlySet<string> = new Set([
  'apiserver.config.k8s.io',
  'audit.k8s.io',
  'install.istio.io',
  'kind.x-k8s.io',
  'kubeadm.k8s.io',
  'kubelet.config.k8s.io',
  'kubeproxy.config.k8s.io',
  'kustomize.config.k8s.io',
]);

/** A kustomization, the settings of an installation, a kubeconfig: what looks like an object, but has no name. */
function isToolInput({ apiVersion, kind, metadata = null }: JsonMap): boolean {
  if (typeof apiVersion !== 'string' || (isMap(metadata) && metadata.name !== undefined)) return false;
  return TOOL_GROUPS.has(groupOf(apiVersion)) || (apiVersion === 'v1' && kind === 'Config');
}

function isObjectList(value: JsonMap): value is JsonMap & { readonly items: readonly Json[] } {
  return (
    typeof value.kind === 'string' && value.kind.endsWith('List') && value.items !== undefined && isList(value.items)
  );
}

/** Fields of the metadata that are null are none, to every program. */
function withoutNulls(value: JsonMap): JsonMap {
  const metadata = value.metadata as JsonMap;
  if (!Object.values(metadata).includes(null)) return value;
  return { ...value, metadata: Object.fromEntries(Object.entries(metadata).filter(([, field]) => field !== null)) };
}

export interface Complaint {
  readonly code: string;
  /** Of the value, or of that which lacks it. */
  readonly pointer: string;
  readonly message: string;
}

/** Why it is no object that has an identity; undefined where it is one. */
export function shapeComplaint(value: JsonMap): Complaint | undefined {
  const metadata = value.metadata ?? null;
  if (metadata !== null && !isMap(metadata)) {
    return { code: 'BAD_METADATA', pointer: '/metadata', message: `metadata is ${describe(metadata)}, not a map` };
  }
  return (
    textComplaint(value.apiVersion, 'apiVersion', '', 'NO_API_VERSION') ??
    textComplaint(value.kind, 'kind', '', 'NO_KIND') ??
    nameComplaint(metadata ?? {}) ??
    (metadata?.namespace == null
      ? undefined
      : textComplaint(metadata.namespace, 'namespace', '/metadata', 'NO_NAMESPACE')) ??
    textsComplaint(metadata, 'labels') ??
    textsComplaint(metadata, 'annotations')
  );
}

function nameComplaint(metadata: JsonMap): Complaint | undefined {
  if (metadata.name === undefined && metadata.generateName !== undefined) {
    const message =
      'the object has generateName and no name, so that each apply would make another one: give it a name';
    return { code: 'NO_NAME', pointer: '/metadata/generateName', message };
  }
  return textComplaint(metadata.name, 'name', '/metadata', 'NO_NAME');
}

/** Identities are told apart by their parts, and none of them can have a slash but the group and version. */
function textComplaint(value: Json | undefined, field: string, parent: string, code: string): Complaint | undefined {
  const where = `${parent}/${field}`.slice(1).replace('/', '.');
  if (value === undefined || value === null || value === '') {
    return {
      code,
      pointer: value === undefined ? parent : `${parent}/${field}`,
      message: `the object has no ${where}: add it`,
    };
  }
  const pointer = `${parent}/${field}`;
  if (typeof value !== 'string') {
    return { code, pointer, message: `${where} is ${describe(value)}, not a string: ${quoteHint(value)}` };
  }
  const slashes = value.split('/').length - 1;
  if (slashes <= (field === 'apiVersion' ? 1 : 0)) return undefined;
  return { code: 'BAD_NAME', pointer, message: `${where} is ${JSON.stringify(value)}, and can have no slash there` };
}

function textsComplaint(metadata: JsonMap | null, field: 'labels' | 'annotations'): Complaint | undefined {
  const texts = metadata?.[field] ?? null;
  if (texts === null) return undefined;
  const pointer = `/metadata/${field}`;
  if (!isMap(texts))
    return { code: 'BAD_METADATA', pointer, message: `metadata.${field} is ${describe(texts)}, not a map` };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === 'string') continue;
    const message = `the value of ${name} in metadata.${field} is ${describe(value)}, not a string: ${quoteHint(value)}`;
    return { code: 'BAD_METADATA', pointer: pointer + jsonPointer([name]), message };
  }
  return undefined;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  return isMap(value) ? 'a map' : `the ${typeof value} ${String(value)}`;
}

function quoteHint(value: Json): string {
  return typeof value === 'object' && value !== null ? 'write a string' : `quote it as "${String(value)}"`;
}
