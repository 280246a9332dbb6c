import * as kinds from '../kinds';
import { fitsInto } from '../delegation';
import { resolveHost } from '../host';
import type { Manifest } from '../../model/manifest';
import type { Mesh } from '../mesh';
import { isVisibleIn, scopesOf } from '../visibility';
import { HttpMatch, HttpRule, qualifyGateway, VirtualServiceView } from '../virtual-service';
import { specOf, VirtualServiceSpec } from '../specs';

/** A match of a rule, and where it is written. */
export interface RuleMatch {
  /** Its gateways are qualified. */
  readonly match: HttpMatch;
  readonly manifest: Manifest;
  readonly pointer: string;
}

/** A rule as istiod uses it: hosts are fully qualified, and what a delegate leaves out is the root's. */
export interface EffectiveRule {
  readonly rule: HttpRule;
  /** None takes every request. */
  readonly matches: readonly RuleMatch[];
  /** The virtual service, or the delegate, that it is written in. */
  readonly manifest: Manifest;
  readonly pointer: string;
}

/** A rule of a virtual service that comes to nothing, and why. */
export interface VoidRule {
  readonly manifest: Manifest;
  readonly pointer: string;
  readonly because: string;
  /** Those of the root's rule, which lets no other requests get to it; none for all. */
  readonly matches: readonly RuleMatch[];
  /** How many rules come before it. */
  readonly position: number;
}

export interface EffectiveRules {
  readonly rules: readonly EffectiveRule[];
  readonly voids: readonly VoidRule[];
}

/** The rules of a virtual service in their order, those of delegates in the place of what refers to them. */
export function effectiveRules(virtualService: VirtualServiceView, mesh: Mesh): EffectiveRules {
  const { defaultVirtualServiceExportTo: byDefault } = mesh.config;
  const rules: EffectiveRule[] = [];
  const voids: VoidRule[] = [];
  for (const root of rulesOf(virtualService.manifest)) {
    if (root.rule.delegate === undefined) {
      rules.push(root);
      continue;
    }
    const namespace = root.rule.delegate.namespace ?? virtualService.namespace;
    const name = root.rule.delegate.name ?? '';
    const delegate = mesh.set.get({ ...kinds.VirtualService, namespace, name });
    const passOver = (manifest: Manifest, pointer: string, because: string): void => {
      voids.push({ manifest, pointer, because, matches: root.matches, position: rules.length });
    };
    const problem = delegateProblem(delegate, virtualService.namespace, `${namespace}/${name}`, byDefault);
    if (delegate === undefined || problem !== undefined) {
      passOver(root.manifest, `${root.pointer}/delegate`, problem!);
      continue;
    }
    for (const rule of rulesOf(delegate)) {
      const merged = merge(root, rule);
      if (merged !== undefined) rules.push(merged);
      else passOver(delegate, rule.pointer, `${MISFIT} ${root.pointer}`);
    }
  }
  return { rules, voids };
}

const MISFIT = "what it matches is not within the matches of the root's";

function delegateProblem(
  delegate: Manifest | undefined,
  namespace: string,
  name: string,
  byDefault: readonly string[] | undefined,
): string | undefined {
  if (delegate === undefined) return `there is no virtual service ${name} to hand on to`;
  const { hosts = [], exportTo } = specOf<VirtualServiceSpec>(delegate);
  if (hosts.length > 0) return `virtual service ${name} has hosts of its own, so that it is no delegate`;
  return isVisibleIn(scopesOf(exportTo, delegate.identity.namespace, byDefault), namespace)
    ? undefined
    : `delegate ${name} is not exported to ${namespace}`;
}

