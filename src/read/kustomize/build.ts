import { join } from 'node:path/posix';
import { jsonPointer } from '../../model/json-pointer';
import type { SourceLocation } from '../../model/origin';
import { isBelow, Unreadable } from '../files';
import { FileObject, objectsOf, strangerProblems } from '../objects';
import type { Sources } from '../sources';
import { TextFile } from '../text-file';
import { BuildFailure, failure, notBuiltHere, remoteResource } from './failure';
import { isRemote, kustomizationFile, resolvePath } from './folders';
import { generate, hashNames } from './generators';
import { Kustomization, parseKustomization } from './kustomization';
import { patch, PatchContext, patchLate } from './patches';
import { followNames } from './references';
import { keyOf, Resource } from './resource';
import { label, rename, scale } from './transform';

/**
 * The objects that `kustomize build` gives for a folder.
 *
 * @throws BuildFailure for what kustomize refuses, NotBuiltHere for what only the program builds
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/internal/target/kusttarget.go
 */
export function buildKustomization(folder: string, sources: Sources): FileObject[] {
  const resources = new Folder(folder, sources, [], { built: 0 }).build([]);
  hashNames(resources);
  followNames(resources);
  for (const resource of resources) resource.dropEmptyAnnotations();
  return resources.filter(isDeployed).map((resource) => resource.toFileObject());
}

const LOCAL_CONFIG = 'config.kubernetes.io/local-config';

/** What an annotation declares as input of tools is left out. */
function isDeployed({ object }: Resource): boolean {
  return [undefined, 'false'].includes(object.metadata.annotations?.[LOCAL_CONFIG]);
}

/** Folders that include each other, each including two more, are built as often as there are ways through them. */
const MOST_BUILT = 5000;
const DEEPEST_INCLUDED = 100;

/** A folder with a kustomization, and the folders that include it, innermost last. */
class Folder {
  constructor(
    private readonly path: string,
    private readonly sources: Sources,
    private readonly including: readonly string[],
    private readonly total: { built: number },
  ) {}

  /** @param above what a component finds and changes: the resources so far of what includes it */
  build(
    above: readonly Resource[],
    place?: { readonly location: () => SourceLocation; readonly asComponent: boolean },
  ): Resource[] {
    if (++this.total.built > MOST_BUILT || this.including.length > DEEPEST_INCLUDED) {
      const location = place?.location() ?? { file: this.shown(), line: 1, column: 1 };
      const message = `kustomizations are included more than ${DEEPEST_INCLUDED} deep, or ${MOST_BUILT} times in all: include each of them once`;
      throw failure('TOO_MANY_KUSTOMIZATIONS', location, message);
    }
    const kustomization = this.kustomization();
    if (kustomization === undefined) {
      const location = place?.location() ?? { file: this.shown(), line: 1, column: 1 };
      throw failure('NO_KUSTOMIZATION', location, `${this.shown()} has no kustomization: add one`);
    }
    if (place !== undefined && kustomization.isComponent !== place.asComponent) {
      const message = kustomization.isComponent
        ? `${this.shown()} is a Component: list it under components`
        : `${this.shown()} is no Component: list it under resources`;
      throw failure('BAD_KUSTOMIZATION', place.location(), message);
    }
    return this.change(this.collect(above, kustomization), kustomization);
  }

  private shown(): string {
    return this.sources.files.show(this.path) || 'the folder';
  }

  private kustomization(): Kustomization | undefined {
    const path = kustomizationFile(this.path, this.sources);
    if (path === undefined) return undefined;
    const text = this.sources.text(path);
    if (text instanceof TextFile) return parseKustomization(text, this.sources.report);
    throw new BuildFailure(text!);
  }

  private collect(above: readonly Resource[], kustomization: Kustomization): Resource[] {
    const { fields, locate } = kustomization;
    const all = new ResourceList(above);
    for (const field of ['resources', 'bases'] as const) {
      for (const [index, entry] of (fields[field] ?? []).entries()) {
        const location = (): SourceLocation => locate(jsonPointer([field, index]));
        for (const resource of this.resource(entry, location)) all.add(resource, location);
      }
    }
    for (const resource of generate(kustomization, (entry, location) => this.bytes(entry, location))) {
      all.addGenerated(resource);
    }
    return (fields.components ?? []).reduce((resources, entry, index) => {
      const location = (): SourceLocation => locate(`/components/${index}`);
      const folder = this.folder(entry, location);
      if (folder === undefined)
        throw failure('MISSING_FILE', location(), `there is no folder ${entry}: correct the path`);
      return folder.build(resources, { location, asComponent: true });
    }, all.resources);
  }

  private change(resources: Resource[], kustomization: Kustomization): Resource[] {
    const context: PatchContext = {
      text: (entry, location) => this.text(entry, location),
      report: this.sources.report,
    };
    const patched = patch(resources, kustomization, context);
    rename(patched, kustomization);
    label(patched, kustomization);
    const all = patchLate(patched, kustomization, context);
    scale(all, kustomization);
    return all;
  }

