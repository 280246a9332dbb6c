import { stringify } from 'yaml';
import { objectOf, optional, recordOf, valueOf } from '../../model/props';
import { TEXT } from '../../model/props-values';

/** Services that Argo CD can send notifications by. */
export interface NotificationsProps {
  /** @default no Slack */
  readonly slack?: SlackNotificationsProps | undefined;
  /** Other services that take JSON by HTTP POST, by name. @default none */
  readonly webhooks?: Readonly<Record<string, WebhookNotificationsProps>> | undefined;
}

/** How Argo CD signs in to Slack. */
export interface SlackNotificationsProps {
  /** Key of the Secret `argocd-notifications-secret` that holds the token of the app. @default 'slack-token' */
  readonly tokenKey?: string | undefined;
}

/** A service that takes JSON by HTTP POST. */
export interface WebhookNotificationsProps {
  /** Where to. It is in Git, so no token belongs into it. */
  readonly url: string;
  /** Key of the Secret `argocd-notifications-secret` that holds the bearer token. @default no token */
  readonly tokenKey?: string | undefined;
}

/** A token in its place would end up in Git; those of Slack begin with `xox` and a letter. */
const SECRET_KEY = valueOf<string>(
  { fix: 'pass the key of the Secret that holds the token, such as slack-token', hidesText: true },
  (value) => typeof value === 'string' && /^[A-Za-z][\w-]{0,62}$/.test(value) && !/^xox[a-z]-/.test(value),
);

export const NOTIFICATIONS = objectOf<NotificationsProps>({
  slack: optional(objectOf<SlackNotificationsProps>({ tokenKey: optional(SECRET_KEY) })),
  webhooks: optional(recordOf(objectOf<WebhookNotificationsProps>({ url: TEXT, tokenKey: optional(SECRET_KEY) }))),
});

interface Trigger {
  readonly description: string;
  /** In the language of https://expr-lang.org. */
  readonly when: string;
  readonly template: string;
  /** What to say of the Application, as a Go template. */
  readonly message: string;
  readonly emoji: string;
  readonly colour: string;
}

const NAME = '{{.app.metadata.name}}';
const OPERATION = 'app.status.operationState';

const TRIGGERS = {
  'on-sync-failed': {
    description: 'A sync has failed',
    when: `${OPERATION} != nil and ${OPERATION}.phase in ['Error', 'Failed']`,
    template: 'app-sync-failed',
    message: `The sync of ${NAME} failed: {{.app.status.operationState.message}}`,
    emoji: ':exclamation:',
    colour: '#E96D76',
  },
  'on-health-degraded': {
    description: 'An object that was delivered is refused, or broken',
    when: "app.status.health.status == 'Degraded'",
    template: 'app-health-degraded',
    message: `${NAME} is degraded`,
    emoji: ':exclamation:',
    colour: '#f4c030',
  },
  'on-deployed': {
    description: 'A commit has been delivered, and all of it is healthy',
    when: `${OPERATION} != nil and ${OPERATION}.phase in ['Succeeded'] and app.status.health.status == 'Healthy'`,
    template: 'app-deployed',
    message: `${NAME} runs {{.app.status.operationState.syncResult.revision}}`,
    emoji: ':white_check_mark:',
    colour: '#18be52',
  },
  'on-sync-status-unknown': {
    description: 'Argo CD cannot compare Git and the cluster',
    when: "app.status.sync.status == 'Unknown'",
    template: 'app-sync-status-unknown',
    message: `Argo CD cannot tell whether ${NAME} is in sync`,
    emoji: ':exclamation:',
    colour: '#E96D76',
  },
} as const satisfies Record<string, Trigger>;

/** Names of the triggers that {@link ArgoCdConfig} defines, for subscriptions. */
export type NotificationTrigger = keyof typeof TRIGGERS;

/** All {@link NotificationTrigger}s, such as for subscriptions to everything. */
export const NOTIFICATION_TRIGGERS = Object.keys(TRIGGERS) as readonly NotificationTrigger[];

/**
 * Entries of `argocd-notifications-cm`.
 *
 * @param argocdUrl where people open Argo CD
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/
 */
export function notificationSettings(
  { slack, webhooks = {} }: NotificationsProps,
  argocdUrl: string,
): Record<string, string> {
  const settings: Record<string, string> = { context: stringify({ argocdUrl }) };
  if (slack !== undefined) settings['service.slack'] = stringify({ token: `$${slack.tokenKey ?? 'slack-token'}` });
  for (const [name, { url, tokenKey }] of Object.entries(webhooks)) {
    const authorization = tokenKey === undefined ? [] : [{ name: 'Authorization', value: `Bearer $${tokenKey}` }];
    const headers = [{ name: 'Content-Type', value: 'application/json' }, ...authorization];
    settings[`service.webhook.${name}`] = stringify({ url, headers });
  }
  for (const [name, trigger] of Object.entries(TRIGGERS)) {
    const { description, when, template } = trigger;
    // Once per commit, because health comes and goes while pods do.
    const oncePer = `${OPERATION}?.syncResult?.revision`;
    settings[`trigger.${name}`] = toYaml([{ description, when, oncePer, send: [template] }]);
    settings[`template.${template}`] = toYaml(templateOf(trigger, slack !== undefined, Object.keys(webhooks)));
  }
  return settings;
}

function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}

function templateOf({ message, emoji, colour }: Trigger, withSlack: boolean, webhooks: readonly string[]): object {
  const link = `{{.context.argocdUrl}}/applications/${NAME}`;
  // By toJson, because messages have quotes and line ends in them.
  const attachment = [
    `[{ "title": {{toJson .app.metadata.name}}, "title_link": "${link}", "color": "${colour}", "fields": [`,
    '{ "title": "Sync", "value": {{toJson .app.status.sync.status}}, "short": true },',
    '{ "title": "Health", "value": {{toJson .app.status.health.status}}, "short": true }',
    '{{range .app.status.conditions}}, { "title": {{toJson .type}}, "value": {{toJson .message}} }{{end}}',
    '] }]',
  ];
  const body = [
    '{ "application": {{toJson .app.metadata.name}}, "project": {{toJson .app.spec.project}},',
    '"sync": {{toJson .app.status.sync.status}}, "health": {{toJson .app.status.health.status}},',
    `"url": "${link}" }`,
  ];
  return {
    message: `{{if eq .serviceType "slack"}}${emoji} {{end}}${message}\n${link}\n`,
    ...(withSlack && { slack: { attachments: lines(attachment) } }),
    ...(webhooks.length > 0 && {
      webhook: Object.fromEntries(webhooks.map((name) => [name, { method: 'POST', body: lines(body) }])),
    }),
  };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
