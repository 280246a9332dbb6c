import type { Construct } from 'constructs';
import type { AnalysisTemplate } from '../constructs/argo-rollouts/analysis-template';
import { FieldOwnership } from '../constructs/field-ownership';
import type { Canary } from '../constructs/flagger/canary';
import type { VirtualService } from '../constructs/istio/virtual-service';
import { Percent, percent } from '../model/percent';
import { listOf, objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { PERCENT, TEXT } from '../model/props-values';
import { Release, RELEASE } from '../model/release';
import { APPLICATION_LABEL } from './application-identity';
import { APPLICATION_SHAPE, MeshApplicationProps } from './application-props';
import { canaryAnalysis } from './canary-analysis';
import { ControlledRouting, MeshApplication } from './mesh-application';
import { PROGRESSIVE_DELIVERY, ProgressiveDelivery } from './progressive-delivery';
import { FlaggerRoutes, inexpressible } from './progressive-delivery-flagger';
import { releaseAnnotation } from './release-annotation';
import { CHOOSING_HEADERS, HeaderRoute, VersionRouting } from './version-routing';

/** What canary services have, whoever moves their weights. */
export interface CanaryServiceOptions extends MeshApplicationProps {
  /** Header that forces the canary, by the value `true`, for tests. @default 'x-canary' */
  readonly forceHeader?: string | undefined;
  /** Requests that the canary gets whatever its share, by their headers. @default none but the forced ones */
  readonly canaryFor?: readonly Omit<HeaderRoute, 'subset'>[] | undefined;
  /** Share of the requests that the canary gets copies of, whose answers nobody waits for. @default none */
  readonly mirrorToCanary?: Percent | undefined;
  /** Label of the pods that tells versions apart. @default 'version' */
  readonly versionLabel?: string | undefined;
}

/** A canary whose versions and weights are in Git. */
export interface ReleasedCanaryProps extends CanaryServiceOptions {
  /** Versions and the canary's share: `environment.release(…)`, or a literal. */
  readonly release: Release;
  /** The release state says the weights, and no controller. */
  readonly progressiveDelivery?: undefined;
}

/** A canary that a controller rolls out, whenever its Deployment or Rollout changes. */
export interface ControlledCanaryProps extends CanaryServiceOptions {
  /** The controller says the weights, and no release state. */
  readonly release?: undefined;
  /** `flagger(…)` or `argoRollouts(…)`. */
  readonly progressiveDelivery: ProgressiveDelivery;
}

/** Either Git has the weights, as `release`, or a controller, as `progressiveDelivery`. */
export type CanaryServiceProps = ReleasedCanaryProps | ControlledCanaryProps;

interface AnyCanaryProps extends CanaryServiceOptions {
  readonly release?: Release | undefined;
  readonly progressiveDelivery?: ProgressiveDelivery | undefined;
}

const PROPS = objectOf<AnyCanaryProps>({
  ...APPLICATION_SHAPE,
  release: optional(RELEASE),
  progressiveDelivery: optional(PROGRESSIVE_DELIVERY),
  forceHeader: optional(TEXT),
  canaryFor: optional(listOf(objectOf<Omit<HeaderRoute, 'subset'>>({ name: TEXT, headers: CHOOSING_HEADERS }))),
  mirrorToCanary: optional(PERCENT),
  versionLabel: optional(TEXT),
});

/** An application of which a new version gets a share of the requests before it gets all. */
export class CanaryService extends MeshApplication {
  /** What a Rollout is judged by. @default nothing: Argo Rollouts does not roll out the application */
  readonly analysis: AnalysisTemplate | undefined;

  /**
   * @throws PropsError when the release is not a canary, both versions are the same, or a controller could not do what
   * the props say
   */
  constructor(scope: Construct, id: string, props: CanaryServiceProps) {
    super(scope, id, props, routingOf(`${scope.node.path}/${id}`, id, props));
    const { progressiveDelivery } = props;
    if (progressiveDelivery?.controller !== 'argo-rollouts') return;
    if (this.weights !== undefined) this.declareOwner(this.weights);
    const { rollout = id } = progressiveDelivery;
    const delivery = { ...progressiveDelivery, rollout };
    this.analysis = canaryAnalysis(this, 'analysis', this.metadata(`${id}-analysis`), delivery);
  }

  /** What Flagger is told; undefined where it does not roll out the application. */
  get canary(): Canary | undefined {
    return this.controlled instanceof FlaggerRoutes ? this.controlled.canary : undefined;
  }

  /** Argo Rollouts moves the weights, and tells the subsets apart by the hash of their pods. */
  private declareOwner(weights: VirtualService): void {
    const owner = 'rollouts-controller';
    const both = [0, 1];
    new FieldOwnership(this, 'weights-owner', {
      resource: weights.resource,
      pointers: both.map((i) => `/spec/http/0/route/${i}/weight`),
      owner,
    });
    new FieldOwnership(this, 'subsets-owner', {
      resource: this.destinationRule.resource,
      pointers: both.map((i) => `/spec/subsets/${i}/labels/rollouts-pod-template-hash`),
      owner,
    });
  }
}

function routingOf(where: string, id: string, props: CanaryServiceProps): VersionRouting | ControlledRouting {
  checkProps(where, PROPS, props);
  const { release, progressiveDelivery } = props as AnyCanaryProps;
  if (progressiveDelivery === undefined) {
    if (release !== undefined) return releasedRouting(where, release, props);
    throw new PropsError(
      where,
      'release is missing',
      'pass environment.release(…), or hand the weights to a controller by `progressiveDelivery`',
    );
  }
  const { controller } = progressiveDelivery;
  if (release !== undefined) {
    throw new PropsError(
      where,
      `its weights are those of release and those of ${controller}, and each would undo what the other has set`,
      'leave out `release` or `progressiveDelivery`',
    );
  }
  if (controller === 'argo-rollouts') return rolloutsRouting(where, id, props);
  for (const prop of ['forceHeader', 'canaryFor', 'mirrorToCanary', 'versionLabel'] as const) {
    if (props[prop] !== undefined) throw inexpressible(where, prop);
  }
  return {
    control: (application, trafficPolicy) => {
      const { name, namespace } = application;
      const metadata = { namespace, labels: { [APPLICATION_LABEL]: name } };
      return new FlaggerRoutes({ application, props, delivery: progressiveDelivery, trafficPolicy, metadata });
    },
  };
}

/** Both subsets begin as all pods: Argo Rollouts adds the hash that tells them apart. */
function rolloutsRouting(where: string, id: string, props: CanaryServiceProps): VersionRouting {
  const { labels = { app: id }, mirrorToCanary, versionLabel } = props;
  if (mirrorToCanary !== undefined) {
    throw new PropsError(
      where,
      'mirrorToCanary would copy requests to the stable version, which is what the canary is between rollouts',
      'leave it out: a step `setMirrorRoute` of the Rollout copies them while there is a canary',
    );
  }
  if (versionLabel !== undefined) {
    throw new PropsError(where, 'versionLabel has no meaning: Argo Rollouts tells pods apart by hash', 'leave it out');
  }
  return {
    subsets: { stable: { labels }, canary: { labels } },
    headerRoutes: canaryHeaders(props),
    shares: (rule) => [
      { destination: rule.subset('stable'), weight: percent(100) },
      { destination: rule.subset('canary'), weight: percent(0) },
    ],
    annotations: {},
    isControlled: true,
  };
}

function canaryHeaders({ forceHeader = 'x-canary', canaryFor = [] }: CanaryServiceOptions): HeaderRoute[] {
  return [{ name: 'canary-header', headers: { [forceHeader]: { exact: 'true' } } }, ...canaryFor].map((route) => ({
    ...route,
    subset: 'canary',
  }));
}

function releasedRouting(where: string, release: Release, props: CanaryServiceOptions): VersionRouting {
  const { mirrorToCanary, versionLabel = 'version' } = props;
  if (release.strategy !== 'canary') {
    throw new PropsError(
      where,
      `its release is ${release.strategy}, not canary`,
      'use BlueGreenApp, or change the strategy',
    );
  }
  const { stable, canary, retiring } = release;
  const stableSubset = { stable: { labels: { [versionLabel]: stable } } };
  if (canary === undefined) {
    return {
      subsets:
        retiring === undefined ? stableSubset : { ...stableSubset, canary: { labels: { [versionLabel]: retiring } } },
      headerRoutes: [],
      shares: (rule) => [{ destination: rule.subset('stable') }],
      annotations: {},
    };
  }
  if (canary.version === stable) {
    throw new PropsError(where, `the canary ${canary.version} is the stable version`, 'name the version that is new');
  }
  const weight = percent(canary.weight);
  return {
    subsets: { ...stableSubset, canary: { labels: { [versionLabel]: canary.version } } },
    headerRoutes: canaryHeaders(props),
    mirror: mirrorToCanary === undefined ? undefined : { subset: 'canary', percentage: mirrorToCanary },
    shares: (rule) => [
      { destination: rule.subset('stable'), weight: weight.rest },
      { destination: rule.subset('canary'), weight },
    ],
    annotations: releaseAnnotation({ 'canary-percentage': String(canary.weight), 'canary-version': canary.version }),
  };
}
