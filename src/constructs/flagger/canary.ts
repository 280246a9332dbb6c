import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as l1 from '../../../imports/flagger.app';
import { groupOf } from '../../model/identity';
import { MESH } from '../../mesh/virtual-service';
import type { Duration } from '../../model/duration';
import { Percent, wholePercent } from '../../model/percent';
import { distinctOf, fieldsOf, listOf, objectOf, oneOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, FLAG, LABELS, NUMBER, PERCENT, PORT, TEXT, WHOLE_PERCENT } from '../../model/props-values';
import { GATEWAY_HOST, GatewayHost } from '../istio/gateway';
import { RETRIES, Retries } from '../istio/virtual-service';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ALERT_PROVIDER, IAlertProvider } from './alert-provider';
import { IMetricTemplate, METRIC_TEMPLATE } from './metric-template';
import { COUNT, WHOLE_SECONDS } from './values';

/** What Flagger makes the Services, the VirtualService and the DestinationRules of its target from. */
export interface CanaryRouting {
  /** Of the Service and the VirtualService; the others are called `<name>-primary` and `<name>-canary`. @default the target's */
  readonly name?: string | undefined;
  /** Port of the Services. */
  readonly port: number;
  /** Port of the pods, by number. @default the port of the Services */
  readonly targetPort?: number | undefined;
  /** Hosts on gateways, besides the service in the mesh. @default none */
  readonly hosts?: readonly GatewayHost[] | undefined;
  /** How long a request may take, retries included. @default none */
  readonly timeout?: Duration | undefined;
  /** @default Istio's own: 2 tries, on connection failures */
  readonly retries?: Retries | undefined;
  /** What paths and hosts become before the application sees them. @default they stay */
  readonly rewrite?: l1.CanaryRewrite | undefined;
  /** Headers to set, add or remove on requests and responses. @default none */
  readonly headers?: l1.CanaryServiceHeaders | undefined;
  /** What browsers on other sites may do. @default as the application answers */
  readonly corsPolicy?: l1.CanaryCorsPolicy | undefined;
  /**
   * Of both DestinationRules. Without `tls` proxies use mutual TLS wherever the mesh has it.
   * @default Istio's defaults
   */
  readonly trafficPolicy?: l1.CanaryTrafficPolicy | undefined;
}

