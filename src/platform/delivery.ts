import type { Construct } from 'constructs';
import type { Kind } from '../model/identity';
import type { SetContents } from '../model/set-contents';
import type { Cluster } from './cluster';
import type { FleetScope } from './fleet-scope';
import type { Repository } from './repository';

/** What a GitOps controller has to know of an environment. */
export interface DeliveredEnvironment {
  /** As `defineEnvironment` is told. */
  readonly name: string;
  /** The API servers that get its objects. */
  readonly clusters: readonly Cluster[];
  /** Where the controller finds the deploy tree. */
  readonly repository: Repository;
  /** Folder of the environment in the deploy tree: `overlays/production`. */
  readonly path: string;
  /**
   * Folders below `path` that can be applied on their own, one after the other; undefined where the layout has no such
   * folders.
   */
  readonly stages: readonly string[] | undefined;
  /** Labels of all its objects, which the kustomization in `path` adds and those of the stages do not. */
  readonly labels: Readonly<Record<string, string>>;
  /** Kinds and namespaces of its objects, and the fields that controllers own. */
  readonly contents: SetContents;
}

/** Where a GitOps controller says what became of an environment on one cluster. */
export type DeliveryStatus =
  | {
      /** The status is that of an Application. */
      readonly controller: 'argo-cd';
      /** Name of the cluster that gets the objects. */
      readonly cluster: string;
      /** Namespace of the Application. */
      readonly namespace: string;
      /** Name of the Application. */
      readonly application: string;
    }
  | {
      /** The status is that of Kustomizations. */
      readonly controller: 'flux';
      /** Name of the cluster that gets the objects. */
      readonly cluster: string;
      /** Namespace of the Kustomizations. */
      readonly namespace: string;
      /** Selects its Kustomizations by their labels: `environment=production,…`. */
      readonly selector: string;
    };

/** The controller that delivers to a cluster, as far as who installs it has to know. */
export interface GitOpsController {
  /** Which of them it is. */
  readonly name: 'argo-cd' | 'flux';
  /** Namespace that it runs in. */
  readonly namespace: string;
  /** Whether it runs in the cluster that it delivers to, and not in another one. */
  readonly isLocal: boolean;
  /** Secret of its namespace that it reads the repository's credentials from, where it is told one by name. */
  readonly credentials: string | undefined;
  /** Adds what leads it to all else in the deploy tree: the one thing that nobody but a bootstrap can apply. */
  composeRoot(scope: Construct): Construct;
}

/**
 * How a GitOps controller gets the manifests of environments: `argoCd()` or `flux()`. Environments that share one share
 * what it makes for all of them, such as the project or the source.
 */
export interface Delivery {
  /** Whether the folders of an environment are applied one after the other, each with a prune of its own. */
  readonly isStaged: boolean;
  /** What the controller reads on an object of a kind; what the object itself says wins. */
  annotationsOf(kind: Kind): Readonly<Record<string, string>>;
  /** Adds the objects that the controller delivers the environments by. */
  compose(fleet: FleetScope, environments: readonly DeliveredEnvironment[]): void;
  /** Where to look for what became of an environment. @default nowhere: nothing waits for it */
  statusesOf?(environment: Pick<DeliveredEnvironment, 'name' | 'clusters'>): readonly DeliveryStatus[];
  /** Who delivers to a cluster. @default nobody that we could install */
  controllerFor?(cluster: Cluster, repository: Repository): GitOpsController;
}
