export * from './config-map';
export * from './namespace';
export * from './network-policy';
export { ISecret } from './secret-reference';
export * from './service';
export * from './service-account';
