import type { TrafficPolicy } from '../constructs/istio/destination-rule';
import { HTTP_ROUTE, HttpRoute, MIRROR, Mirror, RETRIES, Retries } from '../constructs/istio/virtual-service';
import type { Duration } from '../model/duration';
import { eitherOf, fieldsOf, listOf, objectOf, oneOf, optional, recordOf, Shape } from '../model/props';
import { DURATION, LABELS, PORT, RATE, TEXT } from '../model/props-values';
import type { Rate } from '../model/rate';
import { END_USER, EndUserProps } from './end-user-authentication';
import { LOCALITY, LocalitySettings } from './locality';

/** How an application's requests are routed, whatever its versions. */
export interface RoutingProps {
  /** How long a request may take, retries included; `'none'` for streams. @default 15 s */
  readonly timeout?: Duration | 'none' | undefined;
  /** @default 2 tries more, only where the request cannot have reached the application */
  readonly retries?: Retries | undefined;
  /** Rules that come before the application's own, such as redirects of old paths. @default none */
  readonly rules?: readonly HttpRoute[] | undefined;
  /** Paths, each with all below it, that are handled otherwise than the rest. @default none */
  readonly paths?: Readonly<Record<string, PathProps>> | undefined;
  /** What paths and hosts become before the application sees them. @default they stay */
  readonly rewrite?: HttpRoute['rewrite'];
  /** Delays and errors that are put in for tests. @default none */
  readonly fault?: HttpRoute['fault'];
  /** Destinations that get copies of requests, whose answers nobody waits for. @default none */
  readonly mirrors?: readonly Mirror[] | undefined;
  /** What browsers on other sites may do. @default as the application answers */
  readonly corsPolicy?: HttpRoute['corsPolicy'];
  /** Headers to set, add or remove on requests and responses. @default none */
  readonly headers?: HttpRoute['headers'];
}

/** How one path of an application is handled. */
export interface PathProps {
  /** Names the route, for rate limits and metrics. */
  readonly name: string;
  /** @default that of the application */
  readonly timeout?: Duration | 'none' | undefined;
  /** @default those of the application */
  readonly retries?: Retries | undefined;
}

/** What every application in the mesh has. */
export interface MeshApplicationProps extends RoutingProps {
  /** @default the namespace of its chart, else `default` */
  readonly namespace?: string | undefined;
  /** Port of the Kubernetes service. */
  readonly port: number;
  /** Port of the pods. @default the port of the service */
  readonly targetPort?: number | undefined;
  /** Labels of the pods, which no other pods have. @default `app: <id>` */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Service account of the pods. @default the id of the construct */
  readonly serviceAccount?: string | undefined;
  /** Objects that the manifest set should own, rather than the application's own chart. @default none */
  readonly create?: readonly ('Service' | 'ServiceAccount')[] | undefined;
  /** Fields replace those of {@link DEFAULT_TRAFFIC_POLICY}. @default the defaults alone */
  readonly trafficPolicy?: TrafficPolicy | undefined;
  /** Which regions, zones and priorities requests go to; outlier detection notices when one fails. @default nearest first */
  readonly locality?: LocalitySettings | undefined;
  /** How pods that stop finish what they have begun. @default Istio's own: they stop after 5 s */
  readonly connectionDraining?: ConnectionDraining | undefined;
  /** For what end users need a token. @default nothing */
  readonly endUser?: EndUserProps | undefined;
  /** How many requests each pod takes. @default any number */
  readonly rateLimit?: Rate | undefined;
}

/** How the proxies of pods that stop finish what they have begun. */
export interface ConnectionDraining {
  /** How long a proxy waits at least, for others to hear that it stops; then it stops with its last connection. */
  readonly minimum: Duration;
}

type LoadBalancer = NonNullable<TrafficPolicy['loadBalancer']>;

const TIMEOUT = optional(eitherOf(DURATION, oneOf('none')));

/** The subclasses add their own. */
export const APPLICATION_SHAPE: Shape<MeshApplicationProps> = {
  timeout: TIMEOUT,
  retries: optional(RETRIES),
  rules: optional(listOf(HTTP_ROUTE)),
  paths: optional(recordOf(objectOf<PathProps>({ name: TEXT, timeout: TIMEOUT, retries: optional(RETRIES) }))),
  rewrite: optional(fieldsOf<NonNullable<RoutingProps['rewrite']>>()),
  fault: optional(fieldsOf<NonNullable<RoutingProps['fault']>>()),
  mirrors: optional(listOf(MIRROR)),
  corsPolicy: optional(fieldsOf<NonNullable<RoutingProps['corsPolicy']>>()),
  headers: optional(fieldsOf<NonNullable<RoutingProps['headers']>>()),
  namespace: optional(TEXT),
  port: PORT,
  targetPort: optional(PORT),
  labels: optional(LABELS),
  serviceAccount: optional(TEXT),
  create: optional(listOf(oneOf('Service', 'ServiceAccount'))),
  trafficPolicy: optional(fieldsOf<TrafficPolicy>({ loadBalancer: optional(fieldsOf<LoadBalancer>()) })),
  locality: optional(LOCALITY),
  connectionDraining: optional(objectOf<ConnectionDraining>({ minimum: DURATION })),
  endUser: optional(END_USER),
  rateLimit: optional(RATE),
};
