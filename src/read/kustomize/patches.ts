import { isList, isMap, Json, JsonMap, sameJson } from '../../model/json';
import type { KubernetesObject } from '../../model/identity';
import { jsonPointer } from '../../model/json-pointer';
import type { SourceLocation } from '../../model/origin';
import { documentsOf, YamlDocument } from '../documents';
import type { Locate } from '../objects';
import type { Dialect } from '../scalar';
import { TextFile } from '../text-file';
import type { ReadProblem } from '../problem';
import { failure, notBuiltHere } from './failure';
import { applyOperation, JsonOperation, PatchFailure } from './json-operations';
import type { Kustomization, PatchEntry, Selector } from './kustomization';
import { keyOf, LocateInPatch, Name, Resource } from './resource';
import { select } from './select';
import { NotMerged, strategicMerge, Unmergeable } from './strategic-merge';

/** How a kustomization gets at what it names. */
export interface PatchContext {
  /** @throws BuildFailure where it cannot be read */
  readonly text: (path: string, locate: () => SourceLocation) => TextFile;
  readonly report: (problem: ReadProblem) => void;
}

/** Applies `patchesStrategicMerge` and `patches`. What is left of the resources: a patch can delete one. */
export function patch(resources: Resource[], kustomization: Kustomization, context: PatchContext): Resource[] {
  const { fields, locate } = kustomization;
  let left = resources;
  for (const [index, text] of (fields.patchesStrategicMerge ?? []).entries()) {
    const entry = isInline(text) ? { patch: text } : { path: text };
    left = new PatchRun(
      left,
      entry,
      (pointer = '') => locate(`/patchesStrategicMerge/${index}${pointer}`),
      context,
      true,
    ).run();
  }
  for (const [index, entry] of (fields.patches ?? []).entries()) {
    left = new PatchRun(left, entry, (pointer = '') => locate(`/patches/${index}${pointer}`), context).run();
  }
  return left;
}

/** Applies `patchesJson6902`, which come after names and labels. */
export function patchLate(resources: Resource[], { fields, locate }: Kustomization, context: PatchContext): Resource[] {
  let left = resources;
  for (const [index, entry] of (fields.patchesJson6902 ?? []).entries()) {
    const at: Locate = (pointer = '') => locate(`/patchesJson6902/${index}${pointer}`);
    left = new PatchRun(left, entry, at, context, true).run();
  }
  return left;
}

