import type { Construct } from 'constructs';
import * as l1 from '../../../imports/notification.toolkit.fluxcd.io';
import { objectOf, optional, PropCheck, valueOf, wantedWord } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import {
  FLUX_RESOURCE_SHAPE,
  FluxResourceProps,
  inFluxNamespace,
  SECRET_REFERENCE,
  SecretReference,
} from './flux-resource';

/** What a {@link Provider} sends notifications to, such as `slack` or `github`. */
export type ProviderType = l1.ProviderSpec['type'];

/** Types that write the status of a commit, where people look at it. */
export const COMMIT_STATUS_TYPES = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
] as const satisfies readonly ProviderType[];

/** Types of a {@link Provider} that write the status of a commit, where people look at it. */
export type CommitStatusType = (typeof COMMIT_STATUS_TYPES)[number];

const OTHER_TYPES = [
  'slack',
  'discord',
  'msteams',
  'rocket',
  'generic',
  'generic-hmac',
  'giteapullrequestcomment',
  'googlechat',
  'googlepubsub',
  'webex',
  'sentry',
  'azureeventhub',
  'telegram',
  'lark',
  'matrix',
  'opsgenie',
  'alertmanager',
  'grafana',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'pagerduty',
  'datadog',
  'nats',
  'zulip',
  'otel',
] as const satisfies readonly Exclude<ProviderType, CommitStatusType>[];

const TYPES: readonly string[] = [...COMMIT_STATUS_TYPES, ...OTHER_TYPES];

export const PROVIDER_TYPE: PropCheck<ProviderType> = valueOf(wantedWord(TYPES), (value) =>
  TYPES.includes(value as string),
);

export interface ProviderProps extends FluxResourceProps {
  /** The service that is told, whose API decides what `address`, `channel` and the Secret mean. */
  readonly type: ProviderType;
  /** Channel of a chat. @default none */
  readonly channel?: string | undefined;
  /**
   * Where to, if that is no secret. The address of a webhook is one: it belongs in `address` of the Secret.
   * @default what the Secret says
   */
  readonly address?: string | undefined;
  /** `address`, `token` and what else the type needs. @default none */
  readonly secretRef?: SecretReference | undefined;
  /** CEL of the name of a commit status. @default kind, name, and an id of the provider */
  readonly commitStatusExpr?: string | undefined;
}

const PROPS = objectOf<ProviderProps>({
  ...FLUX_RESOURCE_SHAPE,
  type: PROVIDER_TYPE,
  channel: optional(TEXT),
  address: optional(TEXT),
  secretRef: optional(SECRET_REFERENCE),
  commitStatusExpr: optional(TEXT),
});

/** Addresses that let whoever knows them post. */
const SECRET_ADDRESS =
  /^https:\/\/(hooks\.slack\.com\/|discord(app)?\.com\/api\/webhooks\/|[^/]*\.webhook\.office\.com\/)/;

/**
 * Where notifications go.
 *
 * @see https://fluxcd.io/flux/components/notification/providers/
 */
export class Provider extends Resource {
  readonly resource: l1.Provider;

  /** @throws PropsError when a secret would stand in Git, or the type has no commit status to name */
  constructor(scope: Construct, id: string, props: ProviderProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { type, channel, address, secretRef, commitStatusExpr, ...rest } = props;
    const where = this.node.path;
    if (address !== undefined && SECRET_ADDRESS.test(address)) {
      const what = 'address is a webhook that whoever reads it can post to';
      throw new PropsError(where, what, 'put it into `address` of a Secret, and name that in `secretRef`');
    }
    if (commitStatusExpr !== undefined && !(COMMIT_STATUS_TYPES as readonly string[]).includes(type)) {
      const fix = `remove it, or use one of ${COMMIT_STATUS_TYPES.join(', ')}`;
      throw new PropsError(where, `commitStatusExpr is set, and type is '${type}', which writes no status`, fix);
    }
    this.resource = new l1.Provider(this, 'Resource', {
      metadata: metadataOf(id, inFluxNamespace(rest)),
      spec: { type, channel, address, secretRef, commitStatusExpr },
    });
  }
}
