import { ROOT_NAMESPACE } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import type { Manifest } from '../../model/manifest';
import { escapeSegment, jsonPointer } from '../../model/json-pointer';
import { didYouMean } from '../../model/suggest';
import type { Rule } from '../rule';
import { SYSTEM_NAMESPACES } from '../system-namespaces';

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';
const DATAPLANE = 'istio.io/dataplane-mode';

/** A namespace that does not say whether its pods are in the mesh. */
export const namespaceNotInjected: Rule = {
  code: 'IST0102',
  name: 'NamespaceNotInjected',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A namespace has no label that puts its pods into the mesh or keeps them out.',
    effect: 'its pods get no proxy: no mutual TLS, no routes, no policies for what they send',
    fix: 'label it istio-injection: enabled (or istio.io/rev), istio.io/dataplane-mode: ambient, or istio-injection: disabled',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`,
  },
  *check(mesh) {
    for (const [manifest, labels] of labelledNamespaces(mesh)) {
      if (manifest.identity.name === ROOT_NAMESPACE || labels[DATAPLANE] === 'ambient') continue;
      if ((labels[INJECTION] ?? '') !== '' || labels[REVISION] !== undefined) continue;
      yield { manifest, pointer: '/metadata', message: 'nothing says whether its pods are in the mesh' };
    }
  },
};

/** A namespace that says it twice. */
export const namespaceLabelledTwice: Rule = {
  code: 'IST0123',
  name: 'NamespaceMultipleInjectionLabels',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A namespace has several labels that put its pods into the mesh.',
    effect: 'one of them wins: istio-injection takes the default revision, whatever istio.io/rev says',
    fix: 'keep one of the labels',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled, istio.io/rev: canary } }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/rev: canary } }
`,
  },
  *check(mesh) {
    for (const [manifest, labels] of labelledNamespaces(mesh)) {
      if (manifest.identity.name === ROOT_NAMESPACE) continue;
      const counts = labels[INJECTION] === undefined || labels[INJECTION] === 'enabled';
      const stated = [INJECTION, ...(counts ? [REVISION, DATAPLANE] : [])].filter((name) => labels[name] !== undefined);
      if (stated.length < 2) continue;
      yield {
        manifest,
        pointer: `/metadata/labels/${escapeSegment(stated[1]!)}`,
        message: `it is labelled ${stated.map((name) => `${name}=${labels[name]!}`).join(' and ')}`,
      };
    }
  },
};

/** Words that say no in their own way, and have that effect. */
const OFF = /^(dis|off|no|false|never)/i;

/** A namespace whose label means to put its pods into the mesh, and does not. */
export const unknownInjectionValue: Rule = {
  code: 'IGO0305',
  name: 'UnknownInjectionValue',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The label istio-injection of a namespace has a value that Istio does not know: it knows enabled and disabled.',
    effect: 'its pods get no proxy, even those with sidecar.istio.io/inject: no mutual TLS, no routes, no policies',
    fix: 'write istio-injection: enabled, or disabled if they are to have none',
    bad: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enable } }
`,
    good: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`,
  },
  *check(mesh) {
    for (const [manifest, labels] of labelledNamespaces(mesh)) {
      const value = labels[INJECTION] ?? '';
      if (manifest.identity.name === ROOT_NAMESPACE || labels[DATAPLANE] === 'ambient') continue;
      if (['', 'enabled', 'disabled'].includes(value) || OFF.test(value)) continue;
      yield {
        manifest,
        pointer: jsonPointer(['metadata', 'labels', INJECTION]),
        message: `istio-injection is "${value}"${didYouMean(value, ['enabled'])}`,
      };
    }
  },
};

function* labelledNamespaces(mesh: Mesh): Generator<[Manifest, Readonly<Record<string, string>>]> {
  for (const manifest of mesh.all(kinds.Namespace)) {
    if (!SYSTEM_NAMESPACES.has(manifest.identity.name)) yield [manifest, manifest.object.metadata.labels ?? {}];
  }
}
