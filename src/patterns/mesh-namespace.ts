import type { Construct } from 'constructs';
import { Namespace } from '../constructs/kubernetes/namespace';

export interface MeshNamespaceProps {
  /** @default the id of the construct */
  readonly name?: string | undefined;
  /** Revision of the control plane that injects sidecars here and programs them: `environment.revision`. */
  readonly revision: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A namespace whose pods are in the mesh. */
export class MeshNamespace extends Namespace {
  constructor(scope: Construct, id: string, { name = id, revision, labels = {} }: MeshNamespaceProps) {
    super(scope, id, { name, labels: { ...labels, 'istio.io/rev': revision } });
  }
}