/** An entry of `patchesStrategicMerge` is a patch or a path. */
function isInline(text: string): boolean {
  return /[\n{]|:\s/.test(text);
}

class PatchRun {
  constructor(
    private readonly resources: Resource[],
    private readonly entry: PatchEntry,
    private readonly locate: Locate,
    private readonly context: PatchContext,
    /** Whether it is one of `patchesStrategicMerge` or `patchesJson6902`. */
    private readonly isLegacy = false,
  ) {}

  run(): Resource[] {
    const { entry, locate } = this;
    if (entry.options !== undefined) throw notBuiltHere(locate('/options'), 'the options of a patch are');
    const inline = entry.patch?.trim() ?? '';
    if ((inline === '') === (entry.path === undefined)) {
      throw failure('BAD_KUSTOMIZATION', locate(), 'an entry of patches has either path or patch: give it one of them');
    }
    const file =
      entry.path === undefined ? this.inlineFile(inline) : this.context.text(entry.path, () => locate('/path'));
    return this.isJsonPatch(file) ? this.applyOperations(file) : this.mergeAll(file);
  }

  /** An inline patch has a place of its own, but only the line of the entry to show. */
  private inlineFile(text: string): TextFile {
    const { locate } = this;
    return new (class extends TextFile {
      override locationOf(): SourceLocation {
        return locate('/patch');
      }
    })(locate('/patch').file, text);
  }

  private documents(file: TextFile, dialect: Dialect): readonly YamlDocument[] {
    const { documents, problems } = documentsOf(file, dialect);
    const error = problems.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw failure(error.code, error.location, error.message);
    problems.forEach(this.context.report);
    return documents;
  }

  private isJsonPatch(file: TextFile): boolean {
    const [first] = this.documents(file, 'kubectl');
    if (first === undefined) throw failure('EMPTY_PATCH', file.locationOf(0), 'the patch is empty: remove it');
    return isList(first.value);
  }

  /** Operations are read as kubectl reads, and what they are applied to is read as kustomize reads. */
  private applyOperations(file: TextFile): Resource[] {
    const [{ value, place }] = this.documents(file, 'kubectl') as [YamlDocument];
    const operations = (value as readonly Json[]).map((operation, index) => {
      if (isOperation(operation)) return operation;
      const message =
        'this is no operation of a JSON patch: it needs op and path, and value or from where the op has one';
      throw failure('BAD_PATCH', place.locate(`/${index}`), message);
    });
    const { target } = this.entry;
    if (target === undefined) {
      throw failure('BAD_KUSTOMIZATION', this.locate(), 'a JSON patch needs a target: name what it is for');
    }
    const locatePatch = locateInOperations(operations, (pointer) => place.locate(pointer));
    for (const resource of this.targets(target)) {
      if (!this.isLegacy) resource.rememberName();
      let document: Json = resource.annotated();
      for (const [index, operation] of operations.entries()) {
        try {
          document = applyOperation(document, operation);
        } catch (error) {
          if (!(error instanceof PatchFailure)) throw error;
          const message = `${error.message} in ${describe(resource)}: correct the patch, or its target`;
          throw failure('PATCH_FAILED', place.locate(`/${index}`), message);
        }
      }
      this.take(resource, document as JsonMap, locatePatch);
      // A JSON patch makes them values of their own again.
      resource.entangled.clear();
      this.refuseLostIdentity(resource);
    }
    return this.resources;
  }

  private refuseLostIdentity(resource: Resource): void {
    const { apiVersion, kind, metadata } = resource.object as Partial<Resource['object']>;
    const hasIdentity = [apiVersion, kind, metadata?.name].every((part) => typeof part === 'string' && part !== '');
    if (hasIdentity) return;
    throw failure('PATCH_FAILED', this.locate(), 'the patch takes apiVersion, kind or metadata.name away: leave them');
  }

  private mergeAll(file: TextFile): Resource[] {
    let left = this.resources;
    const documents = this.documents(file, 'kustomize');
    const { target } = this.entry;
    if (target !== undefined && documents.length > 1) {
      throw failure(
        'BAD_KUSTOMIZATION',
        this.locate('/target'),
        'a target is for one patch, and there are several: leave it out',
      );
    }
    for (const { value, place } of documents) {
      if (!isMergePatch(value)) {
        const message =
          'a strategic merge patch has apiVersion, kind and metadata.name: add them, or write a JSON patch';
        throw failure('BAD_PATCH', place.locate(), message);
      }
      const locatePatch: LocateInPatch = (pointer) => (has(value, pointer) ? place.locate(pointer) : undefined);
      const targets = target === undefined ? [this.owner(value, () => place.locate())] : this.targets(target);
      if (target !== undefined || this.isLegacy) refuseOddTexts(value, place);
      for (const resource of targets) left = this.merge(left, resource, value, locatePatch, () => place.locate());
    }
    return left;
  }

  private merge(
    left: Resource[],
    resource: Resource,
    patch: JsonMap,
    locatePatch: LocateInPatch,
    location: () => SourceLocation,
  ): Resource[] {
    const entangled = resource.entangled.size === 0 ? undefined : keyIn(patch, resource.entangled);
    if (entangled !== undefined)
      throw notBuiltHere(location(), `a patch of ${entangled}, which was set in several places, is`);
    if (patch.$patch === 'delete') return left.filter((other) => other !== resource);
    const { apiVersion, kind } = resource.object;
    const { name, namespace } = resource.name;
    try {
      const merged = strategicMerge(resource.fields, patch, apiVersion);
      // Who an object is stays as it was.
      const metadata: Record<string, Json> = { ...(merged.metadata as JsonMap), name };
      if (namespace === undefined) delete metadata.namespace;
      else metadata.namespace = namespace;
      this.take(resource, { ...merged, apiVersion, kind, metadata }, locatePatch);
    } catch (error) {
      if (error instanceof NotMerged) throw notBuiltHere(location(), error.message);
      if (!(error instanceof Unmergeable)) throw error;
      throw failure('PATCH_FAILED', location(), `the patch does not fit ${describe(resource)}: ${error.message}`);
    }
    return left;
  }

  private take(resource: Resource, patched: JsonMap, locatePatch: LocateInPatch): void {
    if (sameJson(resource.fields, patched)) {
      const message = `the patch changes nothing of ${describe(resource)}: remove it, or correct it`;
      this.context.report({ code: 'IDLE_PATCH', severity: 'warning', location: this.locate(), message });
    }
    resource.fields = patched;
    resource.patchedBy(locatePatch);
  }

  private targets(target: Selector): Resource[] {
    const targets = select(this.resources, target, this.locate);
    if (targets.length === 0) {
      const message =
        'the target matches no object, so the patch changes nothing: correct the target, or remove the patch';
      this.context.report({
        code: 'PATCH_WITHOUT_TARGET',
        severity: 'warning',
        location: this.locate('/target'),
        message,
      });
    }
    return targets;
  }

  /** The one object that a patch names. */
  private owner({ apiVersion, kind, metadata }: MergePatch, location: () => SourceLocation): Resource {
    const key = keyOf(apiVersion, kind, metadata);
    const owners = this.resources.filter(({ object, names }) =>
      names.some((former) => keyOf(object.apiVersion, object.kind, former) === key),
    );
    if (owners.length === 1) return owners[0]!;
    const what = owners.length === 0 ? 'no object that the patch is for' : 'more than one object that the patch is for';
    const message = `there is ${what}, ${kind} ${metadata.name}: correct its apiVersion, kind, name and namespace, or remove it`;
    throw failure('PATCH_WITHOUT_TARGET', location(), message);
  }
}

/** Some patches go through code that takes labels and annotations for texts, so that `null` removes nothing. */
function refuseOddTexts({ metadata }: MergePatch, place: YamlDocument['place']): void {
  for (const field of ['labels', 'annotations']) {
    const texts = metadata[field] ?? {};
    if (isMap(texts) && Object.values(texts).every((text) => typeof text === 'string')) continue;
    const what = `a patch that has a target, or is one of patchesStrategicMerge, with ${field} that are no strings is`;
    throw notBuiltHere(place.locate(`/metadata/${field}`), what);
  }
}

function describe({ object, name: { namespace, name } }: Resource): string {
  return `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** A patch that says whom it is for. */
type MergePatch = JsonMap & Pick<KubernetesObject, 'apiVersion' | 'kind'> & { readonly metadata: JsonMap & Name };

function isMergePatch(value: Json): value is MergePatch {
  if (!isMap(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string') return false;
  const { metadata } = value;
  return metadata !== undefined && isMap(metadata) && typeof metadata.name === 'string';
}

function isOperation(value: Json): value is Json & JsonOperation {
  if (!isMap(value) || typeof value.path !== 'string' || !/^(?:\/|$)/.test(value.path)) return false;
  switch (value.op) {
    case 'add':
    case 'replace':
    case 'test':
      return value.value !== undefined;
    case 'remove':
      return true;
    case 'move':
    case 'copy':
      return typeof value.from === 'string';
    default:
      return false;
  }
}

/** One of the names, where a map has it as a key at any depth. */
function keyIn(value: Json, names: ReadonlySet<string>): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, part] of Object.entries(value) as [string, Json][]) {
    const found = !isList(value) && names.has(name) ? name : keyIn(part, names);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether there is a value at a pointer that leads through maps only: what is in a list may stand elsewhere. */
function has(fields: JsonMap, pointer: string): boolean {
  let value: Json | undefined = fields;
  for (const name of pointer.split('/').slice(1)) {
    if (value === undefined || !isMap(value)) return value !== undefined && isList(value);
    const field = name.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.hasOwn(value, field) ? value[field] : undefined;
  }
  return value !== undefined;
}

function locateInOperations(
  operations: readonly JsonOperation[],
  locate: (pointer: string) => ReturnType<Locate>,
): LocateInPatch {
  return (pointer) => {
    const index = operations.findLastIndex(
      (operation) => 'value' in operation && (pointer === operation.path || pointer.startsWith(`${operation.path}/`)),
    );
    if (index < 0) return undefined;
    return locate(jsonPointer([index, 'value']) + pointer.slice(operations[index]!.path.length));
  };
}
