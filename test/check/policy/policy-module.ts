import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import type { PolicyResult } from '../../../src/check/policy/findings';
import type { Finding } from '../../../src/model/finding';
import type { KubernetesObject } from '../../../src/model/identity';
import type { PolicyParameters } from '../../../src/model/policy-parameters';

export const MODULE = join(__dirname, '../../../policies/istio.wasm');

/** What the committed policies say of objects, asked of all at once. */
export async function policyModule(): Promise<
  (objects: readonly KubernetesObject[], parameters?: PolicyParameters) => readonly PolicyResult[]
> {
  const policies = await loadPolicy(readFileSync(MODULE), 1024);
  return (objects, parameters = {}) => {
    policies.setData({ istio: { parameters } });
    const [{ result }] = policies.evaluate(objects) as [{ result: PolicyResult[] }];
    return result;
  };
}

/** Results and findings alike, in an order that does not depend on that of the questions. */
export function inOrder(said: readonly (PolicyResult | Finding)[]): readonly string[] {
  return said
    .map((one) => {
      const { severity, pointer = '', message, fix } = one;
      const [policy, resource] = 'code' in one ? [one.code, one.identity] : [one.policy, one.resource];
      const { group, kind, namespace, name } = resource!;
      return JSON.stringify([policy, severity, group, kind, namespace, name, pointer, message, fix]);
    })
    .sort();
}
