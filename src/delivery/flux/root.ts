import { Construct } from 'constructs';
import { FLUX_NAMESPACE } from '../../constructs/flux/flux-resource';
import { FluxSource, Kustomization } from '../../constructs/flux/kustomization';
import { objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { CLUSTER, Cluster } from '../../platform/cluster';
import { REPOSITORY, RepositoryProps, repositoryOf } from '../../platform/repository';
import { FLUX_SOURCE, fluxSource, GitSource, OciSource, pathInSource } from './source';

/** Where the deploy tree is, and the cluster that reads it. */
export interface FluxRootProps {
  /** The deploy tree, as the fleet has it. */
  readonly repository: RepositoryProps;
  /** The cluster that Flux runs in. */
  readonly cluster: Cluster;
  /** As the `source` of `flux()`. @default the repository, without credentials */
  readonly source?: GitSource | OciSource | undefined;
}

const PROPS = objectOf<FluxRootProps>({
  repository: REPOSITORY,
  cluster: CLUSTER,
  source: optional(FLUX_SOURCE),
});

/**
 * The entry of Flux into the deploy tree: the source and the Kustomization named `flux-system` that `flux bootstrap`
 * would make, for who bootstraps by other means. It is no part of the deploy tree.
 */
export class FluxRoot extends Construct {
  /** What Flux reads the deploy tree from. */
  readonly source: FluxSource;
  /** What applies the folder of the cluster. */
  readonly kustomization: Kustomization;

  constructor(scope: Construct, id: string, props: FluxRootProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { cluster } = props;
    const repository = repositoryOf(props.repository);
    this.source = fluxSource(this, FLUX_NAMESPACE, repository, props.source);
    this.kustomization = new Kustomization(this, 'Kustomization', {
      name: FLUX_NAMESPACE,
      source: this.source,
      path: pathInSource(this.source, repository, `clusters/${cluster.name}`),
      // What it applies are Kustomizations, each of which waits for its own objects.
      wait: false,
      // Without it, to delete this one object would delete the mesh.
      deletionPolicy: 'Orphan',
    });
  }
}
