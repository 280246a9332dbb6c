import { POLICY_PARAMETERS, PolicyParameters } from '../model/policy-parameters';
import { having, listOf, objectOf, optional, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import type { Cluster } from './cluster';
import { Repository, REPOSITORY, RepositoryProps, repositoryOf } from './repository';
import { FLEET, FleetScope } from './fleet-scope';
import { ENVIRONMENT_DEFINITION, EnvironmentDefinition } from './environment';
import type { Workflows } from './workflows';

/** What {@link defineFleet} takes. */
export interface FleetProps {
  /** In the order in which changes are promoted, the first one first. */
  readonly environments: readonly EnvironmentDefinition[];
  /**
   * Where GitOps controllers read the deploy tree.
   * @default none, which only a fleet without deliveries can have
   */
  readonly repository?: RepositoryProps | undefined;
  /**
   * What checks pull requests and moves releases: `githubActions()`.
   * @default nothing of ours
   */
  readonly workflows?: Workflows | undefined;
  /**
   * Parameters of the Rego policies in the deploy tree.
   * @default as each of them says; but where no environment is called `production`, the last one counts as it
   */
  readonly policies?: PolicyParameters | undefined;
  /**
   * Adds what belongs to no environment, besides what deliveries add: settings of the GitOps controllers.
   * @default nothing
   */
  readonly compose?: ((fleet: FleetScope) => void) | undefined;
}

const PROPS = objectOf<FleetProps>({
  environments: listOf(ENVIRONMENT_DEFINITION),
  repository: optional(REPOSITORY),
  workflows: optional(
    having<Workflows>({ inSources: 'function', inDeployRepository: 'function' }, 'pass githubActions()'),
  ),
  policies: optional(POLICY_PARAMETERS),
  compose: optional(valueOf({ fix: 'pass a function' }, (value) => typeof value === 'function')),
});

/** All environments and the clusters they are delivered to. */
export class Fleet {
  /** In the order in which they were given. */
  readonly environments: readonly EnvironmentDefinition[];
  /** Where the deploy tree is. */
  readonly repository: Repository | undefined;
  /** The repository's workflows, where synth writes them. */
  readonly workflows: Workflows | undefined;
  /** What the policies of `validate` are told. */
  readonly policies: PolicyParameters;
  /** Adds what belongs to no environment, besides what deliveries add. */
  readonly compose: (fleet: FleetScope) => void;

  /**
   * @throws PropsError when two environments have one name, or two clusters, a delivery has no repository, or what
   * counts as production is no environment
   */
  constructor(props: FleetProps) {
    checkProps(FLEET, PROPS, props);
    const { environments, repository, workflows, policies = {}, compose = () => undefined } = props;
    this.environments = [...environments];
    this.repository = repository === undefined ? undefined : repositoryOf(repository);
    const delivered = environments.find(({ delivery }) => delivery !== undefined);
    if (delivered !== undefined && repository === undefined) {
      throw new PropsError(FLEET, `${delivered.name} is delivered from no repository`, 'set `repository`');
    }
    if (workflows !== undefined && repository === undefined) {
      throw new PropsError(FLEET, 'its workflows would be in no repository', 'set `repository`');
    }
    this.workflows = workflows;
    this.policies = withProduction(policies, environments);
    this.compose = compose;
    refuseTwins('environments', [...environments, { name: FLEET }]);
    refuseTwins('clusters', this.clusters);
  }

  /** Clusters of all environments, each once. */
  get clusters(): readonly Cluster[] {
    return [...new Set(this.environments.flatMap((environment) => environment.clusters))];
  }
}

/** That no environment counts as production, because it is called by another name, must not go unnoticed. */
function withProduction(policies: PolicyParameters, environments: readonly EnvironmentDefinition[]): PolicyParameters {
  const names = environments.map(({ name }) => name);
  const { productionEnvironments } = policies;
  const unknown = productionEnvironments?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new PropsError(
      FLEET,
      `no environment is called "${unknown}", which policies are to take for production`,
      `name one of ${names.join(', ')}`,
    );
  }
  const last = names.at(-1);
  if (productionEnvironments !== undefined || last === undefined || names.includes('production')) return policies;
  return { ...policies, productionEnvironments: [last] };
}

function refuseTwins(what: string, named: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) throw new PropsError('fleet', `two ${what} are called "${name}"`, 'rename one of them');
    seen.add(name);
  }
}

/** The default export of `environments/main.ts`. */
export function defineFleet(props: FleetProps): Fleet {
  return new Fleet(props);
}
