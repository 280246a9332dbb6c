import type { SourceLocation } from '../../model/origin';
import type { Locate } from '../objects';
import { failure, notBuiltHere } from './failure';
import { literalIn, wholeRegExp } from './go-reg-exp';
import type { Selector } from './kustomization';
import type { MergePatch } from './patch-forms';
import { effectiveNamespace, keyOf, Resource } from './resource';

const FIELDS = ['group', 'version', 'kind', 'name', 'namespace'] as const;

/** A list of `name=value`, which most selectors are. */
const EQUALITIES = /^[\w./-]+={1,2}[\w.-]*(?:,[\w./-]+={1,2}[\w.-]*)*$/;

/** The objects that patches are for, by any name that they have or had: thousands of patches are each for one of them. */
export class Targets {
  private readonly byName = new Map<string, Set<Resource>>();

  constructor(private resources: readonly Resource[]) {
    for (const resource of resources) this.learn(resource);
  }

  get all(): Resource[] {
    return [...this.resources];
  }

  /** Is called when a patch may have changed a name. */
  learn(resource: Resource): void {
    for (const { name } of resource.names) {
      const known = this.byName.get(name);
      if (known === undefined) this.byName.set(name, new Set([resource]));
      else known.add(resource);
    }
  }

  remove(resource: Resource): void {
    this.resources = this.resources.filter((other) => other !== resource);
    for (const { name } of resource.names) this.byName.get(name)?.delete(resource);
  }

  /** The one object that a patch names. */
  owner({ apiVersion, kind, metadata }: MergePatch, location: () => SourceLocation): Resource {
    const key = keyOf(apiVersion, kind, metadata);
    const owners = [...(this.byName.get(metadata.name) ?? [])].filter(({ object, names }) =>
      names.some((name) => keyOf(object.apiVersion, object.kind, name) === key),
    );
    if (owners.length === 1) return owners[0]!;
    const what = owners.length === 0 ? 'no object' : 'more than one object';
    const message = `there is ${what} that the patch of ${kind} ${metadata.name} is for: correct its apiVersion, kind, name and namespace, or remove it`;
    throw failure('PATCH_WITHOUT_TARGET', location(), message);
  }

  /**
   * The objects that a target means. Its fields are regular expressions of the whole value, and one that is left out or
   * empty means any.
   */
  select(target: Selector, locate: Locate): Resource[] {
    const [group, version, kind, name, namespace] = FIELDS.map((field) => matcher(target, field, locate));
    const labels = equalities(target, 'labelSelector', locate);
    const annotations = equalities(target, 'annotationSelector', locate);
    const literal = target.name ? literalIn(target.name) : undefined;
    const candidates = literal === undefined ? this.resources : [...(this.byName.get(literal) ?? [])];
    return candidates.filter((resource) => {
      const { metadata } = resource.object;
      // Names of before and of now count, those in between do not.
      const names = [resource.originalName, resource.name];
      return (
        group!([resource.group]) &&
        version!([resource.version]) &&
        kind!([resource.object.kind]) &&
        name!(names.map((each) => each.name)) &&
        namespace!(names.map(effectiveNamespace)) &&
        labels.every(([label, value]) => metadata.labels?.[label] === value) &&
        annotations.every(([annotation, value]) => metadata.annotations?.[annotation] === value)
      );
    });
  }
}

function matcher(target: Selector, field: (typeof FIELDS)[number], locate: Locate): (values: string[]) => boolean {
  const pattern = target[field];
  if (!pattern) return () => true;
  try {
    const matches = wholeRegExp(pattern);
    return (values) => values.some(matches);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw failure('BAD_KUSTOMIZATION', locate(`/target/${field}`), `the ${field} of the target: ${error.message}`);
  }
}

function equalities(
  target: Selector,
  field: 'labelSelector' | 'annotationSelector',
  locate: Locate,
): [name: string, value: string][] {
  const text = target[field];
  if (!text) return [];
  if (!EQUALITIES.test(text)) throw notBuiltHere(locate(`/target/${field}`), `the ${field} ${text} is`);
  return text.split(',').map((equality) => equality.split(/={1,2}/) as [string, string]);
}
