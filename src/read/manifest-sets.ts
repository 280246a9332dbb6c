import { basename } from 'node:path/posix';
import { applyOrder } from '../mesh/apply-order';
import { describeIdentity } from '../model/identity';
import { canonicalObject, Manifest, manifestOf } from '../model/manifest';
import { ManifestSet } from '../model/manifest-set';
import type { SourceLocation } from '../model/origin';
import { Files, isBelow, parentOf, Unreadable } from './files';
import { buildKustomization } from './kustomize/build';
import { BuildFailure, failure, NotBuiltHere, remoteResource } from './kustomize/failure';
import { Includes, includesOf } from './kustomize/folders';
import { KUSTOMIZATION_FILES } from './kustomize/kustomization';
import { FileContent, FileObject, objectsOf, strangerProblems } from './objects';
import { FirstProblems, ReadProblem } from './problem';
import { Sources } from './sources';
import { TextFile } from './text-file';

/** What a folder of YAML, or anything else that holds manifests, was read as. */
export interface ManifestSets {
  /**
   * By name, sorted: the folder of a kustomization that no other one includes (`overlays/production`, `''` for the
   * folder itself), and `''` for the files that belong to no kustomization.
   */
  readonly sets: ReadonlyMap<string, ManifestSet>;
  /** By file, line and column. */
  readonly problems: readonly ReadProblem[];
  /** Files that were looked at and hold no manifests of these sets. */
  readonly skipped: readonly SkippedFile[];
  /** What the sets were read from: files of manifests, kustomizations, patches. */
  readonly texts: readonly TextFile[];
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: 'no manifest' | 'Helm chart' | 'in no kustomization';
}

/** Builds a folder by the kustomize program; undefined where there is none. */
export type KustomizeProgram = (folder: string) => string | Unreadable | undefined;

/** Reads the manifest sets of all that is below a folder of a tree, in time linear in its files. */
export function readManifestSets(files: Files, folder: string, kustomize: KustomizeProgram): ManifestSets {
  return new FolderReading(new Sources(files), folder, kustomize).read();
}

/** Reads files that somebody named, and what came on the standard input, as one set. */
export function readManifestFiles(files: readonly TextFile[]): ManifestSets {
  const read = files.map((file) => objectsOf(file, 'kubectl'));
  const objects = read.flatMap((content) => content.objects);
  const { set, twins } = manifestSetOf('', objects);
  const problems = read.flatMap((content) => [...content.problems, ...strangerProblems(content.strangers)]);
  return {
    sets: new Map(set.size === 0 ? [] : [['', set]]),
    problems: sorted([...problems, ...twins]),
    skipped: [],
    texts: files,
  };
}

