import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { AuthorizationPolicy } from '../constructs/istio/authorization-policy';
import { MTLS_MODE, MtlsMode, PeerAuthentication } from '../constructs/istio/peer-authentication';
import { ACCESS_LOGGING, AccessLogging, Telemetry } from '../constructs/istio/telemetry';
import { ConfigMap } from '../constructs/kubernetes/config-map';
import { EXCEPTION_REASON } from '../mesh/mtls-exception';
import { CLUSTER_DOMAIN } from '../mesh/host';
import type { Percent } from '../model/percent';
import { distinctOf, eitherOf, listOf, objectOf, oneOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { FLAG, PLAIN_DATA, LABELS, PERCENT, PORT, TEXT } from '../model/props-values';

/** Something that takes plain text although the mesh does not; `validate` reports each. */
export interface MtlsException {
  /** Names the PeerAuthentication. */
  readonly name: string;
  /** Namespace of the exempt pods. */
  readonly namespace: string;
  /** Labels of the pods that are exempt. @default all pods of the namespace */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Ports of the pods that are exempt; the others stay as they are. Needs `matchLabels`. @default all ports */
  readonly ports?: readonly number[] | undefined;
  /** Whether mutual TLS is taken besides plain text, or neither asked for nor taken. */
  readonly mode: 'PERMISSIVE' | 'DISABLE';
  /** Why, for everybody who finds it. */
  readonly reason: string;
}

/** Which requests are traced, and the collector that gets the spans. */
export interface MeshTracing {
  /** Name of the provider in the mesh config. @default 'otel' */
  readonly provider?: string | undefined;
  /** Share of the requests that are traced. */
  readonly sampling: Percent;
  /** Host of an OpenTelemetry collector, such as `otel-collector.monitoring.svc.cluster.local`. */
  readonly collector: string;
  /** Port that takes OTLP by gRPC. @default 4317 */
  readonly port?: number | undefined;
}

/** What a mesh lets in and out, and what it writes down of its requests. */
export interface MeshDefaultsProps {
  /** Namespace of the control plane, whose policies are the mesh's. @default 'istio-system' */
  readonly rootNamespace?: string | undefined;
  /** Revision of the control plane that reads the mesh config. @default 'default' */
  readonly revision?: string | undefined;
  /** @default 'STRICT': workloads take mutual TLS only */
  readonly mtls?: MtlsMode | undefined;
  /** @default none */
  readonly mtlsExceptions?: readonly MtlsException[] | undefined;
  /** Whether workloads refuse callers that no policy allows. @default true */
  readonly denyByDefault?: boolean | undefined;
  /**
   * What happens to requests for hosts that nothing declares; REGISTRY_ONLY refuses them.
   * @default 'ALLOW_ANY', as Istio has it
   */
  readonly outboundTrafficPolicy?: 'ALLOW_ANY' | 'REGISTRY_ONLY' | undefined;
  /** @default every request, to the proxy's standard output */
  readonly accessLogging?: AccessLogging | 'none' | undefined;
  /** @default none */
  readonly tracing?: MeshTracing | undefined;
  /**
   * Fields of the mesh config that have no prop here; they replace what this pattern would write, except that
   * `extensionProviders` are added to the one for tracing.
   * @default none
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
   */
  readonly meshConfig?: Readonly<Record<string, unknown>> | undefined;
}

const EXCEPTION = objectOf<MtlsException>({
  name: TEXT,
  namespace: TEXT,
  matchLabels: optional(LABELS),
  ports: optional(listOf(PORT)),
  mode: oneOf('PERMISSIVE', 'DISABLE'),
  reason: TEXT,
});

const PROPS = objectOf<MeshDefaultsProps>({
  rootNamespace: optional(TEXT),
  revision: optional(TEXT),
  mtls: optional(MTLS_MODE),
  mtlsExceptions: optional(distinctOf(EXCEPTION, ({ name }) => name)),
  denyByDefault: optional(FLAG),
  outboundTrafficPolicy: optional(oneOf('ALLOW_ANY', 'REGISTRY_ONLY')),
  accessLogging: optional(eitherOf(oneOf('none'), ACCESS_LOGGING)),
  tracing: optional(
    objectOf<MeshTracing>({ provider: optional(TEXT), sampling: PERCENT, collector: TEXT, port: optional(PORT) }),
  ),
  meshConfig: optional(PLAIN_DATA),
});

/** What holds for the whole mesh unless something narrower says otherwise. */
export class MeshDefaults extends Construct {
  /** Namespace of the control plane, whose policies are the mesh's. */
  readonly rootNamespace: string;

  constructor(scope: Construct, id: string, props: MeshDefaultsProps = {}) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { rootNamespace = 'istio-system', mtls = 'STRICT', mtlsExceptions = [], denyByDefault = true } = props;
    const { accessLogging = {}, tracing } = props;
    this.rootNamespace = rootNamespace;
    const inRoot = { namespace: rootNamespace };

    new PeerAuthentication(this, 'peer-authentication', { ...inRoot, name: 'default', mode: mtls });
    for (const exception of mtlsExceptions) this.exempt(exception, mtls);
    if (denyByDefault) AuthorizationPolicy.denyByDefault(this, 'default-deny', inRoot);
    if (accessLogging !== 'none' || tracing !== undefined) {
      new Telemetry(this, 'telemetry', {
        ...inRoot,
        name: 'mesh-default',
        accessLogging: accessLogging === 'none' ? undefined : accessLogging,
        tracing: tracing === undefined ? undefined : { provider: providerOf(tracing), sampling: tracing.sampling },
      });
    }
    this.meshConfig(props);
  }

  private exempt(exception: MtlsException, meshMode: MtlsMode): void {
    const { name, namespace, matchLabels, ports, mode, reason } = exception;
    if (reason.trim() === '') {
      throw new PropsError(this.node.path, `the mTLS exception "${name}" has no reason`, 'say why, for who finds it');
    }
    if (meshMode !== 'STRICT') {
      throw new PropsError(
        this.node.path,
        `the mesh is ${meshMode}, so "${name}" is no exception`,
        'remove it, or make the mesh STRICT',
      );
    }
    if (namespace === this.rootNamespace && matchLabels === undefined) {
      throw new PropsError(
        this.node.path,
        `the mTLS exception "${name}" would be for the whole mesh`,
        'set `matchLabels`, or `mtls`',
      );
    }
    if (ports?.length === 0) {
      throw new PropsError(this.node.path, `the mTLS exception "${name}" is for no port`, 'leave out `ports` for all');
    }
    new PeerAuthentication(this, `mtls-exception-${name}`, {
      name,
      namespace,
      annotations: { [EXCEPTION_REASON]: reason },
      mode: ports === undefined ? mode : undefined,
      matchLabels,
      portModes: ports === undefined ? undefined : Object.fromEntries(ports.map((port) => [port, mode])),
    });
  }

  /**
   * The ConfigMap that istiod reads, whole: the istiod chart must not write it too (`configMap: false`), or the two
   * would take turns.
   */
  private meshConfig(props: MeshDefaultsProps): void {
    const { revision = 'default', tracing, outboundTrafficPolicy = 'ALLOW_ANY', meshConfig = {} } = props;
    // The chart names the ConfigMap and istiod's service alike: with the revision, except for the default one.
    const suffix = revision === 'default' ? '' : `-${revision}`;
    const others = (meshConfig['extensionProviders'] ?? []) as readonly unknown[];
    const providers = [...(tracing === undefined ? [] : [extensionProvider(tracing)]), ...others];
    const config = {
      rootNamespace: this.rootNamespace,
      trustDomain: CLUSTER_DOMAIN,
      defaultConfig: {
        discoveryAddress: `istiod${suffix}.${this.rootNamespace}.svc:15012`,
        // Otherwise the first requests of an application fail, while its proxy still starts.
        holdApplicationUntilProxyStarts: true,
      },
      // Without it there would be no Istio metrics: the chart's own mesh config sets the same.
      defaultProviders: { metrics: ['prometheus'] },
      enablePrometheusMerge: true,
      outboundTrafficPolicy: { mode: outboundTrafficPolicy },
      // Policies that name paths would otherwise not see that `/v1//orders` is `/v1/orders` to most applications.
      pathNormalization: { normalization: 'MERGE_SLASHES' },
      ...meshConfig,
      extensionProviders: providers.length === 0 ? undefined : providers,
    };
    new ConfigMap(this, 'mesh-config', {
      metadata: { name: `istio${suffix}`, namespace: this.rootNamespace },
      data: { mesh: stringify(config, { sortMapEntries: true }), meshNetworks: 'networks: {}\n' },
    });
  }
}

function providerOf({ provider = 'otel' }: MeshTracing): string {
  return provider;
}

function extensionProvider(tracing: MeshTracing): unknown {
  const { collector, port = 4317 } = tracing;
  return { name: providerOf(tracing), opentelemetry: { service: collector, port } };
}
