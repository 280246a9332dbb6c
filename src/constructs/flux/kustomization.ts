import type { Construct } from 'constructs';
import * as l1 from '../../../imports/kustomize.toolkit.fluxcd.io';
import { Duration, minutes, seconds } from '../../model/duration';
import { fieldsOf, having, listOf, objectOf, oneOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, FLAG, LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import { FLUX_RESOURCE_SHAPE, fluxDuration, FluxResourceProps, inFluxNamespace } from './flux-resource';
import type { GitRepository } from './git-repository';
import type { OCIRepository } from './oci-repository';

/** Where Flux gets manifests from. */
export type FluxSource = GitRepository | OCIRepository;

/** Fields that another controller owns, of the objects that `target` selects. */
export interface IgnoredFields {
  /** JSON pointers. */
  readonly paths: readonly string[];
  /** Regular expressions, each for the whole of its field. */
  readonly target: NonNullable<l1.KustomizationIgnore['target']>;
}

export interface KustomizationProps extends FluxResourceProps {
  /** Where the manifests are. */
  readonly source: FluxSource;
  /** Folder in the source, from its root. */
  readonly path: string;
  /** How often drift is corrected; a new revision is applied at once. @default 60 minutes */
  readonly interval?: Duration | undefined;
  /** How long after a failure it is tried again. @default 2 minutes */
  readonly retryInterval?: Duration | undefined;
  /** How long applying, and becoming healthy, may take: 30 seconds at least. @default 3 minutes */
  readonly timeout?: Duration | undefined;
  /** Whether it is ready only when all of its objects are healthy. @default true */
  readonly wait?: boolean | undefined;
  /** Whether objects that are no longer in the source are deleted. @default true */
  readonly prune?: boolean | undefined;
  /**
   * Whether an object is deleted and made again when a field has changed that nothing can change in place. Between the
   * two it is not there: a Gateway serves nothing.
   * @default false
   */
  readonly force?: boolean | undefined;
  /**
   * What becomes of its objects when the Kustomization itself is deleted, or renamed.
   * @default 'MirrorPrune': they are deleted where `prune` is set
   */
  readonly deletionPolicy?: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan' | undefined;
  /** Those that have to be ready before. @default none */
  readonly dependsOn?: readonly Kustomization[] | undefined;
  /** Labels of all its objects. @default none */
  readonly commonLabels?: Readonly<Record<string, string>> | undefined;
  /** How kinds say that they are healthy which have no condition `Ready`. @default as kstatus has it */
  readonly healthCheckExprs?: readonly l1.KustomizationHealthCheckExprs[] | undefined;
  /** What other controllers own. @default nothing */
  readonly ignore?: readonly IgnoredFields[] | undefined;
  /** What stands for `${NAME}`. @default nothing: it is left as it is */
  readonly postBuild?: l1.KustomizationPostBuild | undefined;
}

const PROPS = objectOf<KustomizationProps>({
  ...FLUX_RESOURCE_SHAPE,
  source: having<FluxSource>(
    { name: 'string', namespace: 'string', kind: 'string' },
    'pass a GitRepository or an OCIRepository',
  ),
  path: TEXT,
  interval: optional(DURATION),
  retryInterval: optional(DURATION),
  timeout: optional(DURATION),
  wait: optional(FLAG),
  prune: optional(FLAG),
  force: optional(FLAG),
  deletionPolicy: optional(oneOf('MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan')),
  dependsOn: optional(listOf(having<Kustomization>({ name: 'string', namespace: 'string' }, 'pass a Kustomization'))),
  commonLabels: optional(LABELS),
  healthCheckExprs: optional(listOf(fieldsOf<l1.KustomizationHealthCheckExprs>())),
  ignore: optional(
    listOf(objectOf<IgnoredFields>({ paths: someOf(TEXT), target: fieldsOf<IgnoredFields['target']>() })),
  ),
  postBuild: optional(fieldsOf<l1.KustomizationPostBuild>()),
});

/** Flux puts the name on every object as the value of `kustomize.toolkit.fluxcd.io/name`. */
const LONGEST_NAME = 63;
/** Shorter timeouts are taken for this one. */
const SHORTEST_TIMEOUT = seconds(30);

/**
 * A folder of a source that is applied as a whole, kept as it is, and pruned.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
export class Kustomization extends Resource {
  readonly resource: l1.Kustomization;

  /** @throws PropsError when the name does not fit into a label, or the timeout is shorter than Flux can be made to wait */
  constructor(scope: Construct, id: string, props: KustomizationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const {
      source,
      path,
      interval = minutes(60),
      retryInterval = minutes(2),
      timeout = minutes(3),
      wait = true,
      prune = true,
      force = false,
      deletionPolicy,
      dependsOn,
      commonLabels,
      healthCheckExprs,
      ignore,
      postBuild,
      ...rest
    } = props;
    const metadata = metadataOf(id, inFluxNamespace(rest));
    const { name = id, namespace } = metadata;
    if (name.length > LONGEST_NAME) {
      const what = `the name "${name}" has ${name.length} characters, and Flux writes it into a label, which holds ${LONGEST_NAME}`;
      throw new PropsError(this.node.path, what, 'shorten the names that it is made of');
    }
    if (SHORTEST_TIMEOUT.isLongerThan(timeout)) {
      const what = `timeout is ${timeout.toString()}, and Flux waits for 30 s at least`;
      throw new PropsError(this.node.path, what, 'pass seconds(30) or longer');
    }
    const elsewhere = (other: string): string | undefined => (other === namespace ? undefined : other);
    this.resource = new l1.Kustomization(this, 'Resource', {
      metadata,
      spec: {
        interval: fluxDuration(interval),
        retryInterval: fluxDuration(retryInterval),
        timeout: fluxDuration(timeout),
        sourceRef: { kind: source.kind, name: source.name, namespace: elsewhere(source.namespace) },
        path: `./${path.replace(/^(\.?\/)+/, '')}`,
        prune,
        wait,
        force,
        deletionPolicy,
        dependsOn: dependsOn?.map((other) => ({ name: other.name, namespace: elsewhere(other.namespace) })),
        commonMetadata: commonLabels === undefined ? undefined : { labels: commonLabels },
        healthCheckExprs,
        ignore,
        postBuild,
      },
    });
  }
}
