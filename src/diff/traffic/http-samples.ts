import type { HttpMatch, VirtualServiceView } from '../../mesh/virtual-service';
import { isRoutingClaim } from '../../mesh/http';
import type { Mesh } from '../../mesh/mesh';
import { effectiveRules } from '../../mesh/routing/http-rules';
import { addCondition, type Condition, type ProbedHost } from './probe';
import { sampleOf, valueOf } from './pattern-sample';

type StringMatch = NonNullable<HttpMatch['uri']>;

/** Adds to a host what the rules of a virtual service tell apart, those of its delegates among them. */
export function addRules(host: ProbedHost, virtualService: VirtualServiceView, mesh: Mesh): void {
  for (const { matches } of effectiveRules(virtualService, mesh).rules) {
    for (const { match } of matches) addMatch(host, match);
  }
}

function addMatch(host: ProbedHost, match: HttpMatch): void {
  for (const path of pathsOf(match.uri)) host.paths.add(path);
  const condition = conditionOf(match);
  if (condition !== undefined) addCondition(host, condition);
}

/** A prefix is tried as it is and with something behind it. */
function pathsOf(uri: StringMatch | undefined): readonly string[] {
  if (uri?.exact !== undefined) return [uri.exact];
  if (uri?.prefix !== undefined) return [uri.prefix, `${uri.prefix}${uri.prefix.endsWith('/') ? '' : '/'}x`];
  const sample = uri?.regex === undefined ? undefined : sampleOf(uri.regex);
  return sample?.startsWith('/') === true ? [sample] : [];
}

function conditionOf({ method, headers = {}, queryParams = {} }: HttpMatch): Condition | undefined {
  const sampledHeaders = samples(Object.entries(headers).filter(([name]) => !isRoutingClaim(name) && name[0] !== ':'));
  const query = Object.entries(samples(Object.entries(queryParams)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const sampledMethod = method === undefined ? undefined : methodOf(method);
  if (sampledMethod === undefined && query === '' && Object.keys(sampledHeaders).length === 0) return undefined;
  return {
    ...(sampledMethod !== undefined && { method: sampledMethod }),
    ...(Object.keys(sampledHeaders).length > 0 && { headers: sampledHeaders }),
    ...(query !== '' && { query }),
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** Others than these are no requests. */
function methodOf(match: StringMatch): string | undefined {
  const { prefix } = match;
  return prefix === undefined ? valueOf(match) : METHODS.find((method) => method.startsWith(prefix));
}

function samples(matches: readonly (readonly [string, StringMatch])[]): Record<string, string> {
  const sampled: Record<string, string> = {};
  for (const [name, match] of matches) {
    const value = valueOf(match);
    if (value !== undefined) sampled[name.toLowerCase()] = value;
  }
  return sampled;
}
