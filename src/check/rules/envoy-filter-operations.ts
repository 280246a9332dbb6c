import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { EnvoyFilterSpec, specOf } from '../../mesh/specs';
import type { Manifest } from '../../model/manifest';
import type { Complaint, Explanation, Rule } from '../rule';

type ConfigPatch = NonNullable<EnvoyFilterSpec['configPatches']>[number];

/** A patch with what its operation needs. */
interface Patch {
  readonly manifest: Manifest;
  readonly index: number;
  readonly applyTo: string;
  readonly operation: string;
  readonly priority: number;
  /** Name of the filter that is patched, where one is stated. */
  readonly filter: string;
  readonly hasProxyVersion: boolean;
}

const ROUTES = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];
const REPLACEABLE = ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'];

const PRIORITY = '  priority: 10\n';

/** An example. Each patch is in flow style, on one line. */
const filter = (patches: readonly string[], priority = ''): string => `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: filter, namespace: edge }
spec:
${priority}  configPatches:
${patches.map((patch) => `    - ${patch}\n`).join('')}`;

const lua = (operation: string, proxy = ''): string =>
  `{ applyTo: HTTP_FILTER, match: { context: GATEWAY${proxy} }, patch: { operation: ${operation}, value: { name: envoy.filters.http.lua } } }`;
const versionedLua = lua('INSERT_FIRST', ", proxy: { proxyVersion: '1\\.30.*' }");
const route = (operation: string): string =>
  `{ applyTo: HTTP_ROUTE, match: { context: GATEWAY }, patch: { operation: ${operation}, value: { route: { timeout: 5s } } } }`;
const cluster = (operation: string): string =>
  `{ applyTo: CLUSTER, patch: { operation: ${operation}, value: { connect_timeout: 5s } } }`;

const relative: Pick<Explanation, 'effect' | 'fix'> = {
  effect:
    'Istio applies filters without priority by age: a later one finds nothing to attach to, and is dropped silently',
  fix: 'state spec.priority, or use INSERT_FIRST or ADD',
};

/** Where a patch goes relative to another one depends on the order in which they are applied. */
export const relativeOperation: Rule = {
  code: 'IST0151',
  name: 'EnvoyFilterUsesRelativeOperation',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An EnvoyFilter without priority has an operation that is relative to what is there already.',
    ...relative,
    bad: filter([lua('INSERT_BEFORE')]),
    good: filter([lua('INSERT_BEFORE')], PRIORITY),
  },
  check: (mesh) => relativePatches(mesh, false),
};

/** The same, with another filter of that name for some versions of proxies only. */
export const relativeOperationWithVersion: Rule = {
  code: 'IST0155',
  name: 'EnvoyFilterUsesRelativeOperationWithProxyVersion',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An EnvoyFilter without priority is relative to a filter that another patch changes for some proxy versions only.',
    ...relative,
    bad: filter([versionedLua, lua('INSERT_BEFORE')]),
    good: filter([versionedLua, lua('INSERT_BEFORE')], PRIORITY),
  },
  check: (mesh) => relativePatches(mesh, true),
};

/** REPLACE works for filters and virtual hosts. */
export const wrongReplace: Rule = {
  code: 'IST0152',
  name: 'EnvoyFilterUsesReplaceOperationIncorrectly',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'REPLACE is used on something else than a filter or a virtual host.',
    effect: 'the patch is ignored',
    fix: 'use MERGE, or patch HTTP_FILTER, NETWORK_FILTER or VIRTUAL_HOST',
    bad: filter([cluster('REPLACE')]),
    good: filter([cluster('MERGE')]),
  },
  check: (mesh) => wrongPatches(mesh, 'REPLACE', (applyTo) => !REPLACEABLE.includes(applyTo)),
};

/** Routes cannot be added. */
export const wrongAdd: Rule = {
  code: 'IST0153',
  name: 'EnvoyFilterUsesAddOperationIncorrectly',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'ADD is used on a route or a route configuration.',
    effect: 'the patch is ignored',
    fix: 'use INSERT_FIRST for routes, or MERGE',
    bad: filter([route('ADD')]),
    good: filter([route('MERGE')]),
  },
  check: (mesh) => wrongPatches(mesh, 'ADD', (applyTo) => ROUTES.includes(applyTo)),
};

/** Routes cannot be removed. */
export const wrongRemove: Rule = {
  code: 'IST0154',
  name: 'EnvoyFilterUsesRemoveOperationIncorrectly',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'REMOVE is used on a route or a route configuration.',
    effect: 'the patch is ignored',
    fix: 'remove the route where it is made: in the virtual service',
    bad: filter([route('REMOVE')]),
    good: filter([route('MERGE')]),
  },
  check: (mesh) => wrongPatches(mesh, 'REMOVE', (applyTo) => ROUTES.includes(applyTo)),
};

function* wrongPatches(mesh: Mesh, operation: string, isWrong: (applyTo: string) => boolean): Generator<Complaint> {
  for (const patch of patchesOf(mesh)) {
    if (patch.operation !== operation || !isWrong(patch.applyTo)) continue;
    yield complaint(patch, `${operation} does nothing to ${patch.applyTo}`);
  }
}

function* relativePatches(mesh: Mesh, withVersion: boolean): Generator<Complaint> {
  const versioned = new Set<string>();
  for (const patch of patchesOf(mesh)) {
    if (patch.priority === 0 && isRelative(patch) && versioned.has(patch.filter) === withVersion) {
      const about = withVersion ? `, and ${patch.filter || 'it'} is patched for some proxy versions only` : '';
      yield complaint(
        patch,
        `${patch.operation} depends on what is applied before, and no priority says what is${about}`,
      );
    }
    if (patch.hasProxyVersion) versioned.add(patch.filter);
  }
}

function isRelative({ operation, applyTo }: Patch): boolean {
  if (operation === 'REMOVE') return !ROUTES.includes(applyTo);
  if (operation === 'REPLACE') return REPLACEABLE.includes(applyTo);
  return operation === 'INSERT_BEFORE' || operation === 'INSERT_AFTER';
}

function complaint({ manifest, index }: Patch, message: string): Complaint {
  return { manifest, pointer: `/spec/configPatches/${index}/patch/operation`, message };
}

/** Istio stops at the first one that has nothing to patch with. */
function* patchesOf(mesh: Mesh): Generator<Patch> {
  for (const manifest of mesh.all(kinds.EnvoyFilter)) {
    const { configPatches = [], priority = 0 } = specOf<EnvoyFilterSpec>(manifest);
    for (const [index, configPatch] of configPatches.entries()) {
      const { applyTo = '', patch, match } = configPatch;
      if (patch === undefined) break;
      const hasProxyVersion = (match?.proxy?.proxyVersion ?? '') !== '';
      const { operation = '' } = patch;
      yield { manifest, index, applyTo, operation, priority, filter: filterOf(configPatch), hasProxyVersion };
    }
  }
}

function filterOf({ patch, match }: ConfigPatch): string {
  const { value } = patch ?? {};
  if (value === undefined) return '';
  const { name } = value as { readonly name?: unknown };
  return typeof name === 'string' ? name : (match?.listener?.filterChain?.filter?.name ?? '');
}
