import type { Construct } from 'constructs';
import * as l1 from '../../../imports/telemetry.istio.io';
import { Percent } from '../../model/percent';
import { fieldsOf, listOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, PERCENT, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/** Which requests proxies write a line about, and where to. */
export interface AccessLogging {
  /** Name of a provider of the mesh config. @default 'envoy', which writes to the proxy's standard output */
  readonly provider?: string | undefined;
  /** Requests to log, as a CEL expression such as `response.code >= 400`. @default all */
  readonly filter?: string | undefined;
}

/** Which requests proxies report spans of, and where to. */
export interface Tracing {
  /** Name of a provider among the mesh config's `extensionProviders`. */
  readonly provider: string;
  /** Share of the requests that are traced. */
  readonly sampling: Percent;
}

export interface TelemetryProps extends ResourceProps {
  /** Labels of the pods that it is for. @default all pods of the namespace; in the root namespace, of the mesh */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** @default as the mesh has it */
  readonly accessLogging?: AccessLogging | undefined;
  /** @default as the mesh has it */
  readonly tracing?: Tracing | undefined;
  /** @default as the mesh has it */
  readonly metrics?: l1.TelemetrySpec['metrics'];
}

export const ACCESS_LOGGING = objectOf<AccessLogging>({ provider: optional(TEXT), filter: optional(TEXT) });

const PROPS = objectOf<TelemetryProps>({
  ...RESOURCE_SHAPE,
  matchLabels: optional(LABELS),
  accessLogging: optional(ACCESS_LOGGING),
  tracing: optional(objectOf<Tracing>({ provider: TEXT, sampling: PERCENT })),
  metrics: optional(listOf(fieldsOf<Metrics>())),
});

type Metrics = NonNullable<l1.TelemetrySpec['metrics']>[number];

/**
 * Access logs, traces and metrics of proxies. A namespace takes one without `matchLabels`: Istio refuses a second.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export class Telemetry extends Resource {
  readonly resource: l1.Telemetry;

  constructor(scope: Construct, id: string, props: TelemetryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { matchLabels, accessLogging, tracing, metrics, ...rest } = props;
    this.resource = new l1.Telemetry(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        selector: matchLabels === undefined ? undefined : { matchLabels },
        accessLogging:
          accessLogging === undefined
            ? undefined
            : [
                {
                  // Istio ignores access logging that names no provider.
                  providers: [{ name: accessLogging.provider ?? 'envoy' }],
                  filter: accessLogging.filter === undefined ? undefined : { expression: accessLogging.filter },
                },
              ],
        tracing:
          tracing === undefined
            ? undefined
            : [{ providers: [{ name: tracing.provider }], randomSamplingPercentage: tracing.sampling.value }],
        metrics,
      },
    });
  }
}
