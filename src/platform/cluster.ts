import { objectOf, optional } from '../model/props';
import { LABELS, TEXT } from '../model/props-values';

/** An API server that an environment is delivered to. */
export interface Cluster {
  /** Unique in the fleet; a DNS label, because it names objects. */
  readonly name: string;
  /** URL of the API server. @default the cluster that the GitOps controller runs in */
  readonly server?: string | undefined;
  /** Region of the cloud, for labels and locality. @default none */
  readonly region?: string | undefined;
  /**
   * What else differs from cluster to cluster: values for `${NAME}` in manifests, by name. Flux substitutes them; Argo
   * CD has no such thing.
   * @default none
   */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

export const CLUSTER = objectOf<Cluster>({
  name: TEXT,
  server: optional(TEXT),
  region: optional(TEXT),
  variables: optional(LABELS),
});
