import type { CodeEntry } from './explanation';

/** What synth finds while it makes a set, before there is anything that rules could look at. */
export const SYNTH_CODES: readonly CodeEntry[] = [
  {
    code: 'IGO0100',
    name: 'DuplicateIdentity',
    severity: 'error',
    explanation: {
      what: 'Two constructs make an object of the same kind, namespace and name.',
      effect: 'the one that is applied last would replace the other',
      fix: 'rename one of them, or remove it',
    },
  },
  {
    code: 'IGO0105',
    name: 'BackwardReference',
    severity: 'error',
    explanation: {
      what: 'An object refers to one that is applied after it, by the order of kinds.',
      effect: 'until the second is applied, the first refers to nothing',
      fix: 'remove the reference: the order of kinds is fixed',
    },
  },
  {
    code: 'IGO0106',
    name: 'CyclicReference',
    severity: 'error',
    explanation: {
      what: 'References lead in a circle, as of VirtualServices that delegate to each other.',
      effect: 'no order of applying them is safe, and Istio drops the routes',
      fix: 'break the circle at one of the references',
    },
  },
  {
    code: 'IGO0107',
    name: 'ForeignLabel',
    severity: 'error',
    explanation: {
      what: 'An object has a label of its set with another value, such as the environment of another one.',
      effect: 'kustomize would set the label of the set',
      fix: 'leave the label to the environment',
    },
  },
  {
    code: 'IGO0108',
    name: 'ImpossibleManifest',
    severity: 'error',
    explanation: {
      what: 'No manifest can be made of a construct: a JSON patch fails, or a value is no plain data.',
      effect: 'nothing is written',
      fix: 'pass plain values; check the paths of JSON patches',
    },
  },
  {
    code: 'IGO0110',
    name: 'FailedValidation',
    severity: 'error',
    explanation: {
      what: 'A construct has a validation of its own, by `node.addValidation`, and it fails.',
      effect: 'nothing is written',
      fix: 'mend what it names',
    },
  },
  {
    code: 'IGO0111',
    name: 'FieldOwnedTwice',
    severity: 'error',
    explanation: {
      what: 'Two controllers write the same field of an object while a release is rolled out.',
      effect: 'each undoes what the other has written',
      fix: 'leave the field to one of them',
    },
  },
  {
    code: 'IGO0112',
    name: 'MovedToAnotherStage',
    severity: 'warning',
    explanation: {
      what: 'An object moves from a folder that one Kustomization of Flux applies to that of another.',
      effect: 'when the first is applied before the other, the object is deleted for as long as that takes',
      fix: 'leave it where it is, or annotate it with kustomize.toolkit.fluxcd.io/prune: disabled in a commit before',
    },
  },
];
