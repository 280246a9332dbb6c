import { groupOf, KubernetesObject } from '../../model/identity';
import type { Json, JsonMap } from '../../model/json';
import type { SourceLocation } from '../../model/origin';
import type { FileObject, Locate } from '../objects';

/** A name that an object has, or had before a kustomization changed it. */
export interface Name {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Finds where a patch has set a value, by the JSON pointer of the value in the object. */
export type LocateInPatch = (pointer: string) => SourceLocation | undefined;

/** An object while kustomizations change it. The values of fields are shared and never changed. */
export class Resource {
  /** Oldest first; patches and replicas may go by any of them. */
  readonly formerNames: Name[] = [];
  private readonly patches: LocateInPatch[] = [];
  /**
   * Labels and annotations that were set in several places at once. To kustomize these are one value from then on: who
   * changes one changes all.
   */
  readonly entangled = { labels: new Set<string>(), annotations: new Set<string>() };
  /** Whether the name gets a hash of the content in the end. */
  needsHash = false;

  constructor(
    public object: KubernetesObject,
    private readonly locateInFile: Locate,
  ) {}

  static of({ object, locate }: FileObject): Resource {
    return new Resource(object, locate);
  }

  get fields(): JsonMap {
    return this.object as unknown as JsonMap;
  }

  set fields(fields: JsonMap) {
    this.object = fields as unknown as KubernetesObject;
  }

  get group(): string {
    return groupOf(this.object.apiVersion);
  }

  get version(): string {
    return this.object.apiVersion.slice(this.object.apiVersion.indexOf('/') + 1);
  }

  get name(): Name {
    const { namespace, name } = this.object.metadata;
    return { namespace, name };
  }

  get names(): readonly Name[] {
    return [...this.formerNames, this.name];
  }

  get originalName(): Name {
    return this.formerNames[0] ?? this.name;
  }

  /** As in sentences. */
  describe(): string {
    const { namespace, name } = this.name;
    return `${this.object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  }

  rememberName(): void {
    this.formerNames.push(this.name);
  }

  /** What kustomize tells objects apart by; two of one key cannot be together. */
  get key(): string {
    return keyOf(this.object.apiVersion, this.object.kind, this.name);
  }

  /**
   * The object as JSON patches find it: kustomize keeps its notes in annotations, so that there are some from the first
   * change of a name on.
   */
  annotated(): JsonMap {
    const metadata = this.fields.metadata as JsonMap;
    if (metadata.annotations !== undefined || (this.formerNames.length === 0 && !this.needsHash)) return this.fields;
    return { ...this.fields, metadata: { ...metadata, annotations: {} } };
  }

  /** Where no annotations are left, their map goes with kustomize's notes. */
  dropEmptyAnnotations(): void {
    const { annotations, ...metadata } = this.object.metadata;
    if (annotations === undefined || Object.keys(annotations).length > 0) return;
    this.fields = { ...this.fields, metadata: metadata as JsonMap };
  }

  setMetadata(field: string, value: Json): void {
    this.fields = { ...this.fields, metadata: { ...(this.fields.metadata as JsonMap), [field]: value } };
  }

  patchedBy(patch: LocateInPatch): void {
    this.patches.push(patch);
  }

  locate(pointer = ''): SourceLocation {
    return this.toFileObject().locate(pointer);
  }

  /** The object without what was noted of its way; one of 45,000 is not to keep all its former values. */
  toFileObject(): FileObject {
    const { object, patches, locateInFile } = this;
    return { object, locate: patches.length === 0 ? locateInFile : locatePatched(patches, locateInFile) };
  }
}

/** Of what a patch has set, the place in the patch, of all else that in the file of the object. */
function locatePatched(patches: readonly LocateInPatch[], locateInFile: Locate): Locate {
  return (pointer = '') => {
    if (pointer !== '') {
      for (const patch of patches.toReversed()) {
        const location = patch(pointer);
        if (location !== undefined) return location;
      }
    }
    return locateInFile(pointer);
  };
}

export function keyOf(apiVersion: string, kind: string, name: Name): string {
  return `${apiVersion} ${kind} ${effectiveNamespace(name)} ${name.name}`;
}

/** To kustomize, the namespace `default` is also that of objects that have none. */
export function effectiveNamespace({ namespace }: Name): string {
  return namespace === undefined || namespace === '' ? 'default' : namespace;
}
