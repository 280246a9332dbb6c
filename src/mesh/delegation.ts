import type { HttpMatch, StringMatch } from './virtual-service';

/**
 * Whether a rule of a delegate is used for what a root rule hands on to it: each of its matches has to fit into one of
 * the root's. A rule without match fits always.
 */
export function fitsInto(root: readonly HttpMatch[], delegate: readonly HttpMatch[]): boolean {
  if (root.length === 0 || delegate.length === 0) return true;
  return delegate.every((match) => root.some((outer) => !contradicts(outer, match)));
}

/** Whether Istio takes the match of a delegate for one that is not within the root's. */
function contradicts(root: HttpMatch, delegate: HttpMatch): boolean {
  return (
    PATHS.some((field) => isOutside(root[field], delegate[field])) ||
    CONDITIONS.some((field) =>
      Object.entries(delegate[field] ?? {}).some(([name, value]) => isOutside(root[field]?.[name], value)),
    ) ||
    (root.ignoreUriCase ?? false) !== (delegate.ignoreUriCase ?? false) ||
    ((root.port ?? 0) > 0 && (delegate.port ?? 0) > 0 && root.port !== delegate.port) ||
    ((root.sourceNamespace ?? '') !== '' && root.sourceNamespace !== delegate.sourceNamespace) ||
    Object.entries(delegate.sourceLabels ?? {}).some(
      ([name, value]) => root.sourceLabels?.[name] !== undefined && root.sourceLabels[name] !== value,
    ) ||
    isAboutOtherGateways(root.gateways ?? [], delegate.gateways ?? [])
  );
}

const PATHS = ['uri', 'scheme', 'method', 'authority'] as const;
const CONDITIONS = ['headers', 'withoutHeaders', 'queryParams'] as const;

/** What a regular expression has in common with anything is not asked, nor what is within a header that is just there. */
function isOutside(root: StringMatch | undefined, delegate: StringMatch | undefined): boolean {
  if (root === undefined || delegate === undefined) return false;
  if (isSet(root.regex) || isSet(delegate.regex)) return true;
  if (isSet(root.exact)) return delegate.exact !== root.exact;
  const value = isSet(delegate.prefix) ? delegate.prefix : delegate.exact;
  return !isSet(root.prefix) || !isSet(value) || !value.startsWith(root.prefix);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function isAboutOtherGateways(root: readonly string[], delegate: readonly string[]): boolean {
  if (root.length === 0 || delegate.length === 0) return false;
  return delegate.length > root.length || delegate.some((gateway) => !root.includes(gateway));
}
