import { append } from '../../mesh/group';
import { ROOT_NAMESPACE } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { Labels, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import { addCondition, ProbedHost } from './probe';
import type { Sender } from './sender';
import { anybody, callerOfPrincipal } from './workload-senders';

/** An authorization policy, as far as probes need it. */
export interface Policy {
  readonly selector: Labels | undefined;
  readonly rules: readonly PolicyRule[];
}

/** What a rule tells apart. */
export interface PolicyRule {
  readonly callers: readonly Sender[];
  readonly paths: readonly string[];
  readonly methods: readonly string[];
}

/** Pods that policies are for. */
interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Found by one of the labels that they select, so that no service looks at all of them. */
export class Policies {
  private readonly byLabel = new Map<string, Policy[]>();

  constructor(mesh: Mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      if (hasTarget(manifest)) continue;
      const { rules = [], selector } = specOf<AuthorizationPolicySpec & PolicySpec>(manifest);
      const labels = selector?.matchLabels;
      const [first] = Object.entries(labels ?? {});
      append(this.byLabel, keyOf(manifest.identity.namespace, first), { selector: labels, rules: rules.map(ruleOf) });
    }
  }

  *of({ namespace, labels }: Pods): Generator<Policy> {
    for (const where of namespace === ROOT_NAMESPACE ? [namespace] : [namespace, ROOT_NAMESPACE]) {
      yield* this.byLabel.get(keyOf(where)) ?? [];
    }
    for (const label of Object.entries(labels)) {
      for (const policy of this.byLabel.get(keyOf(namespace, label)) ?? []) {
        if (selects(policy.selector, labels)) yield policy;
      }
    }
  }
}

function keyOf(namespace: string, [name, value]: readonly [string, string] | readonly [] = []): string {
  return name === undefined ? namespace : `${namespace}/${name}=${value}`;
}

function ruleOf({ from = [], to = [] }: NonNullable<AuthorizationPolicySpec['rules']>[number]): PolicyRule {
  return {
    callers: from.flatMap(({ source = {} }) => [
      ...(source.principals ?? []).flatMap(callerOfPrincipal),
      ...(source.namespaces ?? []).filter(isPlain).map((namespace) => anybody(namespace)),
    ]),
    paths: to.flatMap(({ operation }) => (operation?.paths ?? []).flatMap(pathOf)),
    methods: to.flatMap(({ operation }) => (operation?.methods ?? []).filter(isPlain)),
  };
}

function isPlain(text: string): boolean {
  return !text.includes('*');
}

/** A path that a policy means; templates and suffixes are left to the paths of routes. */
function pathOf(pattern: string): readonly string[] {
  const path = pattern.endsWith('*') ? `${pattern.slice(0, -1)}x` : pattern;
  return path.startsWith('/') && !/[*{}]/.test(path) ? [path] : [];
}

/** Adds to a host what a rule tells apart. */
export function addPolicyRule(host: ProbedHost, { paths, methods }: PolicyRule): void {
  for (const path of paths) host.paths.add(path);
  for (const method of methods) addCondition(host, { method });
}
