import type * as l1 from '../../../imports/argoproj.io';
import { fieldsOf, having, listOf, oneOf, optional, Shape } from '../../model/props';
import { PropsError } from '../../model/props-error';
import { NUMBER, TEXT } from '../../model/props-values';
import type { IAppProject } from './app-project';

/** What an Application delivers, from where, to where and how; names as Argo CD's documentation has them. */
export interface ApplicationSpecProps {
  /** What the Application may do. */
  readonly project: IAppProject;
  /** @default none, which only an Application with `sources` can have */
  readonly source?: l1.ApplicationSource | undefined;
  /** Several sources, applied as one. Excludes `source`. @default none */
  readonly sources?: readonly l1.ApplicationSource[] | undefined;
  /** Cluster, by `server` or `name`, and the namespace of objects that name none. */
  readonly destination: l1.Destination;
  /** @default none: people sync */
  readonly syncPolicy?: l1.ApplicationSyncPolicy | undefined;
  /** Fields that others own. Lists that they are in are kept from Git as a whole. @default none */
  readonly ignoreDifferences?: readonly l1.ApplicationIgnoreDifferences[] | undefined;
  /** How many syncs are remembered. @default 10, Argo CD's own */
  readonly revisionHistoryLimit?: number | undefined;
  /**
   * What deleting the Application does to the objects that it delivered.
   * @default 'orphan': they stay
   */
  readonly onDelete?: OnDelete | undefined;
}

/** `foreground` waits until the objects are gone, `background` does not. */
export type OnDelete = 'orphan' | 'foreground' | 'background';

export const APPLICATION_SPEC_SHAPE: Shape<ApplicationSpecProps> = {
  project: having<IAppProject>({ projectName: 'string' }, 'pass an AppProject or AppProject.fromName(name)'),
  source: optional(fieldsOf<l1.ApplicationSource>({ repoURL: TEXT })),
  sources: optional(listOf(fieldsOf<l1.ApplicationSource>({ repoURL: TEXT }))),
  destination: fieldsOf<l1.Destination>({ server: optional(TEXT), name: optional(TEXT), namespace: optional(TEXT) }),
  syncPolicy: optional(
    fieldsOf<l1.ApplicationSyncPolicy>({
      syncOptions: optional(listOf(TEXT)),
      automated: optional(fieldsOf<l1.ApplicationAutomated>()),
    }),
  ),
  ignoreDifferences: optional(listOf(fieldsOf<l1.ApplicationIgnoreDifferences>())),
  revisionHistoryLimit: optional(NUMBER),
  onDelete: optional(oneOf('orphan', 'foreground', 'background')),
};

const FINALIZERS: Readonly<Record<OnDelete, readonly string[]>> = {
  orphan: [],
  foreground: ['resources-finalizer.argocd.argoproj.io'],
  background: ['resources-finalizer.argocd.argoproj.io/background'],
};

/**
 * The part of `metadata` that says it; none where the objects stay.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export function finalizersOf(onDelete: OnDelete = 'orphan'): { finalizers?: string[] } {
  const finalizers = FINALIZERS[onDelete];
  return finalizers.length === 0 ? {} : { finalizers: [...finalizers] };
}

/**
 * The L1 fields of a spec.
 *
 * @param where the path of the construct
 * @throws PropsError when sources, destinations or sync options exclude each other
 */
export function specOf(where: string, props: ApplicationSpecProps): l1.ApplicationSpec {
  const { project, source, sources, destination, syncPolicy, ignoreDifferences, revisionHistoryLimit } = props;
  checkSources(where, source, sources);
  checkDestination(where, destination);
  if (syncPolicy !== undefined) checkSyncPolicy(where, syncPolicy);
  return {
    project: project.projectName,
    source,
    sources,
    destination,
    syncPolicy,
    ignoreDifferences: ignoreDifferences?.length === 0 ? undefined : ignoreDifferences,
    revisionHistoryLimit,
  };
}

function checkSources(
  where: string,
  source: ApplicationSpecProps['source'],
  sources: ApplicationSpecProps['sources'] = [],
): void {
  if (source === undefined && sources.length === 0) {
    throw new PropsError(where, 'it delivers from nowhere', 'set `source`');
  }
  if (source !== undefined && sources.length > 0) {
    throw new PropsError(where, 'Argo CD ignores `source` where there are `sources`', 'set one of them');
  }
}

function checkDestination(where: string, { server, name }: l1.Destination): void {
  if (server !== undefined && name !== undefined) {
    throw new PropsError(where, 'the destination is named twice', 'set `server` or `name`');
  }
  if (server === undefined && name === undefined) {
    throw new PropsError(where, 'the destination is no cluster', 'set `destination.server` or `destination.name`');
  }
}

function checkSyncPolicy(
  where: string,
  { syncOptions = [], managedNamespaceMetadata }: l1.ApplicationSyncPolicy,
): void {
  const malformed = syncOptions.find((option) => !/^\w+=\w+$/.test(option));
  if (malformed !== undefined) {
    const what = `syncOptions has "${malformed}", which is none, and Argo CD would ignore it`;
    throw new PropsError(where, what, 'write Name=value');
  }
  if (syncOptions.includes('Replace=true') && syncOptions.includes('ServerSideApply=true')) {
    throw new PropsError(where, 'with Replace=true nothing is applied on the server side', 'remove one of the two');
  }
  if (managedNamespaceMetadata !== undefined && !syncOptions.includes('CreateNamespace=true')) {
    throw new PropsError(
      where,
      'Argo CD reads managedNamespaceMetadata of namespaces only that it creates',
      'add CreateNamespace=true to `syncOptions`, or remove it',
    );
  }
}
