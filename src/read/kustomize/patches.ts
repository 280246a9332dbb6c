import { isList, isMap, Json, JsonMap, sameJson } from '../../model/json';
import type { SourceLocation } from '../../model/origin';
import { documentsOf, YamlDocument } from '../documents';
import { Locate, shapeComplaint } from '../objects';
import type { ReadProblem } from '../problem';
import type { Dialect } from '../scalar';
import { TextFile } from '../text-file';
import { failure, notBuiltHere } from './failure';
import { applyOperation, JsonOperation, PatchFailure } from './json-operations';
import type { Kustomization, PatchEntry } from './kustomization';
import { isMergePatch, isOperation, keyIn, locateInMerge, locateInOperations, MergePatch } from './patch-forms';
import type { LocateInPatch, Resource } from './resource';
import { NotMerged, strategicMerge, Unmergeable } from './strategic-merge';
import { Targets } from './targets';

/** How a kustomization gets at what it names, and says what it finds. */
export interface PatchContext {
  /** @throws BuildFailure where the file cannot be read */
  readonly text: (path: string, location: () => SourceLocation) => TextFile;
  readonly report: (problem: ReadProblem) => void;
}

/** Applies `patchesStrategicMerge` and `patches`. What is left of the resources: a patch can delete one. */
export function patch(resources: Resource[], { fields, locate }: Kustomization, context: PatchContext): Resource[] {
  const { patchesStrategicMerge = [], patches = [] } = fields;
  if (patchesStrategicMerge.length + patches.length === 0) return resources;
  const targets = new Targets(resources);
  for (const [index, text] of patchesStrategicMerge.entries()) {
    const entry = isInline(text) ? { patch: text } : { path: text };
    const at: Locate = (pointer = '') => locate(`/patchesStrategicMerge/${index}${pointer}`);
    new PatchRun(targets, entry, true, at, context).run();
  }
  for (const [index, entry] of patches.entries()) {
    const at: Locate = (pointer = '') => locate(`/patches/${index}${pointer}`);
    new PatchRun(targets, entry, false, at, context).run();
  }
  return targets.all;
}

/** Applies `patchesJson6902`, which come after names and labels. */
export function patchLate(resources: Resource[], { fields, locate }: Kustomization, context: PatchContext): Resource[] {
  const { patchesJson6902 = [] } = fields;
  if (patchesJson6902.length === 0) return resources;
  const targets = new Targets(resources);
  for (const [index, entry] of patchesJson6902.entries()) {
    const at: Locate = (pointer = '') => locate(`/patchesJson6902/${index}${pointer}`);
    new PatchRun(targets, entry, true, at, context).run();
  }
  return targets.all;
}