/** A metric of one's own: the check fails outside of its range, and when there is no value. */
export interface CanaryMetric {
  /** Names the check in events. */
  readonly name: string;
  /** The query, and whom it is put to. */
  readonly template: IMetricTemplate;
  /** Lowest value that is good. At least one of `min` and `max` is set. @default none */
  readonly min?: number | undefined;
  /** Highest value that is good. @default none */
  readonly max?: number | undefined;
  /** What `{{ interval }}` is in the query. @default 1 min */
  readonly interval?: Duration | undefined;
  /** What `{{ variables.… }}` are in the query. @default none */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** Something that Flagger calls during a rollout: an answer other than 2xx stops or fails what it was asked about. */
export interface CanaryWebhook {
  /** Tells the webhooks of one Canary apart, in Flagger's events as well. */
  readonly name: string;
  /**
   * When it is called: `rollout` at each check, before the metrics (load tests; a failure is a failed check),
   * `pre-rollout` before the first request goes to the canary, `event` for everything that happens,
   * and the gates, asked again until they answer 200: `confirm-rollout`, `confirm-traffic-increase`,
   * `confirm-promotion`; `rollback` answers 200 to have the canary rolled back.
   */
  readonly type:
    | 'confirm-rollout'
    | 'pre-rollout'
    | 'rollout'
    | 'confirm-traffic-increase'
    | 'confirm-promotion'
    | 'post-rollout'
    | 'rollback'
    | 'event';
  /** As Flagger's pods reach it. */
  readonly url: string;
  /** How long an answer may take. @default 10 s */
  readonly timeout?: Duration | undefined;
  /** What is sent along, such as the `cmd` of Flagger's load tester. @default nothing */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Whether its failures are not alerted. @default false */
  readonly muteAlert?: boolean | undefined;
}

/** Whom Flagger tells of a rollout. */
export interface CanaryAlert {
  /** Tells the alerts of one Canary apart. */
  readonly name: string;
  /** The channel that gets it. */
  readonly provider: IAlertProvider;
  /** Events that it is about, those that are worse included. @default 'info' */
  readonly severity?: 'info' | 'warn' | 'error' | undefined;
}

/** How a rollout goes on, and what stops it. */
export interface CanaryAnalysis {
  /** Time between two checks; a check that passes is followed by the next step. In whole seconds. */
  readonly interval: Duration;
  /** Failed checks, in all and not in a row, that have the canary rolled back. */
  readonly threshold: number;
  /** What the share of the canary grows by at each step. Excludes `stepWeights`. */
  readonly stepWeight?: Percent | undefined;
  /** Share at which the steps end and the canary is promoted, for `stepWeight`. */
  readonly maxWeight?: Percent | undefined;
  /** Share of the canary at each step. Excludes `stepWeight`. */
  readonly stepWeights?: readonly Percent[] | undefined;
  /** What the share of the promoted version grows by when requests move back to it. @default everything at once */
  readonly stepWeightPromotion?: Percent | undefined;
  /**
   * Least share, in percent, of the canary's requests of the last minute that were answered by another status than
   * 5xx, as its own proxies counted; without requests the check fails. @default not looked at
   */
  readonly requestSuccessRate?: Percent | undefined;
  /**
   * Longest that 99 of 100 of the canary's requests of the last minute took, at its own proxies; without requests the
   * check fails. @default not looked at
   */
  readonly requestDuration?: Duration | undefined;
  /** @default none */
  readonly metrics?: readonly CanaryMetric[] | undefined;
  /** @default none */
  readonly webhooks?: readonly CanaryWebhook[] | undefined;
  /** @default what Flagger's installation says */
  readonly alerts?: readonly CanaryAlert[] | undefined;
}

export interface CanaryProps extends ResourceProps {
  /** What Flagger watches; its copy, which serves everybody, is called `<name>-primary`. */
  readonly target: {
    /** What has the pods. */
    readonly kind: 'Deployment' | 'DaemonSet';
    /** Its name, in the namespace of the Canary. */
    readonly name: string;
  };
  /** Services and routes. */
  readonly service: CanaryRouting;
  /** Steps and checks. */
  readonly analysis: CanaryAnalysis;
  /** What scales the target; then its manifest has no `replicas`. @default nothing */
  readonly autoscaler?:
    | {
        /** Of Kubernetes, or of KEDA. */
        readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
        /** Its name, in the namespace of the Canary; Flagger makes a copy of it, too. */
        readonly name: string;
      }
    | undefined;
  /** Prometheus that has Istio's metrics, as Flagger's pods reach it. @default that of Flagger's installation */
  readonly metricsServer?: string | undefined;
  /** How long the pods may take to be ready before the canary is rolled back. @default 10 min */
  readonly progressDeadline?: Duration | undefined;
  /**
   * Whether Flagger scales the target up again before a deleted Canary is gone, and with it the copy that serves
   * everybody; a finalizer makes the deletion wait for it.
   * @default true; Flagger's own default leaves the target at 0 replicas
   */
  readonly revertOnDeletion?: boolean | undefined;
}

export const METRICS = distinctOf(
  objectOf<CanaryMetric>({
    name: TEXT,
    template: METRIC_TEMPLATE,
    min: optional(NUMBER),
    max: optional(NUMBER),
    interval: optional(WHOLE_SECONDS),
    variables: optional(LABELS),
  }),
  ({ name }) => name,
);

export const WEBHOOKS = distinctOf(
  objectOf<CanaryWebhook>({
    name: TEXT,
    type: oneOf(
      'confirm-rollout',
      'pre-rollout',
      'rollout',
      'confirm-traffic-increase',
      'confirm-promotion',
      'post-rollout',
      'rollback',
      'event',
    ),
    url: TEXT,
    timeout: optional(WHOLE_SECONDS),
    metadata: optional(LABELS),
    muteAlert: optional(FLAG),
  }),
  ({ name }) => name,
);

export const ALERTS = distinctOf(
  objectOf<CanaryAlert>({
    name: TEXT,
    provider: ALERT_PROVIDER,
    severity: optional(oneOf('info', 'warn', 'error')),
  }),
  ({ name }) => name,
);

export const AUTOSCALER = objectOf<NonNullable<CanaryProps['autoscaler']>>({
  kind: oneOf('HorizontalPodAutoscaler', 'ScaledObject'),
  name: TEXT,
});

const PROPS = objectOf<CanaryProps>({
  ...RESOURCE_SHAPE,
  target: objectOf<CanaryProps['target']>({ kind: oneOf('Deployment', 'DaemonSet'), name: TEXT }),
  service: objectOf<CanaryRouting>({
    name: optional(TEXT),
    port: PORT,
    targetPort: optional(PORT),
    hosts: optional(listOf(GATEWAY_HOST)),
    timeout: optional(DURATION),
    retries: optional(RETRIES),
    rewrite: optional(fieldsOf<l1.CanaryRewrite>()),
    headers: optional(fieldsOf<l1.CanaryServiceHeaders>()),
    corsPolicy: optional(fieldsOf<l1.CanaryCorsPolicy>()),
    trafficPolicy: optional(fieldsOf<l1.CanaryTrafficPolicy>()),
  }),
  analysis: objectOf<CanaryAnalysis>({
    interval: WHOLE_SECONDS,
    threshold: COUNT,
    stepWeight: optional(WHOLE_PERCENT),
    maxWeight: optional(WHOLE_PERCENT),
    stepWeights: optional(someOf(WHOLE_PERCENT)),
    stepWeightPromotion: optional(WHOLE_PERCENT),
    requestSuccessRate: optional(PERCENT),
    requestDuration: optional(DURATION),
    metrics: optional(METRICS),
    webhooks: optional(WEBHOOKS),
    alerts: optional(ALERTS),
  }),
  autoscaler: optional(AUTOSCALER),
  metricsServer: optional(TEXT),
  progressDeadline: optional(WHOLE_SECONDS),
  revertOnDeletion: optional(FLAG),
});

const BUILT_IN = ['request-success-rate', 'request-duration'];

/**
 * Hands the rollouts of a Deployment to Flagger, which from then on owns the VirtualService, the DestinationRules and
 * the Services of its target: `<name>`, `<name>-primary` and `<name>-canary`.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class Canary extends Resource {
  readonly resource: l1.Canary;
  private readonly apex: string;
  private readonly hosts: GatewayHost[];
  private isDelegate = false;

  /** @throws PropsError when the analysis could not take a step, or has a check that cannot fail or pass */
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { target, service, analysis, autoscaler, metricsServer, progressDeadline, ...others } = props;
    const { revertOnDeletion = true, ...rest } = others;
    this.apex = service.name ?? target.name;
    this.hosts = [...(service.hosts ?? [])];
    const analysisSpec = this.analysisSpec(analysis);
    const spec = (): l1.CanarySpec => ({
      provider: 'istio',
      targetRef: { apiVersion: 'apps/v1', ...target },
      autoscalerRef:
        autoscaler === undefined ? undefined : { apiVersion: scalerVersion(autoscaler.kind), ...autoscaler },
      progressDeadlineSeconds: progressDeadline === undefined ? undefined : progressDeadline.milliseconds / 1000,
      metricsServer,
      revertOnDeletion,
      service: { ...serviceSpec(service), ...this.bindings() },
      analysis: analysisSpec,
    });
    this.resource = new l1.Canary(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Hosts may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.CanarySpec,
    });
    this.node.addValidation({ validate: () => this.rivals() });
  }

  /**
   * Adds a host on a gateway, besides those of the props.
   * @throws PropsError when the routes are a delegate, which has no hosts
   */
  addHost(host: GatewayHost): void {
    checkProps(this, GATEWAY_HOST, host, 'host');
    if (this.isDelegate) {
      throw new PropsError(this.node.path, 'its routes are a delegate, which has no hosts', 'add the host to the root');
    }
    this.hosts.push(host);
  }

  /**
   * Leaves hosts and gateways to another virtual service, which delegates to Flagger's.
   * @returns the hosts that it had, which are the other's now
   */
  delegate(): readonly GatewayHost[] {
    this.isDelegate = true;
    return this.hosts.splice(0);
  }

  private bindings(): Pick<l1.CanaryService, 'hosts' | 'gateways' | 'delegation'> {
    if (this.isDelegate) return { delegation: true };
    if (this.hosts.length === 0) return {};
    return {
      hosts: [...new Set(this.hosts.map(({ host }) => host))],
      // Flagger adds the service to the hosts, but the mesh to the gateways only where there are none.
      gateways: [...new Set([...this.hosts.map(({ gateway }) => gateway.reference), MESH])],
    };
  }

  private analysisSpec(analysis: CanaryAnalysis): l1.CanaryAnalysis {
    const { interval, threshold, stepWeightPromotion, requestSuccessRate, requestDuration } = analysis;
    const { metrics = [], webhooks, alerts } = analysis;
    const oneMinute = '1m';
    const checks: l1.CanaryMetrics[] = [
      ...(requestSuccessRate === undefined
        ? []
        : [{ name: 'request-success-rate', thresholdRange: { min: requestSuccessRate.value }, interval: oneMinute }]),
      ...(requestDuration === undefined
        ? []
        : [{ name: 'request-duration', thresholdRange: { max: requestDuration.milliseconds }, interval: oneMinute }]),
      ...metrics.map((metric) => this.metricSpec(metric)),
    ];
    if (checks.length === 0 && webhooks?.some(({ type }) => type === 'rollout') !== true) {
      throw new PropsError(
        this.node.path,
        'its analysis has no check, so that it would promote whatever is deployed',
        'set `requestSuccessRate`, `requestDuration` or `metrics`',
      );
    }
    return {
      interval: interval.toString(),
      threshold,
      ...this.stepsSpec(analysis),
      stepWeightPromotion: stepWeightPromotion === undefined ? undefined : wholePercent(stepWeightPromotion),
      metrics: checks,
      webhooks: webhooks?.map(({ timeout, ...webhook }) => ({ ...webhook, timeout: timeout?.toString() })),
      alerts: alerts?.map(({ name, provider, severity = 'info' }) => ({
        name,
        severity,
        providerRef: { name: provider.name, namespace: provider.namespace },
      })),
    };
  }

  private stepsSpec(analysis: CanaryAnalysis): Pick<l1.CanaryAnalysis, 'stepWeight' | 'stepWeights' | 'maxWeight'> {
    const { stepWeight, stepWeights, maxWeight } = analysis;
    if (stepWeights !== undefined) {
      if (stepWeight !== undefined || maxWeight !== undefined) {
        throw new PropsError(
          this.node.path,
          `its steps are listed and also given by ${stepWeight === undefined ? 'maxWeight' : 'stepWeight'}`,
          'set `stepWeights`, or `stepWeight` with `maxWeight`',
        );
      }
      const weights = stepWeights.map(wholePercent);
      const low = weights.find((weight, i) => weight <= (weights[i - 1] ?? 0));
      if (low !== undefined) {
        throw new PropsError(
          this.node.path,
          `its stepWeights ${weights.join(', ')} do not increase at ${low}`,
          'list shares from above 0 to 100, each higher than the one before',
        );
      }
      return { stepWeights: weights };
    }
    if (stepWeight === undefined || maxWeight === undefined) {
      throw new PropsError(
        this.node.path,
        `its analysis has no ${stepWeight === undefined ? 'steps' : 'maxWeight'}`,
        'set `stepWeights`, or `stepWeight` with `maxWeight`',
      );
    }
    const [step, most] = [wholePercent(stepWeight), wholePercent(maxWeight)];
    if (step === 0) throw new PropsError(this.node.path, 'its stepWeight is 0, so that it never ends', 'raise it');
    if (most < step) {
      throw new PropsError(
        this.node.path,
        `its maxWeight ${most} is less than its stepWeight ${step}`,
        'raise `maxWeight`, or lower `stepWeight`',
      );
    }
    return { stepWeight: step, maxWeight: most };
  }

  private metricSpec({ name, template, min, max, interval, variables }: CanaryMetric): l1.CanaryMetrics {
    const range = `the metric "${name}"`;
    if (BUILT_IN.includes(name)) {
      throw new PropsError(
        this.node.path,
        `${range} has the name of one that Flagger has built in, and would be measured twice`,
        'rename it, or use `requestSuccessRate` and `requestDuration`',
      );
    }
    if (min === undefined && max === undefined) {
      throw new PropsError(
        this.node.path,
        `${range} has no range, so that any value above 0 fails`,
        'set `min` or `max`',
      );
    }
    if (min !== undefined && max !== undefined && min > max) {
      throw new PropsError(this.node.path, `${range} has no good value from ${min} to ${max}`, 'swap `min` and `max`');
    }
    return {
      name,
      templateRef: { name: template.name, namespace: template.namespace },
      thresholdRange: { min, max },
      interval: interval?.toString() ?? '1m',
      templateVariables: variables,
    };
  }

  /** Objects of the chart that Flagger makes too: the two would undo each other's changes for ever. */
  private rivals(): string[] {
    const { apex, namespace } = this;
    const both = [`${apex}-primary`, `${apex}-canary`];
    const names: Readonly<Record<string, readonly string[]>> = {
      '/Service': [apex, ...both],
      'networking.istio.io/VirtualService': [apex],
      'networking.istio.io/DestinationRule': both,
    };
    return Chart.of(this)
      .node.findAll()
      .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
      .filter(({ apiVersion, kind, name, metadata }) => {
        return metadata.namespace === namespace && names[`${groupOf(apiVersion)}/${kind}`]?.includes(name) === true;
      })
      .map(({ kind, name, node }) => `Flagger owns the ${kind} ${namespace}/${name}, which ${node.path} makes too`);
  }
}

function serviceSpec(service: CanaryRouting): l1.CanaryService {
  const { name, port, targetPort, timeout, retries, rewrite, headers, corsPolicy, trafficPolicy } = service;
  return {
    name,
    port,
    targetPort,
    // By the protocol and not by the port's name, as the pattern's own Services have it.
    appProtocol: 'http',
    timeout: timeout?.toString(),
    retries:
      retries === undefined
        ? undefined
        : {
            attempts: retries.attempts,
            perTryTimeout: retries.perTryTimeout?.toString(),
            retryOn: retries.on?.join(','),
          },
    rewrite,
    headers,
    corsPolicy,
    trafficPolicy,
  };
}

function scalerVersion(kind: NonNullable<CanaryProps['autoscaler']>['kind']): string {
  return kind === 'HorizontalPodAutoscaler' ? 'autoscaling/v2' : 'keda.sh/v1alpha1';
}
