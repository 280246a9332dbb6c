import { isRoutingClaim, routingClaimPath } from '../../mesh/http';
import type { Mesh } from '../../mesh/mesh';
import { effectiveRules } from '../../mesh/routing/http-rules';
import type { HttpMatch, StringMatch, VirtualServiceView } from '../../mesh/virtual-service';
import { claimsAt, conditionsOfHeader, joined, methodLike } from './condition';
import { Expressions, textsOf } from './expressions';
import type { Cases, Condition } from './probe';

/** What the matches of a virtual service tell apart, those of its delegates among them. */
export function casesOf(virtualService: VirtualServiceView, mesh: Mesh, expressions: Expressions): readonly Cases[] {
  return effectiveRules(virtualService, mesh).rules.flatMap(({ matches }) =>
    matches.map(({ match }) => casesOfMatch(match, expressions)),
  );
}

function casesOfMatch(match: HttpMatch, expressions: Expressions): Cases {
  const paths = pathsOf(match.uri, expressions);
  const others = match.ignoreUriCase === true ? paths.map((path) => path.toUpperCase()) : [];
  return { paths: [...paths, ...others], conditions: conditionsOf(match, expressions) };
}

/** A prefix is tried as it is, and with something behind it. */
function pathsOf(uri: StringMatch | undefined, expressions: Expressions): readonly string[] {
  if (uri?.exact !== undefined) return [uri.exact];
  if (uri?.prefix !== undefined) {
    const { prefix } = uri;
    return [prefix, `${prefix}${prefix.endsWith('/') ? '' : '/'}x`];
  }
  const texts = uri?.regex === undefined ? [] : expressions.of(uri.regex);
  return texts.filter((text) => text.startsWith('/') && !/[?#\s]/.test(text));
}

/** What is asked for with the first text of each, then with each other text, and with each that there must not be. */
function conditionsOf(match: HttpMatch, expressions: Expressions): readonly Condition[] {
  const { method, authority, headers = {}, queryParams = {}, withoutHeaders = {} } = match;
  const choices: (readonly Condition[])[] = [];
  if (method !== undefined) choices.push(methodsOf(method, expressions).map((text) => ({ method: text })));
  const texts = (one: StringMatch): readonly string[] => textsOf(one, expressions);
  if (authority !== undefined) choices.push(texts(authority).map((text) => ({ headers: { host: text } })));
  for (const [name, value] of Object.entries(headers)) choices.push(headerOf(name, texts(value)));
  for (const [name, value] of Object.entries(queryParams)) {
    choices.push(texts(value).map((text) => ({ query: `${name}=${text}` })));
  }
  const asked = choices.filter((choice) => choice.length > 0);
  const without = Object.entries(withoutHeaders).map(([name, value]) => headerOf(name, texts(value)));
  const first = asked.map(([one]) => one!);
  const all = asked.length === 0 ? [] : [joined(first)];
  for (const [i, choice] of asked.entries()) {
    for (const other of choice.slice(1)) all.push(joined([...first.slice(0, i), other, ...first.slice(i + 1)]));
  }
  for (const other of without.flat()) all.push(joined([...first, other]));
  return all;
}

function methodsOf(match: StringMatch, expressions: Expressions): readonly string[] {
  if (match.prefix === undefined) return textsOf(match, expressions);
  const method = methodLike(match.prefix);
  return method === undefined ? [] : [method];
}

function headerOf(name: string, texts: readonly string[]): readonly Condition[] {
  return isRoutingClaim(name)
    ? texts.map((text) => ({ claims: claimsAt(routingClaimPath(name), text) }))
    : conditionsOfHeader(name, texts);
}
