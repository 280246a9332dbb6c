import type { Construct } from 'constructs';
import * as l1 from '../../../imports/argoproj.io';
import { listOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { FLAG } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import { APPLICATION_SPEC_SHAPE, ApplicationSpecProps, finalizersOf, specOf } from './application-spec';
import { ARGO_CD_NAMESPACE, ARGO_CD_RESOURCE_SHAPE, ArgoCdResourceProps } from './argo-cd-resource';
import { annotationsOf, NotificationSubscription, SUBSCRIPTION } from './subscription';

/** What an Application and the template of an ApplicationSet have in common, but for the spec. */
export interface ApplicationAnnotations {
  /**
   * Whether differences are what the API server says an apply would change, admission included, and not what a
   * three-way merge in Argo CD guesses.
   * @default true
   */
  readonly serverSideDiff?: boolean | undefined;
  /** @default nobody */
  readonly subscriptions?: readonly NotificationSubscription[] | undefined;
}

export const APPLICATION_ANNOTATIONS_SHAPE = {
  serverSideDiff: optional(FLAG),
  subscriptions: optional(listOf(SUBSCRIPTION)),
} as const;

export function applicationAnnotations(
  { serverSideDiff = true, subscriptions = [] }: ApplicationAnnotations,
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ...(serverSideDiff && { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' }),
    ...annotationsOf(subscriptions),
    ...own,
  };
}

export interface ApplicationProps extends ArgoCdResourceProps, ApplicationSpecProps, ApplicationAnnotations {}

const PROPS = objectOf<ApplicationProps>({
  ...ARGO_CD_RESOURCE_SHAPE,
  ...APPLICATION_SPEC_SHAPE,
  ...APPLICATION_ANNOTATIONS_SHAPE,
});

/**
 * A folder of Git, or a chart, that Argo CD keeps a cluster equal to.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
 */
export class Application extends Resource {
  readonly resource: l1.Application;

  /** @throws PropsError when sources, destinations or sync options exclude each other */
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { name, namespace = ARGO_CD_NAMESPACE, labels, annotations, onDelete } = props;
    this.resource = new l1.Application(this, 'Resource', {
      metadata: {
        ...metadataOf(id, { name, namespace, labels, annotations: applicationAnnotations(props, annotations) }),
        ...finalizersOf(onDelete),
      },
      spec: specOf(this.node.path, props),
    });
  }
}
