import type { Construct } from 'constructs';
import { Percent, percent } from '../model/percent';
import { fieldsOf, listOf, objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { PERCENT, TEXT } from '../model/props-values';
import { Release, RELEASE } from '../model/release';
import {
  APPLICATION_SHAPE,
  HeaderRoute,
  MeshApplication,
  MeshApplicationProps,
  VersionRouting,
} from './mesh-application';
import { releaseAnnotation } from './release-annotation';

export interface CanaryServiceProps extends MeshApplicationProps {
  /** Versions and the canary's share: `environment.release(…)`, or a literal. */
  readonly release: Release;
  /** Header that forces the canary, by the value `true`, for tests. @default 'x-canary' */
  readonly forceHeader?: string | undefined;
  /** Requests that the canary gets whatever its share, by their headers. @default none but the forced ones */
  readonly canaryFor?: readonly Omit<HeaderRoute, 'subset'>[] | undefined;
  /** Share of the requests that the canary gets copies of, whose answers nobody waits for. @default none */
  readonly mirrorToCanary?: Percent | undefined;
  /** Label of the pods that tells versions apart. @default 'version' */
  readonly versionLabel?: string | undefined;
}

const PROPS = objectOf<CanaryServiceProps>({
  ...APPLICATION_SHAPE,
  release: RELEASE,
  forceHeader: optional(TEXT),
  canaryFor: optional(listOf(objectOf<Omit<HeaderRoute, 'subset'>>({ name: TEXT, headers: fieldsOf() }))),
  mirrorToCanary: optional(PERCENT),
  versionLabel: optional(TEXT),
});

/** An application of which a new version gets a share of the requests before it gets all. */
export class CanaryService extends MeshApplication {
  /** @throws PropsError when the release is not a canary, or both versions are the same */
  constructor(scope: Construct, id: string, props: CanaryServiceProps) {
    super(scope, id, props, versionRouting(`${scope.node.path}/${id}`, props));
  }
}

function versionRouting(where: string, props: CanaryServiceProps): VersionRouting {
  checkProps(where, PROPS, props);
  const { release, forceHeader = 'x-canary', canaryFor = [], mirrorToCanary, versionLabel = 'version' } = props;
  if (release.strategy !== 'canary') {
    throw new PropsError(
      where,
      `its release is ${release.strategy}, not canary`,
      'use BlueGreenApp, or change the strategy',
    );
  }
  const { stable, canary } = release;
  const stableSubset = { stable: { labels: { [versionLabel]: stable } } };
  if (canary === undefined) {
    return {
      subsets: stableSubset,
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
    headerRoutes: [{ name: 'canary-header', headers: { [forceHeader]: { exact: 'true' } } }, ...canaryFor].map(
      (route) => ({ ...route, subset: 'canary' }),
    ),
    mirror: mirrorToCanary === undefined ? undefined : { subset: 'canary', percentage: mirrorToCanary },
    shares: (rule) => [
      { destination: rule.subset('stable'), weight: weight.rest },
      { destination: rule.subset('canary'), weight },
    ],
    annotations: releaseAnnotation({ 'canary-percentage': String(canary.weight), 'canary-version': canary.version }),
  };
}
