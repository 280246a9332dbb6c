import type { Identity } from '../model/identity';
import type { ObjectChange } from './change';

/** Kinds of which one object takes others with it, or what all of its users reach. */
const GUARDED: ReadonlySet<string> = new Set([
  '/Namespace',
  'networking.istio.io/Gateway',
  'gateway.networking.k8s.io/Gateway',
  'argoproj.io/Application',
  'argoproj.io/ApplicationSet',
  'kustomize.toolkit.fluxcd.io/Kustomization',
]);

/** Enough to take an application out of three environments. */
export const DEFAULT_MOST_DELETIONS = 20;

export interface DeletionLimits {
  /** `KIND/NAMESPACE/NAME`, or `KIND/NAME` for what is in no namespace, in any set. */
  readonly allowed: ReadonlySet<string>;
  /** How many objects may go away without being allowed by name. */
  readonly most: number;
}

/** An object that goes away. */
export interface Deletion {
  readonly set: string;
  readonly identity: Identity;
  readonly version: string;
  /** What allows it. */
  readonly name: string;
  readonly isAllowed: boolean;
  /** Whether it may not go away without being allowed, because of what it is. */
  readonly isGuarded: boolean;
}

export interface DeletionVerdict {
  readonly deletions: readonly Deletion[];
  /** How many may go away without being allowed by name. */
  readonly most: number;
  /** Those that have to be allowed by name, and are not. */
  readonly guarded: readonly Deletion[];
  /** The others that are not allowed by name, where they and the guarded ones are more than may go away. */
  readonly excess: readonly Deletion[];
}

export function judgeDeletions(objects: readonly ObjectChange[], { allowed, most }: DeletionLimits): DeletionVerdict {
  const deletions = objects
    .filter(({ change }) => change === 'removed')
    .map(({ set, identity, version }) => {
      const name = deletionName(identity);
      const isGuarded = GUARDED.has(`${identity.group}/${identity.kind}`);
      return { set, identity, version, name, isAllowed: allowed.has(name), isGuarded };
    });
  const unnamed = deletions.filter(({ isAllowed }) => !isAllowed);
  return {
    deletions,
    most,
    guarded: unnamed.filter(({ isGuarded }) => isGuarded),
    excess: unnamed.length > most ? unnamed.filter(({ isGuarded }) => !isGuarded) : [],
  };
}

export function isSafe({ guarded, excess }: DeletionVerdict): boolean {
  return guarded.length === 0 && excess.length === 0;
}

/** How an object is allowed to go away: `Gateway/istio-system/main`. */
export function deletionName({ kind, namespace, name }: Identity): string {
  return [kind, namespace, name].filter((part) => part !== '').join('/');
}
