import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resource';
import { ExternalResource } from '../external-resource';

export interface NamespaceProps {
  /** @default the id of the construct */
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** A core `v1` Namespace. */
export class Namespace extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'Namespace' } as const;

  /** A namespace that another repository owns. */
  static fromName(scope: Construct, id: string, name: string): ExternalResource {
    return new ExternalResource(scope, id, { group: '', kind: 'Namespace', namespace: '', name });
  }

  constructor(scope: Construct, id: string, { name = id, labels = {}, annotations = {} }: NamespaceProps = {}) {
    super(scope, id, Namespace.GVK, { metadata: { name, labels, annotations } });
  }
}