/** An entry of `patchesStrategicMerge` is a patch or a path. */
function isInline(text: string): boolean {
  return /[\n{]|:\s/.test(text);
}

/** One entry, which may have several patches for several objects. */
class PatchRun {
  constructor(
    private readonly targets: Targets,
    private readonly entry: PatchEntry,
    /** Whether it is one of `patchesStrategicMerge` or `patchesJson6902`. */
    private readonly isLegacy: boolean,
    private readonly locate: Locate,
    private readonly context: PatchContext,
  ) {}

  run(): void {
    const { entry, locate } = this;
    if (entry.options !== undefined) throw notBuiltHere(locate('/options'), 'the options of a patch are');
    const inline = entry.patch?.trim() ?? '';
    if ((inline === '') === (entry.path === undefined)) {
      throw failure('BAD_KUSTOMIZATION', locate(), 'an entry of patches has either path or patch: give it one of them');
    }
    const file =
      entry.path === undefined ? this.inlineFile(inline) : this.context.text(entry.path, () => locate('/path'));
    // Operations are read as kubectl reads, and what is merged as kustomize does.
    const [first] = this.documents(file, 'kubectl');
    if (first === undefined) throw failure('EMPTY_PATCH', file.locationOf(0), 'the patch is empty: remove it');
    if (isList(first.value)) this.applyOperations(first.value, first.place);
    else this.mergeAll(this.documents(file, 'kustomize'));
  }

  /** All of an inline patch has one place to show, that of the entry. */
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

  private applyOperations(list: readonly Json[], place: YamlDocument['place']): void {
    const operations = list.map((operation, index) => {
      if (isOperation(operation)) return operation;
      const message =
        'this is no operation of a JSON patch: it needs op and path, and value or from where the op has one';
      throw failure('BAD_PATCH', place.locate(`/${index}`), message);
    });
    if (this.entry.target === undefined) {
      throw failure('BAD_KUSTOMIZATION', this.locate(), 'a JSON patch needs a target: name what it is for');
    }
    const locatePatch = locateInOperations(operations, (pointer) => place.locate(pointer));
    for (const resource of this.selected()) {
      if (!this.isLegacy) resource.rememberName();
      this.take(resource, this.applied(operations, resource, place), locatePatch);
      this.targets.learn(resource);
      // A JSON patch makes them values of their own again.
      resource.entangled.labels.clear();
      resource.entangled.annotations.clear();
    }
  }

  private applied(operations: readonly JsonOperation[], resource: Resource, place: YamlDocument['place']): JsonMap {
    let document: Json = resource.annotated();
    for (const [index, operation] of operations.entries()) {
      try {
        document = applyOperation(document, operation);
      } catch (error) {
        if (!(error instanceof PatchFailure)) throw error;
        const message = `${error.message} in ${resource.describe()}: correct the patch, or its target`;
        throw failure('PATCH_FAILED', place.locate(`/${index}`), message);
      }
    }
    return document as JsonMap;
  }

  private mergeAll(documents: readonly YamlDocument[]): void {
    const hasTarget = this.entry.target !== undefined;
    if (hasTarget && documents.length > 1) {
      const message = 'a target is for one patch, and there are several: leave it out';
      throw failure('BAD_KUSTOMIZATION', this.locate('/target'), message);
    }
    for (const { value, place } of documents) {
      if (!isMergePatch(value)) {
        const message =
          'a strategic merge patch has apiVersion, kind and metadata.name: add them, or write a JSON patch';
        throw failure('BAD_PATCH', place.locate(), message);
      }
      const locatePatch: Locate = (pointer) => place.locate(pointer);
      const meant = hasTarget ? this.selected() : [this.targets.owner(value, locatePatch)];
      if (hasTarget || this.isLegacy) refuseOddTexts(value, locatePatch);
      for (const resource of meant) this.merge(resource, value, locatePatch);
    }
  }

  private merge(resource: Resource, patch: MergePatch, locatePatch: Locate): void {
    const { labels, annotations } = resource.entangled;
    const entangled = keyIn(patch, labels) ?? keyIn(patch, annotations);
    if (entangled !== undefined) {
      throw notBuiltHere(locatePatch(), `a patch of ${entangled}, which was set in several places at once, is`);
    }
    if (patch.$patch === 'delete') {
      this.targets.remove(resource);
      return;
    }
    this.take(resource, merged(resource, patch, locatePatch), locateInMerge(patch, locatePatch));
  }

  private take(resource: Resource, patched: JsonMap, locatePatch: LocateInPatch): void {
    if (sameJson(resource.fields, patched)) {
      const message = `the patch changes nothing of ${resource.describe()}: remove it, or correct it`;
      this.context.report({ code: 'IDLE_PATCH', severity: 'warning', location: this.locate(), message });
    }
    const complaint = shapeComplaint(patched);
    if (complaint !== undefined) {
      const location = locatePatch(complaint.pointer) ?? this.locate();
      throw failure('PATCH_FAILED', location, `the patch spoils ${resource.describe()}: ${complaint.message}`);
    }
    resource.fields = patched;
    resource.patchedBy(locatePatch);
  }

  private selected(): Resource[] {
    const selected = this.targets.select(this.entry.target!, this.locate);
    if (selected.length === 0) {
      const message =
        'the target matches no object, so the patch changes nothing: correct the target, or remove the patch';
      const location = this.locate('/target');
      this.context.report({ code: 'PATCH_WITHOUT_TARGET', severity: 'warning', location, message });
    }
    return selected;
  }
}

/** Who an object is stays as it was. */
function merged(resource: Resource, patch: MergePatch, locatePatch: Locate): JsonMap {
  const { apiVersion, kind } = resource.object;
  const { name, namespace } = resource.name;
  try {
    const result = strategicMerge(resource.fields, patch, apiVersion);
    const metadata: Record<string, Json> = { ...(result.metadata as JsonMap), name };
    if (namespace === undefined) delete metadata.namespace;
    else metadata.namespace = namespace;
    return { ...result, apiVersion, kind, metadata };
  } catch (error) {
    if (error instanceof NotMerged) throw notBuiltHere(locatePatch(), error.message);
    if (!(error instanceof Unmergeable)) throw error;
    throw failure('PATCH_FAILED', locatePatch(), `the patch does not fit ${resource.describe()}: ${error.message}`);
  }
}

/** Some patches go through code that takes labels and annotations for texts, so that `null` removes nothing. */
function refuseOddTexts({ metadata }: MergePatch, locatePatch: Locate): void {
  for (const field of ['labels', 'annotations']) {
    const texts = metadata[field] ?? {};
    if (isMap(texts) && Object.values(texts).every((text) => typeof text === 'string')) continue;
    const what = `a patch that has a target, or is one of patchesStrategicMerge, with ${field} that are no strings is`;
    throw notBuiltHere(locatePatch(`/metadata/${field}`), what);
  }
}
