import type { Construct } from 'constructs';
import * as l1 from '../../../imports/security.istio.io';
import { objectOf, oneOf, optional, recordOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, PORT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/** STRICT takes mutual TLS only, PERMISSIVE plain text too, DISABLE plain text only. */
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface PeerAuthenticationProps extends ResourceProps {
  /** @default the mode of the namespace, else of the mesh */
  readonly mode?: MtlsMode | undefined;
  /** Labels of the pods that it is for. @default all pods of the namespace; in the root namespace, of the mesh */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Modes of single ports of the pods, by number. Needs `matchLabels`. @default none */
  readonly portModes?: Readonly<Record<number, MtlsMode>> | undefined;
}

export const MTLS_MODE = oneOf('STRICT', 'PERMISSIVE', 'DISABLE');

const PROPS = objectOf<PeerAuthenticationProps>({
  ...RESOURCE_SHAPE,
  mode: optional(MTLS_MODE),
  matchLabels: optional(LABELS),
  portModes: optional(recordOf<MtlsMode, number>(MTLS_MODE)),
});

/**
 * Which connections a workload takes.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class PeerAuthentication extends Resource {
  readonly resource: l1.PeerAuthentication;

  /** @throws PropsError when `portModes` has no `matchLabels`: Istio ignores modes of ports without a selector */
  constructor(scope: Construct, id: string, props: PeerAuthenticationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { mode, matchLabels, portModes, ...rest } = props;
    if (portModes !== undefined && matchLabels === undefined) {
      throw new PropsError(
        this.node.path,
        'Istio ignores modes of ports where no pods are selected',
        'set `matchLabels`',
      );
    }
    for (const port of Object.keys(portModes ?? {})) checkProps(this, PORT, Number(port), 'portModes');
    this.resource = new l1.PeerAuthentication(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        selector: matchLabels === undefined ? undefined : { matchLabels },
        mtls: mode === undefined ? undefined : { mode },
        portLevelMtls:
          portModes === undefined
            ? undefined
            : Object.fromEntries(Object.entries(portModes).map(([port, portMode]) => [port, { mode: portMode }])),
      },
    });
  }
}
