import type { Construct } from 'constructs';
import { objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, TEXT } from '../../model/props-values';
import { CustomResource } from '../custom-resource';
import { ExternalResource } from '../external-resource';

/** What a {@link Namespace} is called and labelled. */
export interface NamespaceProps {
  /** @default the id of the construct */
  readonly name?: string | undefined;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** @default none */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

const PROPS = objectOf<NamespaceProps>({
  name: optional(TEXT),
  labels: optional(LABELS),
  annotations: optional(LABELS),
});

/** A core `v1` Namespace. */
export class Namespace extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'Namespace' } as const;

  /** A namespace that another repository owns. */
  static fromName(scope: Construct, id: string, name: string): ExternalResource {
    checkProps([scope, id], TEXT, name, 'name');
    return new ExternalResource(scope, id, { group: '', kind: 'Namespace', namespace: '', name });
  }

  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    checkProps([scope, id], PROPS, props);
    const { name = id, labels = {}, annotations = {} } = props;
    super(scope, id, Namespace.GVK, { metadata: { name, labels, annotations } });
  }
}
