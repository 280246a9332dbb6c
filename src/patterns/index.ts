export * from './blue-green-app';
export * from './canary-service';
export * from './ingress-gateway';
export { APPLICATION_LABEL, MeshApplication, MeshApplicationProps, RoutingProps } from './mesh-application';
export * from './mesh-defaults';
export * from './mesh-namespace';
export * from './mesh-service';
export * from './traffic-defaults';
