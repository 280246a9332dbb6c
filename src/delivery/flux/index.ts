export { flux, FluxProps, FluxReceiver, GitSource, OciSource, ReconciliationProps } from './flux';
export { AutomatedImage, ImageAutomation, ImageAutomationProps } from './image-automation';
export { FluxNotifications, FluxNotificationsProps, NotificationChannel } from './notifications';
