export * from './config-map';
export * from './namespace';
export * from './network-policy';
export * from './service';
export * from './service-account';
