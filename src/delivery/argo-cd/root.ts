import type { Construct } from 'constructs';
import { AppProject, IAppProject } from '../../constructs/argocd/app-project';
import { Application } from '../../constructs/argocd/application';
import { APPLICATION_SPEC_SHAPE } from '../../constructs/argocd/application-spec';
import { ARGO_CD_NAMESPACE } from '../../constructs/argocd/argo-cd-resource';
import { objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { pathInRepository, REPOSITORY, RepositoryProps, repositoryOf } from '../../platform/repository';
import { IN_CLUSTER } from './server';

/** Where the deploy tree is, and what its first Application is called. */
export interface ArgoCdRootProps {
  /** The deploy tree, as the fleet has it. */
  readonly repository: RepositoryProps;
  /** Name of the Application. @default 'root' */
  readonly name?: string | undefined;
  /** Namespace that Argo CD runs in. @default 'argocd' */
  readonly namespace?: string | undefined;
  /** @default Argo CD's own `default`, which allows everything */
  readonly project?: IAppProject | undefined;
}

const PROPS = objectOf<ArgoCdRootProps>({
  repository: REPOSITORY,
  name: optional(TEXT),
  namespace: optional(TEXT),
  project: optional(APPLICATION_SPEC_SHAPE.project),
});

/**
 * The entry of Argo CD into the deploy tree: the Application that applies the folder `argocd`, with all other
 * Applications in it. It may be in that folder itself, where it is applied by hand once, or belong to a bootstrap.
 */
export class ArgoCdRoot extends Application {
  constructor(scope: Construct, id: string, props: ArgoCdRootProps) {
    checkProps([scope, id], PROPS, props);
    const { name = 'root', namespace = ARGO_CD_NAMESPACE, project = AppProject.fromName('default') } = props;
    const repository = repositoryOf(props.repository);
    super(scope, id, {
      name,
      namespace,
      project,
      source: {
        repoURL: repository.url,
        targetRevision: repository.branch,
        path: pathInRepository(repository, 'argocd'),
      },
      destination: { server: IN_CLUSTER, namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: [
          // Settings of Argo CD are shared with its installation, and each owner keeps its own entries.
          'ServerSideApply=true',
          // An Application that leaves waits for somebody, and nothing else has to wait for that.
          'PruneLast=true',
        ],
      },
    });
  }
}
