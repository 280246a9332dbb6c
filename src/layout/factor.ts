import type { Identity } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { JsonMap, sameJson } from '../model/json';
import type { Labels } from './kustomization';
import { Patch, patchBetween } from './patch';
import { withoutLabels } from './set-labels';

/** The manifest set of an environment, and the labels that every manifest of it has. */
export interface LabelledSet {
  readonly set: ManifestSet;
  readonly labels: Labels;
}

/** What several environments have in common, and what they don't. */
export interface Factored {
  /** The labels that all objects of all environments have. */
  readonly labels: Labels;
  readonly shared: readonly SharedObject[];
  /** As many as there are environments, in their order. */
  readonly overlays: readonly Overlay[];
}

/** An object that every environment has. */
export interface SharedObject {
  /** As the last environment has it. */
  readonly base: Manifest;
  /** As each environment has it, in their order. */
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly manifest: Manifest;
  /** What makes the base this variant; undefined where it is the base. */
  readonly patch: Patch | undefined;
}

/** What an environment has for itself. */
export interface Overlay extends LabelledSet {
  /** Those of its labels that not all environments have. */
  readonly ownLabels: Labels;
  /** Those of its objects that not all environments have. */
  readonly own: readonly Manifest[];
}

/**
 * What all environments have is shared, as the last one has it: fleets are in the order in which changes are promoted,
 * so the base is what production runs, and a patch is what an earlier environment has not promoted yet, or will never.
 * No other environment's change, and no environment that is added before the last, gives a shared object another base.
 *
 * Takes time linear in objects and environments.
 *
 * @param environments none of them empty: an empty one would leave nothing to share
 */
export function factor(environments: readonly LabelledSet[]): Factored {
  const labels = commonLabels(environments);
  const overlays = environments.map((environment) => ({
    ...environment,
    ownLabels: Object.fromEntries(Object.entries(environment.labels).filter(([name]) => !Object.hasOwn(labels, name))),
  }));
  const shared = sharedObjects(overlays);
  const keys = new Set(shared.map(({ base }) => base.key));
  return {
    labels,
    shared,
    overlays: overlays.map((overlay) => ({
      ...overlay,
      own: overlay.set.manifests.filter(({ key }) => !keys.has(key)),
    })),
  };
}

/** Nothing is common to one environment: the next one would make its labels its own again. */
function commonLabels([first, ...others]: readonly LabelledSet[]): Labels {
  if (first === undefined || others.length === 0) return {};
  const entries = Object.entries(first.labels);
  return Object.fromEntries(entries.filter(([name, value]) => others.every(({ labels }) => labels[name] === value)));
}

function sharedObjects(overlays: readonly Omit<Overlay, 'own'>[]): readonly SharedObject[] {
  const manifests = overlays.at(-1)?.set.manifests ?? [];
  const withNamespace = new Set(
    manifests
      .map(({ identity }) => identity)
      .filter(({ namespace }) => namespace !== '')
      .map(nameKey),
  );
  const shared: SharedObject[] = [];
  for (const base of manifests) {
    const variants = variantsOf(base, overlays);
    if (variants === undefined) continue;
    const { identity } = base;
    const isAmbiguous = identity.namespace === '' && withNamespace.has(nameKey(identity));
    // The target of a JSON patch cannot say that an object has no namespace.
    if (isAmbiguous && variants.some(({ patch }) => patch?.form === 'json')) continue;
    shared.push({ base, variants });
  }
  return shared;
}

/** Undefined unless each environment has the object, as something that a patch can make of the base. */
function variantsOf(base: Manifest, overlays: readonly Omit<Overlay, 'own'>[]): Variant[] | undefined {
  const last = overlays.at(-1)!;
  const from = withoutLabels(base, last.ownLabels);
  const variants: Variant[] = [];
  for (const { set, ownLabels } of overlays) {
    const manifest = set.get(base.identity);
    if (manifest === undefined || !isNamedAlike(manifest, base)) return undefined;
    // The base's labels are there when the overlay patches it, and the overlay's are not yet.
    const to = withoutLabels(manifest, ownLabels);
    variants.push({ manifest, patch: sameJson(from as JsonMap, to as JsonMap) ? undefined : patchBetween(from, to) });
  }
  return variants;
}

/** Whether patches find both by the same name: neither the version nor the namespace is theirs to change. */
function isNamedAlike({ object: one }: Manifest, { object: other }: Manifest): boolean {
  return one.apiVersion === other.apiVersion && one.metadata.namespace === other.metadata.namespace;
}

function nameKey({ group, kind, name }: Identity): string {
  return `${group}/${kind}/${name}`;
}
