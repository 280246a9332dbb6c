import type { Construct } from 'constructs';
import * as l1 from '../../../imports/flagger.app';
import { having, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

export interface AlertProviderProps extends ResourceProps {
  /** Who the messages go to. */
  readonly type: 'slack' | 'msteams' | 'discord' | 'rocket' | 'gchat';
  /**
   * Secret in the same namespace with the URL of the hook as `address`; for a bot with where bots post, such as
   * `https://slack.com/api/chat.postMessage`, and its `token`. No prop takes the URL itself: who has it can post, and
   * Flagger's schema refuses an address beside a Secret.
   */
  readonly secretName: string;
  /** @default the one that the hook belongs to */
  readonly channel?: string | undefined;
  /** Name that the alerts are posted under. @default the name of Flagger's own release */
  readonly username?: string | undefined;
  /** URL of an HTTP proxy on the way. @default none */
  readonly proxy?: string | undefined;
}

/** An alert provider that canaries refer to, whoever owns it. */
export interface IAlertProvider {
  /** Name of the object. */
  readonly name: string;
  /** Namespace of the object. */
  readonly namespace: string;
}

export const ALERT_PROVIDER = having<IAlertProvider>({ name: 'string', namespace: 'string' }, 'pass an AlertProvider');

const PROPS = objectOf<AlertProviderProps>({
  ...RESOURCE_SHAPE,
  type: oneOf('slack', 'msteams', 'discord', 'rocket', 'gchat'),
  secretName: TEXT,
  channel: optional(TEXT),
  username: optional(TEXT),
  proxy: optional(TEXT),
});

/**
 * Where Flagger tells of rollouts.
 *
 * @see https://docs.flagger.app/usage/alerting#canary-configuration
 */
export class AlertProvider extends Resource implements IAlertProvider {
  /** An alert provider that another repository owns. */
  static fromName(scope: Construct, id: string, props: ExternalProps): IAlertProvider {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { group: 'flagger.app', kind: 'AlertProvider', namespace, name });
    return { name, namespace };
  }

  readonly resource: l1.AlertProvider;

  constructor(scope: Construct, id: string, props: AlertProviderProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { type, secretName, channel, username, proxy, ...rest } = props;
    this.resource = new l1.AlertProvider(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: { type, channel, username, proxy, secretRef: { name: secretName } },
    });
  }
}