/** In a file without them nothing is meant as an object, and whether it is YAML is not asked. */
const IDENTIFYING_FIELD = /(?:^|[\s{,"'-])(?:apiVersion|kind)["']?\s*:/m;

const NOTHING: FileContent = { objects: [], problems: [], strangers: [] };

class FolderReading {
  private readonly paths: readonly string[];
  /** What each folder with a kustomization includes. */
  private readonly kustomizations: ReadonlyMap<string, Includes>;
  /** The same of folders beside the one that is read. */
  private readonly outside = new Map<string, Includes>();
  /** Folders of kustomizations that were not built here, so that nobody can tell which of their files they read. */
  private readonly unknown = new Set<string>();
  private readonly sets = new Map<string, ManifestSet>();
  private readonly skipped: SkippedFile[] = [];

  constructor(
    private readonly sources: Sources,
    private readonly folder: string,
    private readonly kustomize: KustomizeProgram,
  ) {
    this.paths = this.withoutCharts(sources.files.list(folder));
    this.kustomizations = new Map(
      this.paths
        .filter((path) => KUSTOMIZATION_FILES.includes(basename(path)))
        .map((path) => parentOf(path))
        .map((path) => [path, includesOf(path, sources)]),
    );
  }

  read(): ManifestSets {
    for (const root of this.roots()) {
      const objects = this.build(root);
      if (objects !== undefined) this.add(this.setOf(this.nameOf(root), objects));
    }
    const loose = this.setOf('', this.looseObjects());
    if (loose.size > 0) this.add(loose);
    return {
      sets: new Map([...this.sets].sort(([one], [other]) => (one < other ? -1 : 1))),
      problems: sorted(this.sources.problems),
      skipped: this.skipped,
      texts: this.texts(),
    };
  }

  /** With the files of kustomizations that another program read. */
  private texts(): readonly TextFile[] {
    for (const path of this.paths) if (this.isOfUnknown(path)) this.sources.text(path);
    const skipped = new Set(this.skipped.map(({ file }) => file));
    return this.sources.decoded.filter(({ path }) => !skipped.has(path));
  }

  private setOf(name: string, objects: Iterable<FileObject>): ManifestSet {
    const { set, twins } = manifestSetOf(name, objects);
    twins.forEach(this.sources.report);
    return set;
  }

  private add(set: ManifestSet): void {
    this.sets.set(set.name, set);
  }

  private nameOf(path: string): string {
    return this.folder === '' ? path : path.slice(this.folder.length + 1);
  }

  /** Templates of Helm are no YAML. */
  private withoutCharts(paths: readonly string[]): readonly string[] {
    const charts = paths.filter((path) => basename(path) === 'Chart.yaml').map(parentOf);
    if (charts.length === 0) return paths;
    const isInChart = (path: string): boolean => charts.some((chart) => isBelow(path, chart));
    for (const path of paths.filter(isInChart)) this.skip(path, 'Helm chart');
    return paths.filter((path) => !isInChart(path));
  }

  /** The kustomizations that no other one includes, and of those that include each other in a circle the first. */
  private roots(): string[] {
    const included = new Set([...this.kustomizations.values()].flatMap(({ folders }) => folders));
    const all = [...this.kustomizations].filter(([, { isComponent }]) => !isComponent).map(([path]) => path);
    const roots = all.filter((path) => !included.has(path));
    const reached = new Set(roots.flatMap((root) => [...this.reachable(root)]));
    for (const path of all) {
      if (reached.has(path)) continue;
      roots.push(path);
      for (const other of this.reachable(path)) reached.add(other);
    }
    return roots;
  }

  /** A kustomization and all that it includes, by whatever way. */
  private reachable(root: string): ReadonlySet<string> {
    const found = new Set([root]);
    for (const path of found) for (const folder of this.includesOf(path).folders) found.add(folder);
    return found;
  }

  private includesOf(path: string): Includes {
    const known = this.kustomizations.get(path) ?? this.outside.get(path);
    if (known !== undefined) return known;
    const includes = includesOf(path, this.sources);
    this.outside.set(path, includes);
    return includes;
  }

  private build(root: string): readonly FileObject[] | undefined {
    try {
      return buildKustomization(root, this.sources);
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      for (const path of this.reachable(root)) this.unknown.add(path);
      const output = error instanceof NotBuiltHere ? this.outputOfProgram(root, error) : error;
      if (typeof output === 'string') return this.objectsOfProgram(output, error.problem.location);
      this.sources.report(output.problem);
      return undefined;
    }
  }

  private outputOfProgram(root: string, why: NotBuiltHere): string | BuildFailure {
    const [remote] = [...this.reachable(root)].flatMap((path) => this.includesOf(path).remote);
    if (remote !== undefined) return remoteResource(remote.entry, remote.locate());
    const output = this.kustomize(root);
    return output instanceof Unreadable ? failure(output.code, why.problem.location, output.message) : (output ?? why);
  }

  /** @param location of what was not built here, since nobody knows more of the objects */
  private objectsOfProgram(output: string, location: SourceLocation): readonly FileObject[] {
    const { objects, problems } = objectsOf(new TextFile(location.file, output), 'kubectl');
    for (const problem of problems) this.sources.report({ ...problem, location });
    return objects.map(({ object }) => ({ object, locate: () => location }));
  }

  /** One file after the other, so that what was read of one is let go of before the next. */
  private *looseObjects(): Generator<FileObject> {
    const isWhole = this.kustomizations.has(this.folder);
    for (const path of this.paths) {
      if (this.isAccountedFor(path)) continue;
      const text = isWhole ? undefined : this.sources.text(path);
      if (isWhole) this.skip(path, 'in no kustomization');
      else if (text instanceof TextFile) yield* this.objectsOf(path, text);
      else if (text !== undefined) this.sources.report(text);
    }
  }

  private objectsOf(path: string, text: TextFile): readonly FileObject[] {
    const isMeant = IDENTIFYING_FIELD.test(text.text);
    const { objects, problems, strangers } = isMeant ? objectsOf(text, 'kubectl') : NOTHING;
    problems.forEach(this.sources.report);
    if (objects.length === 0 && problems.length === 0) this.skip(path, 'no manifest');
    // Beside objects they are mistakes; alone they make the file something else.
    else strangerProblems(strangers).forEach(this.sources.report);
    return objects;
  }

  private skip(path: string, reason: SkippedFile['reason']): void {
    this.skipped.push({ file: this.sources.files.show(path), reason });
  }

  private isAccountedFor(path: string): boolean {
    return this.sources.hasRead(path) || KUSTOMIZATION_FILES.includes(basename(path)) || this.isOfUnknown(path);
  }

  /** Whether the file is of a component that nobody includes, or of a kustomization that was not built. */
  private isOfUnknown(path: string): boolean {
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      if (this.unknown.has(folder) || this.kustomizations.get(folder)?.isComponent === true) return true;
      if (folder === this.folder || folder === '') return false;
    }
  }
}

/** In apply order; of two objects of one identity the first. */
function manifestSetOf(
  name: string,
  objects: Iterable<FileObject>,
): { set: ManifestSet; twins: readonly ReadProblem[] } {
  const manifests = new Map<string, Manifest>();
  const twins = new FirstProblems();
  for (const { object, locate } of objects) {
    const manifest = manifestOf(canonicalObject(object), { locate });
    const other = manifests.get(manifest.key);
    if (other === undefined) {
      manifests.set(manifest.key, manifest);
      continue;
    }
    const message = `${describeIdentity(manifest.identity)} is there twice, and the last one that is applied would win: remove one`;
    twins.add(() => {
      const related = [other.origin.locate!()!];
      return { code: 'DUPLICATE_OBJECT', severity: 'error', location: locate(), message, related };
    });
  }
  return { set: new ManifestSet(name, applyOrder([...manifests.values()], []).manifests), twins: twins.found };
}

function sorted(problems: readonly ReadProblem[]): readonly ReadProblem[] {
  return problems.toSorted(({ location: one }, { location: other }) => {
    if (one.file !== other.file) return one.file < other.file ? -1 : 1;
    return one.line - other.line || one.column - other.column;
  });
}