function rulesOf(manifest: Manifest): readonly EffectiveRule[] {
  const { namespace } = manifest.identity;
  return (specOf<VirtualServiceSpec>(manifest).http ?? []).map((rule, i) => {
    const pointer = `/spec/http/${i}`;
    return {
      rule: qualify(rule, namespace),
      matches: (rule.match ?? []).map((match, j) => ({
        match: { ...match, gateways: match.gateways?.map((gateway) => qualifyGateway(gateway, namespace)) },
        manifest,
        pointer: `${pointer}/match/${j}`,
      })),
      manifest,
      pointer,
    };
  });
}

function qualify(rule: HttpRule, namespace: string): HttpRule {
  const full = <D extends { readonly host: string }>(destination: D): D => ({
    ...destination,
    host: resolveHost(destination.host, namespace),
  });
  return {
    ...rule,
    route: rule.route?.map((share) => ({ ...share, destination: full(share.destination) })),
    mirror: rule.mirror === undefined ? undefined : full(rule.mirror),
    mirrors: rule.mirrors?.map((mirror) => ({ ...mirror, destination: full(mirror.destination) })),
  };
}

function merge(root: EffectiveRule, delegate: EffectiveRule): EffectiveRule | undefined {
  const matches = mergeMatches(root.matches, delegate.matches);
  if (matches === undefined) return undefined;
  const [outer, inner] = [root.rule, delegate.rule];
  return {
    ...delegate,
    matches,
    rule: {
      ...inner,
      name: joined(outer.name, inner.name),
      rewrite: inner.rewrite ?? outer.rewrite,
      directResponse: inner.directResponse ?? outer.directResponse,
      timeout: inner.timeout ?? outer.timeout,
      retries: inner.retries ?? outer.retries,
      fault: inner.fault ?? outer.fault,
      mirror: inner.mirror ?? outer.mirror,
      mirrorPercent: inner.mirrorPercent ?? outer.mirrorPercent,
      mirror_percent: inner.mirror_percent ?? outer.mirror_percent,
      mirrorPercentage: inner.mirrorPercentage ?? outer.mirrorPercentage,
      mirrors: inner.mirrors ?? outer.mirrors,
      corsPolicy: inner.corsPolicy ?? outer.corsPolicy,
      headers: inner.headers ?? outer.headers,
    },
  };
}

/** Each match of the delegate with each of the root that it is within; undefined where one is within none. */
function mergeMatches(root: readonly RuleMatch[], delegate: readonly RuleMatch[]): readonly RuleMatch[] | undefined {
  if (root.length === 0) return delegate;
  if (delegate.length === 0) return root;
  const merged: RuleMatch[] = [];
  for (const inner of delegate) {
    const fitting = root.filter((outer) => fitsInto([outer.match], [inner.match]));
    if (fitting.length === 0) return undefined;
    for (const outer of fitting) {
      merged.push({ ...inner, match: mergeMatch(outer.match, inner.match) });
    }
  }
  return merged;
}

function mergeMatch(outer: HttpMatch, inner: HttpMatch): HttpMatch {
  return {
    ...inner,
    name: joined(outer.name, inner.name),
    uri: inner.uri ?? outer.uri,
    scheme: inner.scheme ?? outer.scheme,
    method: inner.method ?? outer.method,
    authority: inner.authority ?? outer.authority,
    headers: { ...outer.headers, ...inner.headers },
    withoutHeaders: { ...outer.withoutHeaders, ...inner.withoutHeaders },
    queryParams: { ...outer.queryParams, ...inner.queryParams },
    sourceLabels: { ...outer.sourceLabels, ...inner.sourceLabels },
    port: inner.port === undefined || inner.port === 0 ? outer.port : inner.port,
    sourceNamespace:
      inner.sourceNamespace === undefined || inner.sourceNamespace === ''
        ? outer.sourceNamespace
        : inner.sourceNamespace,
    gateways: inner.gateways === undefined || inner.gateways.length === 0 ? outer.gateways : inner.gateways,
  };
}

function joined(outer = '', inner = ''): string {
  return outer === '' || inner === '' ? outer + inner : `${outer}-${inner}`;
}
