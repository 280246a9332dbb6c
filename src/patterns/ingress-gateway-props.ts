import type { WorkloadReference } from '../constructs/istio/workload';
import { listOf, objectOf, optional, variantsOf } from '../model/props';
import { FLAG, LABELS, PORT, RATE, TEXT } from '../model/props-values';
import type { Rate } from '../model/rate';
import { END_USER, EndUserProps } from './end-user-authentication';
import { Certificate, CERTIFICATE } from './gateway-certificate';
import { CLIENT_AUTHORITY, ClientAuthority } from './gateway-client-authority';

/** How a gateway ends TLS, or does not. */
export type GatewayTls =
  | {
      /** Anybody may connect. */
      readonly mode: 'SIMPLE';
      /** What the gateway proves itself by. */
      readonly certificate: Certificate;
    }
  /** Clients have to show a certificate, too. */
  | {
      /** Who has no certificate of the authority cannot connect. */
      readonly mode: 'MUTUAL';
      /** What the gateway proves itself by. */
      readonly certificate: Certificate;
      /** Who signs certificates of clients. @default `ca.crt` of the Secret of the certificate */
      readonly clientAuthority?: ClientAuthority | undefined;
    }
  /** The application ends TLS; the gateway routes by server name and sees nothing of the requests. */
  | { readonly mode: 'PASSTHROUGH' };

/** The pods of a gateway; their Deployment belongs to Istio's gateway chart. */
export interface GatewayWorkload extends WorkloadReference {
  /** Service account of the pods. */
  readonly serviceAccount: string;
}

/** As Istio's own installation of its ingress gateway names things. */
export const ISTIO_INGRESS_GATEWAY: GatewayWorkload = {
  namespace: 'istio-system',
  labels: { istio: 'ingressgateway' },
  serviceAccount: 'istio-ingressgateway-service-account',
};

/** What a gateway serves, and whose pods it is. */
export interface IngressGatewayProps {
  /** Namespace of the Gateway. @default that of its workload */
  readonly namespace?: string | undefined;
  /** Hosts that it serves: `shop.example.com`, `*.example.com`. */
  readonly hosts: readonly string[];
  /** Who ends TLS, and the certificate. */
  readonly tls: GatewayTls;
  /** Port for TLS. @default 443 */
  readonly port?: number | undefined;
  /** Whether port 80 answers with a redirect to HTTPS. @default true, except for passthrough */
  readonly httpsRedirect?: boolean | undefined;
  /** @default the pods of Istio's own ingress gateway */
  readonly workload?: GatewayWorkload | undefined;
}

/** Which part of which host an application gets, and who may call it there. */
export interface ExposeProps {
  /** One of the gateway's hosts. */
  readonly host: string;
  /** The part of the host that is the application's: this path and all below it. @default the whole host */
  readonly path?: string | undefined;
  /** For what end users need a token; its paths are those of the host. @default nothing */
  readonly endUser?: EndUserProps | undefined;
  /** How many requests for the whole host each proxy of the gateway takes; excludes `path`. @default any number */
  readonly rateLimit?: Rate | undefined;
}

export const INGRESS_GATEWAY_PROPS = objectOf<IngressGatewayProps>({
  namespace: optional(TEXT),
  hosts: listOf(TEXT),
  tls: variantsOf<GatewayTls, 'mode'>('mode', {
    SIMPLE: { certificate: CERTIFICATE },
    MUTUAL: { certificate: CERTIFICATE, clientAuthority: optional(CLIENT_AUTHORITY) },
    PASSTHROUGH: {},
  }),
  port: optional(PORT),
  httpsRedirect: optional(FLAG),
  workload: optional(objectOf<GatewayWorkload>({ namespace: TEXT, labels: LABELS, serviceAccount: TEXT })),
});

export const EXPOSE_PROPS = objectOf<ExposeProps>({
  host: TEXT,
  path: optional(TEXT),
  endUser: optional(END_USER),
  rateLimit: optional(RATE),
});
