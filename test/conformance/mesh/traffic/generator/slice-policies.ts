import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { authorizationPolicy } from './authorization';
import { istioObject } from './objects';
import { APPLICATIONS, GATEWAYS, type Scope, scopeOf } from './scopes';
import { rarely } from './vocabulary';

type Objects = readonly KubernetesObject[];

/** Policies for the hosts of one mesh, at pods that it shares with the others. */
export interface SlicePolicies {
  readonly objects: Objects;
  /** Those of which nothing is let through but what one of the policies allows. */
  readonly guarded: readonly Guarded[];
}

interface Guarded {
  readonly scope: Scope;
  readonly hosts: readonly string[];
}

export function slicePolicies(slice: number): fc.Arbitrary<SlicePolicies> {
  const [ingress, egress] = GATEWAYS as readonly [Scope, Scope];
  const [web, , items] = APPLICATIONS as readonly [Scope, Scope, Scope];
  const [inside, outside] = [`*.s${slice}.test`, `*.s${slice}.example`];
  const guarded: readonly Guarded[] = [
    { scope: ingress, hosts: [inside] },
    { scope: egress, hosts: [outside] },
    { scope: web, hosts: [`web-${slice}.*`, inside] },
    { scope: items, hosts: [`items-${slice}.*`, inside] },
  ];
  return fc.tuple(...guarded.map((one) => policiesOf(one, slice))).map((lists) => ({
    objects: lists.flatMap(({ objects }) => objects),
    guarded: lists.flatMap((list) => list.guarded),
  }));
}

function policiesOf({ scope, hosts }: Guarded, slice: number): fc.Arbitrary<SlicePolicies> {
  const own: Scope = { ...scope, name: `${scope.name}-${slice}` };
  return fc
    .tuple(
      rarely(authorizationPolicy(own, 'ALLOW', hosts), 10),
      rarely(authorizationPolicy(own, 'DENY', hosts), 2),
      rarely(authorizationPolicy(own, 'CUSTOM', hosts), 6),
    )
    .map(([allowing, ...others]) => ({
      objects: [allowing, ...others].filter((object) => object !== undefined),
      guarded: allowing === undefined ? [] : [{ scope, hosts }],
    }));
}

/** Lets through what no slice guards, at pods where some slice guards something. */
export function allowOthers(all: readonly SlicePolicies[]): Objects {
  const guarded = all.flatMap((policies) => policies.guarded);
  return [...new Set(guarded.map(({ scope }) => scope))].map((scope) => {
    const notHosts = guarded.filter((one) => one.scope === scope).flatMap(({ hosts }) => hosts);
    return istioObject('AuthorizationPolicy', scope.namespace, `${scope.name}-others`, {
      ...scopeOf(scope),
      rules: [{ to: [{ operation: { notHosts } }] }],
    });
  });
}
