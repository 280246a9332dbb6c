export * from './duration';
export * from './finding';
export { describeIdentity, Identity, identityKey, KubernetesObject, ObjectMeta } from './identity';
export { Manifest } from './manifest';
export * from './manifest-set';
export * from './origin';
export { Percent, percent } from './percent';
export * from './props-error';
export * from './release';