  private resource(entry: string, location: () => SourceLocation): Resource[] {
    const folder = this.folder(entry, location);
    if (folder !== undefined) return folder.build([], { location, asComponent: false });
    const { objects, problems, strangers } = objectsOf(this.text(entry, location), 'kustomize');
    problems.forEach(this.sources.report);
    strangerProblems(strangers).forEach(this.sources.report);
    return objects.map((object) => checked(Resource.of(object)));
  }

  /** The folder that an entry names; undefined where it is no folder. */
  private folder(entry: string, location: () => SourceLocation): Folder | undefined {
    const path = resolvePath(this.path, entry);
    if (path === undefined || !this.sources.files.isFolder(path)) return undefined;
    const including = [...this.including, this.path];
    const around = including.find((other) => other === path || isBelow(other, path));
    if (around === undefined) return new Folder(path, this.sources, including, this.total);
    const message =
      path === this.path || this.including.includes(path)
        ? `the kustomizations include each other: ${[...including.slice(including.indexOf(path)), path].map((each) => this.sources.files.show(each)).join(' → ')}; remove one of the entries`
        : `${entry} has the folder of this kustomization in it, which kustomize refuses: include a folder beside it`;
    throw failure('KUSTOMIZATION_CYCLE', location(), message);
  }

  private text(entry: string, location: () => SourceLocation): TextFile {
    const text = this.sources.text(this.file(entry, location));
    if (text instanceof TextFile) return text;
    throw new BuildFailure(text!);
  }

  private bytes(entry: string, location: () => SourceLocation): Uint8Array {
    const bytes = this.sources.bytes(this.file(entry, location));
    if (bytes instanceof Unreadable) throw failure(bytes.code, location(), `${entry}: ${bytes.message}`);
    return bytes!;
  }

  /** The path of a file that is there, and has to be in the folder or below it. */
  private file(entry: string, location: () => SourceLocation): string {
    const path = resolvePath(this.path, entry);
    if (path === undefined || !this.sources.files.isFile(path)) throw this.missing(entry, location());
    if (isBelow(path, this.path) || this.sources.bytes(path) instanceof Unreadable) return path;
    const message = `${entry} is outside of the folder of the kustomization, which kustomize refuses: move it here, or include its folder by a kustomization`;
    throw failure('FILE_OUTSIDE', location(), message);
  }

  private missing(entry: string, location: SourceLocation): BuildFailure {
    if (isRemote(entry)) return remoteResource(entry, location);
    const path = this.sources.files.show(join(this.path, entry));
    const message = `there is no file or folder ${path}: correct the path, or add it`;
    return failure('MISSING_FILE', location, message);
  }
}

/** Annotations of kustomize's own, which it acts on and takes away. */
const KUSTOMIZE_ANNOTATION = /^(?:internal\.)?config\.kubernetes\.io\/|^kustomize\.config\.k8s\.io\//;

function checked(resource: Resource): Resource {
  for (const name of Object.keys(resource.object.metadata.annotations ?? {})) {
    if (name === LOCAL_CONFIG || !KUSTOMIZE_ANNOTATION.test(name)) continue;
    throw notBuiltHere(resource.locate(jsonPointer(['metadata', 'annotations', name])), `the annotation ${name} is`);
  }
  return resource;
}

/** Resources no two of which are one object. */
class ResourceList {
  readonly resources: Resource[];
  private readonly byKey: Map<string, Resource>;

  constructor(resources: readonly Resource[]) {
    this.resources = [...resources];
    this.byKey = new Map(resources.map((resource) => [resource.key, resource]));
  }

  /** What is generated must not be called as anything has ever been. */
  addGenerated(resource: Resource): void {
    const { apiVersion, kind } = resource.object;
    const isTaken = (other: Resource): boolean =>
      other.object.apiVersion === apiVersion &&
      other.object.kind === kind &&
      other.names.some((name) => keyOf(apiVersion, kind, name) === resource.key);
    const other = this.resources.find(isTaken);
    if (other !== undefined) throw twins(resource, other, resource.locate());
    this.add(resource, () => resource.locate());
  }

  add(resource: Resource, location: () => SourceLocation): void {
    const other = this.byKey.get(resource.key);
    if (other !== undefined) throw twins(resource, other, location());
    this.byKey.set(resource.key, resource);
    this.resources.push(resource);
  }
}

function twins(resource: Resource, other: Resource, location: SourceLocation): BuildFailure {
  const [here, there] = [resource.locate(), other.locate()];
  const message = `${resource.describe()} is included twice, from ${there.file}:${there.line} and ${here.file}:${here.line}: include one`;
  return new BuildFailure({ code: 'DUPLICATE_OBJECT', severity: 'error', location, message, related: [there, here] });
}
