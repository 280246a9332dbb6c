export * from './argo-cd';
export { ArgoCdConfig, ArgoCdConfigProps } from './config';
export { ArgoCdInstallation, ArgoCdInstallationProps } from './installation';
export {
  NOTIFICATION_TRIGGERS,
  NotificationsProps,
  NotificationTrigger,
  SlackNotificationsProps,
  WebhookNotificationsProps,
} from './notifications';
export { ArgoCdRoot, ArgoCdRootProps } from './root';
