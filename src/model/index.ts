/**
 * Manifests, sets of them and findings, and the checked values that props take: durations, percentages, rates.
 *
 * @packageDocumentation
 */
export * from './duration';
export * from './finding';
export { describeIdentity, Identity, identityKey, Kind, KubernetesObject, ObjectMeta } from './identity';
export { HealthQuery } from './istio-config-health';
export { Manifest } from './manifest';
export * from './manifest-set';
export * from './origin';
export { OwnedFields } from './owned-field';
export { Percent, percent } from './percent';
export { PolicyExemption, PolicyParameters } from './policy-parameters';
export * from './props-error';
export * from './rate';
export { ReferencedService, ReferencedWorkload } from './referenced-workload';
export { BlueGreenRelease, CanaryRelease, Colour, Release } from './release';
