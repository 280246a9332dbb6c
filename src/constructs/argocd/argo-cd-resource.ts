import { optional, Shape } from '../../model/props';
import { TEXT } from '../../model/props-values';
import { RESOURCE_SHAPE, ResourceProps } from '../resource';

/** Namespace that Argo CD's own manifests install it in. */
export const ARGO_CD_NAMESPACE = 'argocd';

/** Where an object of Argo CD's own lives and what it is called. */
export interface ArgoCdResourceProps extends Omit<ResourceProps, 'namespace'> {
  /** Namespace that Argo CD runs in. @default 'argocd' */
  readonly namespace?: string | undefined;
}

export const ARGO_CD_RESOURCE_SHAPE: Shape<ArgoCdResourceProps> = { ...RESOURCE_SHAPE, namespace: optional(TEXT) };
