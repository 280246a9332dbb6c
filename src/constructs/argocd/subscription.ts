import { objectOf, someOf } from '../../model/props';
import { TEXT } from '../../model/props-values';

/** Who is told about what becomes of an Application. */
export interface NotificationSubscription {
  /** Triggers of `argocd-notifications-cm`, such as `on-sync-failed`. */
  readonly triggers: readonly string[];
  /** Service of `argocd-notifications-cm`: `slack`, or the name of a webhook. */
  readonly service: string;
  /** Channels or addresses; `['']` for a webhook, which has none. */
  readonly recipients: readonly string[];
}

export const SUBSCRIPTION = objectOf<NotificationSubscription>({
  triggers: someOf(TEXT),
  service: TEXT,
  recipients: someOf(TEXT),
});

/**
 * Subscriptions as the annotations that Argo CD's notifications controller reads.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/subscriptions/
 */
export function annotationsOf(subscriptions: readonly NotificationSubscription[]): Record<string, string> {
  const recipientsOf = new Map<string, string[]>();
  for (const { triggers, service, recipients } of subscriptions) {
    for (const trigger of triggers) {
      const annotation = `notifications.argoproj.io/subscribe.${trigger}.${service}`;
      recipientsOf.set(annotation, [...(recipientsOf.get(annotation) ?? []), ...recipients]);
    }
  }
  return Object.fromEntries([...recipientsOf].map(([annotation, all]) => [annotation, [...new Set(all)].join(';')]));
}
