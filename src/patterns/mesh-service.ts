import type { Construct } from 'constructs';
import type { Percent } from '../model/percent';
import { listOf, objectOf, optional, recordOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { LABELS, PERCENT, TEXT } from '../model/props-values';
import { APPLICATION_SHAPE, MeshApplicationProps } from './application-props';
import { MeshApplication } from './mesh-application';
import { HEADER_ROUTE, HeaderRoute, VersionRouting } from './version-routing';

/** Versions that run side by side for longer than a rollout. */
export interface Versions {
  /** Labels that tell the pods of each version from the others. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Version that gets what no header route takes. */
  readonly default: string;
  /** Requests that a header sends to one version; the first that matches decides. @default none */
  readonly headerRoutes?: readonly HeaderRoute[] | undefined;
  /** Version that gets copies of requests, whose answers nobody waits for. @default none */
  readonly mirror?:
    | {
        /** Name of the version, as in `labels`. */
        readonly subset: string;
        /** Share of the requests of which it gets copies. */
        readonly percentage: Percent;
      }
    | undefined;
}

export interface MeshServiceProps extends MeshApplicationProps {
  /** @default one version, or versions that callers need not tell apart */
  readonly versions?: Versions | undefined;
}

const PROPS = objectOf<MeshServiceProps>({
  ...APPLICATION_SHAPE,
  versions: optional(
    objectOf<Versions>({
      labels: recordOf(LABELS),
      default: TEXT,
      headerRoutes: optional(listOf(HEADER_ROUTE)),
      mirror: optional(objectOf<NonNullable<Versions['mirror']>>({ subset: TEXT, percentage: PERCENT })),
    }),
  ),
});

/** An application whose versions, if it has several, share its requests by rules instead of weights. */
export class MeshService extends MeshApplication {
  /** @throws PropsError when a route, or the default, names a version that has no labels */
  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id, props, versionRouting(`${scope.node.path}/${id}`, props));
  }
}

const ONE_VERSION: VersionRouting = {
  subsets: {},
  headerRoutes: [],
  shares: ({ service }) => [{ destination: service.destination() }],
  annotations: {},
};

function versionRouting(where: string, props: MeshServiceProps): VersionRouting {
  checkProps(where, PROPS, props);
  if (props.versions === undefined) return ONE_VERSION;
  const { labels, default: fallback, headerRoutes = [], mirror } = props.versions;
  if (mirror?.subset === fallback) {
    throw new PropsError(
      where,
      `the version ${fallback} would get every copied request twice`,
      'mirror to another version',
    );
  }
  return {
    subsets: Object.fromEntries(Object.entries(labels).map(([name, own]) => [name, { labels: own }])),
    headerRoutes,
    shares: (rule) => [{ destination: rule.subset(fallback) }],
    mirror,
    annotations: {},
  };
}
