import type { Construct } from 'constructs';
import * as l1 from '../../../imports/notification.toolkit.fluxcd.io';
import { fieldsOf, having, listOf, objectOf, oneOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import { FLUX_RESOURCE_SHAPE, FluxResourceProps, inFluxNamespace } from './flux-resource';
import type { Provider } from './provider';

/** Objects whose events an {@link Alert} sends: of a kind, by name or labels, as Flux has them. */
export type EventSource = l1.AlertEventSources;

export interface AlertProps extends FluxResourceProps {
  /** In the same namespace. */
  readonly provider: Provider;
  /** Objects whose events are sent; the name `*` is all of a kind. */
  readonly eventSources: readonly EventSource[];
  /** Whether successes are sent too. @default 'error': failures alone */
  readonly eventSeverity?: 'info' | 'error' | undefined;
  /** What else a notification says: `cluster`, `environment`, `summary`. @default nothing */
  readonly eventMetadata?: Readonly<Record<string, string>> | undefined;
  /** Regular expressions of messages that are not sent. @default none */
  readonly exclusionList?: readonly string[] | undefined;
}

const PROPS = objectOf<AlertProps>({
  ...FLUX_RESOURCE_SHAPE,
  provider: having<Provider>({ name: 'string', namespace: 'string' }, 'pass a Provider'),
  eventSources: someOf(fieldsOf<EventSource>({ name: TEXT })),
  eventSeverity: optional(oneOf('info', 'error')),
  eventMetadata: optional(LABELS),
  exclusionList: optional(listOf(TEXT)),
});

/**
 * Which events are sent where.
 *
 * @see https://fluxcd.io/flux/components/notification/alerts/
 */
export class Alert extends Resource {
  readonly resource: l1.Alert;

  /** @throws PropsError when the provider is in another namespace, where Flux does not look for it */
  constructor(scope: Construct, id: string, props: AlertProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { provider, eventSources, eventSeverity = 'error', eventMetadata, exclusionList, ...rest } = props;
    const metadata = metadataOf(id, inFluxNamespace(rest));
    const { namespace = '' } = metadata;
    if (provider.namespace !== namespace) {
      const what = `its provider is in ${provider.namespace}, and Flux looks for it in ${namespace} alone`;
      throw new PropsError(this.node.path, what, 'put both into one namespace');
    }
    this.resource = new l1.Alert(this, 'Resource', {
      metadata,
      spec: { providerRef: { name: provider.name }, eventSeverity, eventSources, eventMetadata, exclusionList },
    });
  }
}
