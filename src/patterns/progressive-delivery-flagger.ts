import type { ApiObjectMetadata } from 'cdk8s';
import type { CanaryTrafficPolicy } from '../../imports/flagger.app';
import { Canary, CanaryAnalysis, CanaryRouting } from '../constructs/flagger/canary';
import { ServiceReference } from '../constructs/istio/destination';
import type { TrafficPolicy } from '../constructs/istio/destination-rule';
import type { GatewayHost } from '../constructs/istio/gateway';
import { IDelegate, VirtualService } from '../constructs/istio/virtual-service';
import { PropsError } from '../model/props-error';
import type { MeshApplicationProps } from './application-props';
import type { MeshApplication } from './mesh-application';
import { CanarySteps, DEFAULT_SUCCESS_RATE, ProgressiveDelivery } from './progressive-delivery';
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT } from './traffic-defaults';
import type { ControlledRoutes } from './version-routing';

type FlaggerDelivery = Extract<ProgressiveDelivery, { readonly controller: 'flagger' }>;

/** What an application hands over, with what is the same for all its objects. */
export interface FlaggerTarget {
  readonly application: MeshApplication;
  readonly props: MeshApplicationProps;
  readonly delivery: FlaggerDelivery;
  readonly trafficPolicy: TrafficPolicy;
  readonly metadata: { readonly namespace: string; readonly labels: NonNullable<ApiObjectMetadata['labels']> };
}

/** Props of applications that have no counterpart in the one route that Flagger makes. */
const INEXPRESSIBLE = ['rules', 'paths', 'fault', 'mirrors'] as const;

/** Labels that Flagger tells its two Deployments apart by, whose values it changes: those of its `selector-labels`. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

const REWRITE = ['uri', 'authority'];
const CORS_POLICY = ['allowCredentials', 'allowHeaders', 'allowMethods', 'allowOrigins', 'exposeHeaders', 'maxAge'];

/** The routes of an application that Flagger makes, and all that is ours of them: the description in its Canary. */
export class FlaggerRoutes implements ControlledRoutes {
  readonly controller = 'Flagger';
  readonly services: readonly ServiceReference[];
  readonly canary: Canary;
  private root: VirtualService | undefined;
  private routes: IDelegate | undefined;

  /** @throws PropsError for what Flagger's route cannot express, and labels that its pods would not keep */
  constructor(private readonly target: FlaggerTarget) {
    const { application, props, delivery, metadata } = target;
    const where = application.node.path;
    checkLabels(where, props.labels);
    for (const prop of INEXPRESSIBLE) if (props[prop] !== undefined) throw inexpressible(where, prop);
    if (props.create?.includes('Service') === true) {
      throw new PropsError(where, 'Flagger makes its Services', "leave 'Service' out of `create`");
    }
    this.canary = new Canary(application, 'canary', {
      ...metadata,
      name: application.name,
      target: { kind: 'Deployment', name: delivery.deployment ?? application.name },
      autoscaler: delivery.autoscaler,
      metricsServer: delivery.metricsServer,
      progressDeadline: delivery.progressDeadline,
      service: routing(where, target),
      analysis: analysis(delivery),
    });
    const { namespace } = metadata;
    const made = (suffix: string): ServiceReference => {
      const name = `${application.name}${suffix}`;
      return ServiceReference.fromName(application, `service-${name}`, { name, namespace });
    };
    this.services = [made(''), made('-primary'), made('-canary')];
  }

  bindHost(host: GatewayHost): void {
    if (this.root === undefined) this.canary.addHost(host);
    else this.root.addHost(host);
  }

  /** From then on all hosts are those of a virtual service of ours, because Flagger's can have none as a delegate. */
  asDelegate(): IDelegate {
    if (this.routes !== undefined) return this.routes;
    const { application, metadata } = this.target;
    const { name } = application;
    this.routes = VirtualService.fromName(application, 'routes', { name, namespace: metadata.namespace });
    this.root = new VirtualService(application, 'virtual-service', {
      ...metadata,
      name: `${name}-hosts`,
      hosts: [application.service, ...this.canary.delegate()],
      http: [{ delegate: this.routes }],
    });
    return this.routes;
  }
}

export function inexpressible(where: string, prop: string): PropsError {
  return new PropsError(
    where,
    `${prop} has no place in the one route that Flagger makes`,
    'remove it, or leave the rollout to Git or Argo Rollouts',
  );
}

/** Policies choose pods by labels, and Flagger's copy of the Deployment has other ones. */
function checkLabels(where: string, labels: MeshApplicationProps['labels'] = {}): void {
  const changed = Object.keys(labels).filter((label) => SELECTOR_LABELS.includes(label));
  const fix = 'name a label in `labels` that the Deployment gives its pods besides those';
  if (changed.length > 0) {
    throw new PropsError(
      where,
      `Flagger changes the label ${changed.join(', ')} of the pods that serve everybody, so that policies would miss them`,
      fix,
    );
  }
  if (Object.keys(labels).length > 0) return;
  throw new PropsError(
    where,
    'labels is missing, and of the usual ones Flagger changes those that its Deployments are told apart by',
    fix,
  );
}

function routing(where: string, { application, props, delivery, trafficPolicy }: FlaggerTarget): CanaryRouting {
  const { port, targetPort, timeout = DEFAULT_TIMEOUT, retries = DEFAULT_RETRIES } = props;
  const { rewrite, headers, corsPolicy } = props;
  checkFields(where, 'rewrite', rewrite, REWRITE);
  checkFields(where, 'corsPolicy', corsPolicy, CORS_POLICY);
  return {
    name: delivery.deployment === undefined ? undefined : application.name,
    port,
    targetPort,
    timeout: timeout === 'none' ? undefined : timeout,
    retries,
    rewrite,
    headers,
    corsPolicy: corsPolicy as CanaryRouting['corsPolicy'],
    trafficPolicy: canaryTrafficPolicy(where, props.trafficPolicy ?? {}, trafficPolicy),
  };
}

/** Without the connection limits of the default, which Flagger has no field for; those of the user are refused. */
function canaryTrafficPolicy(where: string, own: TrafficPolicy, whole: TrafficPolicy): CanaryTrafficPolicy {
  checkFields(where, 'trafficPolicy', own, ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls']);
  checkFields(where, 'trafficPolicy.connectionPool', own.connectionPool, ['http']);
  const { connectionPool, ...rest } = whole;
  return { ...rest, connectionPool: { http: connectionPool?.http } } as CanaryTrafficPolicy;
}

/** The API server would drop other fields without a word. */
function checkFields(where: string, prop: string, value: object | undefined, fields: readonly string[]): void {
  const stranger = Object.keys(value ?? {}).find((field) => !fields.includes(field));
  if (stranger !== undefined) throw inexpressible(where, `${prop}.${stranger}`);
}

function analysis(delivery: FlaggerDelivery): CanaryAnalysis {
  const { steps, interval, failedChecks, successRate = DEFAULT_SUCCESS_RATE, requestDuration } = delivery;
  const { stepWeightPromotion, metrics, webhooks, alerts } = delivery;
  return {
    interval,
    threshold: failedChecks,
    ...shares(steps),
    stepWeightPromotion,
    requestSuccessRate: successRate,
    requestDuration,
    metrics,
    webhooks,
    alerts,
  };
}

function shares(steps: CanarySteps): Pick<CanaryAnalysis, 'stepWeight' | 'stepWeights' | 'maxWeight'> {
  return 'by' in steps ? { stepWeight: steps.by, maxWeight: steps.upTo } : { stepWeights: steps };
}
