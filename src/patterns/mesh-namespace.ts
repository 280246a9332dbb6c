import type { Construct } from 'constructs';
import { Namespace, NamespaceProps } from '../constructs/kubernetes/namespace';
import { objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { LABELS, TEXT } from '../model/props-values';

/** What a namespace is called, and which control plane manages it. */
export interface MeshNamespaceProps {
  /** @default the id of the construct */
  readonly name?: string | undefined;
  /** Revision of the control plane that injects sidecars here and programs them: `environment.revision`. */
  readonly revision: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const PROPS = objectOf<MeshNamespaceProps>({ name: optional(TEXT), revision: TEXT, labels: optional(LABELS) });

/** A namespace whose pods are in the mesh. */
export class MeshNamespace extends Namespace {
  constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    super(scope, id, withRevision(`${scope.node.path}/${id}`, props));
  }
}

function withRevision(where: string, props: MeshNamespaceProps): NamespaceProps {
  checkProps(where, PROPS, props);
  const { name, revision, labels = {} } = props;
  return { name, labels: { ...labels, 'istio.io/rev': revision } };
}
