import * as pulumi from '@pulumi/pulumi';
import { Construct, IConstruct } from 'constructs';
import { applyOrder, Tier, tierOf } from '../mesh/apply-order';
import { dependencies } from '../mesh/dependencies';
import { Namespace } from '../mesh/kinds';
import { Mesh } from '../mesh/mesh';
import { describeIdentity, Identity, identityKey, isSameKind } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { PropsError } from '../model/props-error';
import { synthesize } from '../synth/synthesize';
import { ManifestResource, propertyPath } from './manifest-resource';
import { refusal } from './refusal';

/** What is applied, and what is there already. */
export interface ManifestSetResourcesArgs {
  /** A manifest set, a cdk8s chart, or any other construct, all objects of which are applied. */
  readonly manifests: ManifestSet | IConstruct;
  /**
   * Namespaces that something else makes, besides those that every cluster has (`default`, `kube-…`). Where the manifests
   * have one of them, it is patched: Pulumi would fail to create it, and must not delete it.
   * @default none
   */
  readonly existingNamespaces?: readonly string[];
}

const OF_EVERY_CLUSTER = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Applies manifests by Pulumi itself, for clusters without a GitOps controller: what is referred to before what refers
 * to it, what tightens last, and deletions the other way round.
 *
 * A tier waits for the one before: its last object waits for all others of the tier, and each object of the next tier for
 * that one. So there are about two dependencies an object, and not one for each pair of objects.
 *
 * Namespaces and CustomResourceDefinitions stay when they are deleted here, because of all that is in them. Fields that a
 * controller owns (`FieldOwnership`) are ignored once they are there.
 */
export class ManifestSetResources extends pulumi.ComponentResource {
  private readonly byKey = new Map<string, pulumi.CustomResource>();

  /**
   * @param name of the Pulumi resource, with which the names of its children begin
   * @param args the manifests, and the cluster that gets them
   * @param opts `dependsOn` is what has to be there before the first object
   * @throws PropsError when the manifests are none that can be applied
   */
  constructor(name: string, args: ManifestSetResourcesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('istio-gitops:kubernetes:ManifestSetResources', name, {}, opts);
    const set = setOf(name, args.manifests);
    const edges = dependencies(new Mesh(set));
    const { manifests, cycles } = applyOrder(set.manifests, edges);
    if (cycles.length > 0) {
      const start = cycles[0]![0]!.from.identity;
      throw new PropsError(
        name,
        `references from ${describeIdentity(start)} lead back to it, so that nothing can be the first`,
        'break the circle at one of the references',
      );
    }
    const references = new Map<Manifest, Set<Manifest>>();
    for (const { from, to } of edges) {
      if (tierOf(from.identity) !== tierOf(to.identity) || from === to) continue;
      references.set(from, (references.get(from) ?? new Set()).add(to));
    }
    const ignored = ignoredPaths(set);

    const existing = new Set([...OF_EVERY_CLUSTER, ...(args.existingNamespaces ?? [])]);

    let gate: pulumi.CustomResourceOptions = opts.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn };
    for (const tier of tiersOf(manifests)) {
      const last = tier.at(-1)!;
      for (const manifest of tier) {
        const earlier = manifest === last ? tier.slice(0, -1) : [...(references.get(manifest) ?? [])];
        const dependsOn = earlier.map((other) => this.byKey.get(other.key)!);
        const own = { parent: this, dependsOn, ignoreChanges: ignored.get(manifest.key) ?? [] };
        // All that the last one waits for has waited for the gate already.
        const options = manifest === last && tier.length > 1 ? own : pulumi.mergeOptions(gate, own);
        const isPatch = isSameKind(manifest.identity, Namespace) && existing.has(manifest.identity.name);
        const resource = new ManifestResource(`${name}:${manifest.key}`, manifest, isPatch, options);
        this.byKey.set(manifest.key, resource);
      }
      gate = { dependsOn: [this.byKey.get(last.key)!] };
    }
    this.registerOutputs({ objects: manifests.length });
  }

  /** The resource of an object, to depend on; undefined where the manifests have no such object. */
  get(identity: Identity): pulumi.CustomResource | undefined {
    return this.byKey.get(identityKey(identity));
  }
}

function setOf(name: string, manifests: ManifestSet | IConstruct): ManifestSet {
  // Not by the class of the set, of which a program may hold two: one of each copy of this package.
  if (!Construct.isConstruct(manifests)) return manifests;
  const { set, refused } = synthesize(manifests, name);
  if (refused.length > 0) throw refusal(name, refused);
  return set;
}

/** In apply order, without those that have nothing. */
function tiersOf(manifests: readonly Manifest[]): readonly (readonly Manifest[])[] {
  const tiers = new Map<Tier, Manifest[]>();
  for (const manifest of manifests) {
    const tier = tierOf(manifest.identity);
    const members = tiers.get(tier);
    if (members === undefined) tiers.set(tier, [manifest]);
    else members.push(manifest);
  }
  return [...tiers.values()];
}

/** By the key of the object. */
function ignoredPaths({ ownedFields }: ManifestSet): ReadonlyMap<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const { identity, pointers } of ownedFields) {
    const key = identityKey(identity);
    paths.set(key, [...(paths.get(key) ?? []), ...pointers.map(propertyPath)]);
  }
  return paths;
}
