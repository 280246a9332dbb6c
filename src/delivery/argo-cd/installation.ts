import type { Construct } from 'constructs';
import { Namespace } from '../../constructs/kubernetes/namespace';
import { objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';

/** Where Argo CD is installed. */
export interface ArgoCdInstallationProps {
  /** Namespace that Argo CD runs in. @default 'argocd' */
  readonly name?: string | undefined;
}

const PROPS = objectOf<ArgoCdInstallationProps>({ name: optional(TEXT) });

/** What Argo CD is told of its own objects: it never deletes what it runs by. */
export const NEVER_DELETED: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
};

/**
 * The Namespace that Argo CD is installed into, and nothing else: Argo CD itself comes by its own manifests, its Helm
 * chart, or the bootstrap by Pulumi. Its pods get no sidecar, because they have to deliver the mesh while there is none,
 * and when it is broken.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/installation/
 */
export class ArgoCdInstallation extends Namespace {
  constructor(scope: Construct, id: string, props: ArgoCdInstallationProps = {}) {
    checkProps([scope, id], PROPS, props);
    const { name = 'argocd' } = props;
    super(scope, id, { name, labels: { 'istio-injection': 'disabled' }, annotations: NEVER_DELETED });
  }
}
