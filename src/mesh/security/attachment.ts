import type { Kind } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import * as kinds from '../kinds';
import type { Labels } from '../labels';
import type { Mesh } from '../mesh';
import { hasTarget, PolicySpec } from '../policy';
import { SelectorIndex } from '../selector-index';
import { specOf } from '../specs';

/** Label of the pods of a gateway of the Gateway API, which alone are what `targetRefs` can name outside of ambient. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

interface TargetRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/**
 * Which policies of a kind are for which pods: by selector, in their own namespace or everywhere for those of the root
 * namespace; by the gateway that they name.
 */
export class Attachment<Policy> {
  private readonly bySelector: SelectorIndex<Policy>;
  private readonly byGateway: SelectorIndex<Policy>;

  constructor(
    private readonly mesh: Mesh,
    kind: Kind,
    read: (manifest: Manifest) => Policy,
  ) {
    const entries = mesh.all(kind).map((manifest) => {
      const { namespace } = manifest.identity;
      return {
        namespace,
        selector: specOf<PolicySpec>(manifest).selector?.matchLabels,
        manifest,
        item: read(manifest),
      };
    });
    this.bySelector = new SelectorIndex(entries.filter(({ manifest }) => !hasTarget(manifest)));
    this.byGateway = new SelectorIndex(
      entries.flatMap(({ manifest, namespace, item }) =>
        gatewaysOf(manifest).map((name) => ({ namespace, selector: { [GATEWAY_NAME]: name }, item })),
      ),
    );
  }

  /** Those of the root namespace first. */
  of(namespace: string, labels: Labels): readonly Policy[] {
    const namespaces = new Set([this.mesh.rootNamespace, namespace]);
    return [
      ...[...namespaces].flatMap((where) => [
        ...this.bySelector.forAll(where),
        ...this.bySelector.selecting(where, labels),
      ]),
      ...new Set(this.byGateway.selecting(namespace, labels)),
    ];
  }
}

/** Names of the gateways that a policy is for. */
function gatewaysOf(manifest: Manifest): readonly string[] {
  const { targetRef, targetRefs = [] } = specOf<PolicySpec>(manifest);
  const refs = (
    targetRefs.length > 0 ? targetRefs : targetRef === undefined ? [] : [targetRef]
  ) as readonly TargetRef[];
  const { group, kind } = kinds.KubernetesGateway;
  return refs
    .filter((ref) => ref.group === group && ref.kind === kind)
    .filter((ref) => [undefined, '', manifest.identity.namespace].includes(ref.namespace))
    .flatMap(({ name }) => name ?? []);
}
