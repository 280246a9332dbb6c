import type { Manifest } from '../../model/manifest';
import type { Labels } from '../labels';
import type { Semantic } from '../traffic/semantics';
import type { ClientTls } from './client-tls';
import type { PodGroup } from './pods';

/** What a proxy knows by one destination: a host, a port, perhaps a subset. */
export interface Cluster {
  readonly host: string;
  readonly subset?: string;
  readonly port: number;
  /** That all its pods have, as far as they are known. */
  readonly labels: Labels;
  /** Why requests get 503; absent where something is there. */
  readonly problem?: string;
  /** A group for each set of labels; none for what is outside of the mesh. */
  readonly pods: readonly ReachedPods[];
  /** The service or the service entry. */
  readonly manifest?: Manifest;
  /** Where it is written which pods the subset is. */
  readonly definition?: SubsetDefinition;
  readonly tls: ClientTls;
  /** What is not sure about it. */
  readonly doubts: readonly Semantic[];
  /** Whether it is wherever the sender was connecting to. */
  readonly isOriginal?: boolean;
  /** Whether it is said to be outside of the mesh, so that proxies expect no certificates of the mesh there. */
  readonly isExternal?: boolean;
}

export interface SubsetDefinition {
  readonly labels: Labels;
  readonly manifest: Manifest;
  readonly pointer: string;
}

export interface ReachedPods extends PodGroup {
  /** Port that they listen on. */
  readonly port: number;
}
