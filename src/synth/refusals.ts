import { Edge, tierOf } from '../mesh/apply-order';
import type { Finding } from '../model/finding';
import { describeIdentity } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { OwnedFields } from '../model/owned-field';
import type { Complaint } from './manifests';

/** Codes of what is found while a set is made, before there is anything that rules could look at. */
export const CODES = {
  duplicateIdentity: 'IGO0100',
  backwardReference: 'IGO0105',
  cyclicReference: 'IGO0106',
  foreignLabel: 'IGO0107',
  impossibleManifest: 'IGO0108',
  failedValidation: 'IGO0110',
  fieldOwnedTwice: 'IGO0111',
} as const;

export function duplicateIdentity(first: Manifest, second: Manifest): Finding {
  return {
    code: CODES.duplicateIdentity,
    severity: 'error',
    stage: 'analyze',
    identity: second.identity,
    origin: second.origin,
    related: [first.origin],
    message: `${describeIdentity(second.identity)} is made twice`,
    effect: 'the one that is applied last would replace the other',
    fix: 'rename one of them, or remove it',
  };
}

export function impossibleManifest({ origin, message }: Complaint): Finding {
  return {
    code: CODES.impossibleManifest,
    severity: 'error',
    stage: 'schema',
    origin,
    message: `no manifest can be made of it: ${message}`,
    fix: 'pass plain values; check the paths of JSON patches',
  };
}

/** As cdk8s says it, which would ask the constructs itself. */
export function failedValidation({ origin, message }: Complaint): Finding {
  return {
    code: CODES.failedValidation,
    severity: 'error',
    stage: 'analyze',
    origin,
    message: `[${origin.constructPath ?? ''}] ${message}`,
  };
}

export function backwardReference({ from, to, pointer }: Edge): Finding {
  return {
    code: CODES.backwardReference,
    severity: 'error',
    stage: 'analyze',
    identity: from.identity,
    origin: from.origin,
    related: [to.origin],
    pointer,
    message: `it is applied with the ${tierOf(from.identity)}, before ${describeIdentity(to.identity)}, which it refers to and which comes with the ${tierOf(to.identity)}`,
    effect: 'until the second is applied, the first refers to nothing',
    fix: 'remove the reference: the order of kinds is fixed',
  };
}

export function cyclicReference(cycle: readonly Edge[]): Finding {
  const [{ from: start }] = cycle as [Edge, ...Edge[]];
  const stations = [...cycle.map(({ from }) => from), start].map(({ identity }) => describeIdentity(identity));
  return {
    code: CODES.cyclicReference,
    severity: 'error',
    stage: 'analyze',
    identity: start.identity,
    origin: start.origin,
    related: cycle.slice(1).map(({ from }) => from.origin),
    message: `references lead in a circle: ${stations.join(' → ')}`,
    effect: 'no order of applying them is safe, and Istio drops the routes',
    fix: 'break the circle at one of the references',
  };
}

export function foreignLabel(manifest: Manifest, name: string, value: string): Finding {
  return {
    code: CODES.foreignLabel,
    severity: 'error',
    stage: 'analyze',
    identity: manifest.identity,
    origin: manifest.origin,
    pointer: '/metadata/labels',
    message: `it has the label ${name}: ${manifest.object.metadata.labels?.[name]}, but all of its set have ${name}: ${value}`,
    effect: 'kustomize would set the label of the set',
    fix: 'leave the label to the environment',
  };
}

/** @param pointer the field that both own */
export function fieldOwnedTwice(first: OwnedFields, second: OwnedFields, pointer: string): Finding {
  return {
    code: CODES.fieldOwnedTwice,
    severity: 'error',
    stage: 'analyze',
    identity: second.identity,
    origin: second.origin,
    related: [first.origin],
    pointer,
    message: `${first.owner} and ${second.owner} both own the field`,
    effect: 'each undoes what the other has written',
    fix: 'leave the field to one of them',
  };
}
