import type { Construct } from 'constructs';
import * as l1 from '../../../imports/flagger.app';
import { having, objectOf, optional, variantsOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';
import { didYouMean } from '../../model/suggest';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/** A server of one's own. */
export interface MetricServer<Type extends string> {
  /** What answers the query. */
  readonly type: Type;
  /** URL, as Flagger's pods reach it. */
  readonly address: string;
  /** Secret in the same namespace with the credentials. @default none */
  readonly secretName?: string | undefined;
}

/** A service on the internet, which asks for credentials. */
export interface MetricService<Type extends string> {
  /** What answers the query. */
  readonly type: Type;
  /** Secret in the same namespace with the credentials. */
  readonly secretName: string;
  /** @default that of the provider's public service */
  readonly address?: string | undefined;
}

/** Where a metric is asked for; each provider with what it cannot do without. */
export type MetricProvider =
  | MetricServer<'prometheus'>
  | MetricServer<'graphite'>
  | MetricServer<'influxdb'>
  | MetricService<'datadog'>
  | MetricService<'dynatrace'>
  | MetricService<'newrelic'>
  | MetricService<'splunk'>
  | { readonly type: 'cloudwatch'; readonly region: string };

export interface MetricTemplateProps extends ResourceProps {
  /** What answers the query, and where it is. */
  readonly provider: MetricProvider;
  /**
   * Query for one number, in the provider's language, with Flagger's variables: `{{ namespace }}`, `{{ name }}`,
   * `{{ target }}`, `{{ service }}`, `{{ ingress }}`, `{{ route }}`, `{{ interval }}`, `{{ variables.anything }}`.
   */
  readonly query: string;
}

/** A metric template that canaries refer to, whoever owns it. */
export interface IMetricTemplate {
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
}

export const METRIC_TEMPLATE = having<IMetricTemplate>(
  { name: 'string', namespace: 'string' },
  'pass a MetricTemplate, { name, namespace }',
);

const SERVER = { address: TEXT, secretName: optional(TEXT) };
const PUBLIC_SERVICE = { address: optional(TEXT), secretName: TEXT };

const PROPS = objectOf<MetricTemplateProps>({
  ...RESOURCE_SHAPE,
  provider: variantsOf<MetricProvider, 'type'>('type', {
    prometheus: SERVER,
    graphite: SERVER,
    influxdb: SERVER,
    datadog: PUBLIC_SERVICE,
    dynatrace: PUBLIC_SERVICE,
    newrelic: PUBLIC_SERVICE,
    splunk: PUBLIC_SERVICE,
    cloudwatch: { region: TEXT },
  }),
  query: TEXT,
});

/** Words that stand alone in Go's templates. */
const KEYWORDS = ['else', 'end'];
const VARIABLES = ['namespace', 'name', 'target', 'service', 'ingress', 'route', 'interval', 'variables'];

/**
 * A metric of one's own that Flagger's canaries can be judged by.
 *
 * @see https://docs.flagger.app/usage/metrics#custom-metrics
 */
export class MetricTemplate extends Resource implements IMetricTemplate {
  /** A metric template that another repository owns. */
  static fromName(scope: Construct, id: string, props: ExternalProps): IMetricTemplate {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { group: 'flagger.app', kind: 'MetricTemplate', namespace, name });
    return { name, namespace };
  }

  readonly resource: l1.MetricTemplate;

  /** @throws PropsError when the query is empty, or has a variable that Flagger does not know */
  constructor(scope: Construct, id: string, props: MetricTemplateProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { provider, query, ...rest } = props;
    if (query.trim() === '') throw new PropsError(this.node.path, 'its query is empty', 'ask for a number');
    for (const [, variable = ''] of query.matchAll(/\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}/g)) {
      if (VARIABLES.includes(variable) || KEYWORDS.includes(variable)) continue;
      throw new PropsError(
        this.node.path,
        `its query has the variable "${variable}"${didYouMean(variable, VARIABLES)}, which Flagger does not know`,
        `use one of ${VARIABLES.join(', ')}`,
      );
    }
    this.resource = new l1.MetricTemplate(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: { provider: providerSpec(provider), query },
    });
  }
}

function providerSpec(provider: MetricProvider): l1.MetricTemplateProvider {
  if (provider.type === 'cloudwatch') return provider;
  const { type, address, secretName } = provider;
  return { type, address, secretRef: secretName === undefined ? undefined : { name: secretName } };
}
