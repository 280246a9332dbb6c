import { scopeOf } from '../schema/registry';
import type { Rule } from '../rule';

/** A DNS subdomain, which the names of all kinds we know are. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** An object states its own namespace: a default of the controller's would decide where it lands. */
export const objectIdentity: Rule = {
  code: 'IGO0101',
  name: 'ImpossibleIdentity',
  severity: 'error',
  stage: 'schema',
  refusedBySynth: true,
  explanation: {
    what: 'An object whose name the API server refuses, or whose namespace is missing, impossible or meaningless.',
    effect: 'the object does not get to the cluster, or not where it belongs',
    fix: 'state metadata.name and metadata.namespace as Kubernetes wants them',
    bad: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default }
spec: { egress: [{ hosts: ['./*'] }] }
`,
    good: `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ['./*'] }] }
`,
  },
  *check({ set }) {
    for (const manifest of set) {
      const { group, kind, namespace, name } = manifest.identity;
      if (name.length > 253 || !NAME.test(name)) {
        yield {
          manifest,
          pointer: '/metadata/name',
          message: `"${name}" is not a name that the API server accepts`,
          fix: 'use lower-case letters, digits, dashes and dots, at most 253 characters',
        };
      }
      const scope = scopeOf(group, kind);
      if (scope === 'Namespaced' && !NAMESPACE.test(namespace)) {
        yield {
          manifest,
          pointer: '/metadata/namespace',
          message: namespace === '' ? 'it states no namespace' : `"${namespace}" is not the name of a namespace`,
          effect: 'the controller that applies it decides where it lands',
          fix: 'state metadata.namespace',
        };
      }
      if (scope === 'Cluster' && namespace !== '') {
        yield {
          manifest,
          pointer: '/metadata/namespace',
          message: `a ${kind} belongs to no namespace, so "${namespace}" means nothing`,
          fix: 'remove metadata.namespace',
        };
      }
    }
  },
};
