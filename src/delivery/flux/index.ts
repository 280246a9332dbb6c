export { flux, FluxProps, FluxReceiver, ReconciliationProps } from './flux';
export { AutomatedImage, ImageAutomation, ImageAutomationProps } from './image-automation';
export { FluxNotifications, FluxNotificationsProps, NotificationChannel } from './notifications';
export { FluxRoot, FluxRootProps } from './root';
export { GitSource, OciSource } from './source';
