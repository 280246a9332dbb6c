import { Duration } from '../../model/duration';
import { objectOf, optional, PropCheck, Shape } from '../../model/props';
import { TEXT } from '../../model/props-values';
import { RESOURCE_SHAPE, ResourceProps } from '../resource';

/** Where `flux bootstrap` and the Flux Operator install the controllers. */
export const FLUX_NAMESPACE = 'flux-system';

/** What every L2 of Flux takes. */
export interface FluxResourceProps extends Omit<ResourceProps, 'namespace'> {
  /** @default 'flux-system' */
  readonly namespace?: string | undefined;
}

export const FLUX_RESOURCE_SHAPE: Shape<FluxResourceProps> = { ...RESOURCE_SHAPE, namespace: optional(TEXT) };

export function inFluxNamespace({ namespace = FLUX_NAMESPACE, ...rest }: FluxResourceProps): ResourceProps {
  return { namespace, ...rest };
}

/** A Secret of the same namespace; what is in it is written by somebody else. */
export interface SecretReference {
  /** Name of the Secret, in the namespace of the object that refers to it. */
  readonly name: string;
}

export const SECRET_REFERENCE: PropCheck<SecretReference> = objectOf<SecretReference>({ name: TEXT });

const MINUTE = Duration.minutes(1).milliseconds;

/** As Flux's own documentation writes durations: `60m` rather than `3600s`. */
export function fluxDuration(duration: Duration): string {
  const minutes = duration.milliseconds / MINUTE;
  return Number.isInteger(minutes) ? `${minutes}m` : duration.toString();
}
