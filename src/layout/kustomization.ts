import { Identity, versionOf } from '../model/identity';
import { toYaml } from './yaml';

/** Names and values of labels, or of some of an object's. */
export type Labels = Readonly<Record<string, string>>;

/** What a `kustomization.yaml` of ours says. */
export interface Kustomization {
  /** Labels that every object gets, and no selector. */
  readonly labels?: Labels;
  /** Files and folders with a kustomization of their own, relative to this one. */
  readonly resources: readonly string[];
  readonly patches?: readonly PatchReference[];
}

export interface PatchReference {
  readonly path: string;
  /** The object that is patched, where the patch itself does not name it. */
  readonly target?: PatchTarget;
}

/** Fields of an object as regular expressions, which kustomize anchors at both ends. */
export interface PatchTarget {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Any, where it is left out. */
  readonly namespace?: string;
}

export function kustomizationYaml({ labels = {}, resources, patches = [] }: Kustomization): string {
  return toYaml({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    labels: Object.keys(labels).length === 0 ? undefined : [{ pairs: labels, includeSelectors: false }],
    resources: resources.length === 0 ? undefined : resources,
    patches: patches.length === 0 ? undefined : patches,
  });
}

/** Selects the one object of an identity, unless the identity has no namespace and another of its name has one. */
export function targetOf({ group, kind, namespace, name }: Identity, apiVersion: string): PatchTarget {
  return {
    // An empty pattern matches any group, so that the core's Service would be Knative's too.
    group: group === '' ? '^$' : literally(group),
    version: versionOf(apiVersion),
    kind: literally(kind),
    name: literally(name),
    ...(namespace === '' ? {} : { namespace: literally(namespace) }),
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
