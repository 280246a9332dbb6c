export * from './config-map';
export * from './namespace';
export * from './service';
export * from './service-account';
