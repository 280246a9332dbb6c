import type { Construct } from 'constructs';
import * as l1 from '../../../imports/argoproj.io';
import { fieldsOf, listOf, objectOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';
import type { Kind } from '../../model/identity';
import { metadataOf, Resource } from '../resource';
import { ARGO_CD_NAMESPACE, ARGO_CD_RESOURCE_SHAPE, ArgoCdResourceProps } from './argo-cd-resource';

/** A project, ours or one that another repository owns. */
export interface IAppProject {
  /** Its name, by which Applications refer to it. */
  readonly projectName: string;
}

export interface AppProjectProps extends ArgoCdResourceProps {
  /** @default none */
  readonly description?: string | undefined;
  /** Repositories that Applications may deliver from. */
  readonly sourceRepos: readonly string[];
  /** Clusters, by `server` or `name`, and namespaces in them that Applications may deliver to. */
  readonly destinations: readonly l1.Destination[];
  /** Kinds without a namespace that Applications may deliver; `[]` is none. */
  readonly clusterResourceWhitelist: readonly Kind[];
  /** Kinds in namespaces that Applications may deliver; `[]` is none. */
  readonly namespaceResourceWhitelist: readonly Kind[];
  /** Who may do what with the project's Applications. @default as `argocd-rbac-cm` says */
  readonly roles?: readonly l1.AppProjectRoles[] | undefined;
  /** When Applications may be synced. @default always */
  readonly syncWindows?: readonly l1.AppProjectSyncWindows[] | undefined;
  /** Whether objects in the namespaces that no Application delivers are warned of. @default they are not looked for */
  readonly orphanedResources?: l1.AppProjectOrphanedResources | undefined;
}

const KIND = objectOf<Kind>({ group: TEXT, kind: TEXT });

const PROPS = objectOf<AppProjectProps>({
  ...ARGO_CD_RESOURCE_SHAPE,
  description: optional(TEXT),
  sourceRepos: someOf(TEXT),
  destinations: someOf(
    fieldsOf<l1.Destination>({ server: optional(TEXT), name: optional(TEXT), namespace: optional(TEXT) }),
  ),
  clusterResourceWhitelist: listOf(KIND),
  namespaceResourceWhitelist: listOf(KIND),
  roles: optional(listOf(fieldsOf<l1.AppProjectRoles>({ name: TEXT, policies: optional(listOf(TEXT)) }))),
  syncWindows: optional(listOf(fieldsOf<l1.AppProjectSyncWindows>())),
  orphanedResources: optional(fieldsOf<l1.AppProjectOrphanedResources>()),
});

const EVERY_KIND: Kind = { group: '*', kind: '*' };

/**
 * What Applications may deliver, from where and to where. Nothing is allowed that is not listed.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export class AppProject extends Resource implements IAppProject {
  /** A project that another repository owns, such as Argo CD's own `default`. */
  static fromName(name: string): IAppProject {
    checkProps('AppProject.fromName', TEXT, name, 'name');
    return { projectName: name };
  }

  readonly resource: l1.AppProject;

  /** @throws PropsError when a destination names no cluster or namespace, or a policy is of another role */
  constructor(scope: Construct, id: string, props: AppProjectProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { name, namespace = ARGO_CD_NAMESPACE, labels, annotations, namespaceResourceWhitelist, ...spec } = props;
    for (const destination of spec.destinations) checkDestination(this.node.path, destination);
    for (const role of spec.roles ?? []) checkRole(this.node.path, name ?? id, role);
    this.resource = new l1.AppProject(this, 'Resource', {
      metadata: metadataOf(id, { name, namespace, labels, annotations }),
      spec: {
        ...spec,
        // Argo CD drops an empty list when it writes the project, and without a list every kind is allowed.
        ...(namespaceResourceWhitelist.length === 0
          ? { namespaceResourceBlacklist: [EVERY_KIND] }
          : { namespaceResourceWhitelist }),
      },
    });
  }

  /** Its name, by which Applications refer to it. */
  get projectName(): string {
    return this.name;
  }
}

function checkDestination(where: string, { server, name, namespace }: l1.Destination): void {
  if ((server === undefined) === (name === undefined)) {
    throw new PropsError(where, 'a destination is not one cluster', 'set `server` or `name`, or "*" for all');
  }
  if (namespace === undefined) {
    throw new PropsError(where, 'a destination has no namespace', 'set `namespace`, or "*" for all');
  }
}

function checkRole(where: string, project: string, { name, policies = [] }: l1.AppProjectRoles): void {
  const subject = `proj:${project}:${name}`;
  const foreign = policies.find((policy) => policy.split(',')[1]?.trim() !== subject);
  if (foreign === undefined) return;
  throw new PropsError(
    where,
    `the policy "${foreign}" names another role than ${name} of this project, and Argo CD would refuse the project`,
    `write p, ${subject}, applications, …`,
  );
}
