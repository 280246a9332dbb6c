import { quote, StringMatch } from './string-match';

/** What the subject is: who connects, such as `spiffe://cluster.local/ns/shop/sa/web`; `''` for nobody. */
const SCHEME = 'spiffe://';

/** `cluster.local/ns/shop/sa/web`, `*`, `cluster.local/*`, `*` before `/sa/web`. */
export function principalMatch(pattern: string): StringMatch {
  if (pattern === '*') return (uri) => uri !== '';
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return (uri) => uri.length >= SCHEME.length + end.length && uri.startsWith(SCHEME) && uri.endsWith(end);
  }
  if (pattern.endsWith('*')) {
    const start = SCHEME + pattern.slice(0, -1);
    return (uri) => uri.startsWith(start);
  }
  return (uri) => uri === SCHEME + pattern;
}

/** `shop`, with `*` anywhere. */
export function namespaceMatch(pattern: string): StringMatch {
  if (!pattern.includes('*')) {
    const part = `/ns/${pattern}/`;
    return (uri) => uri.includes(part);
  }
  const regex = new RegExp(`/ns/${pattern.split('*').map(quote).join('.*')}/`);
  return (uri) => regex.test(uri);
}

/** `web`, of the policy's namespace, or `shop/web`. */
export function serviceAccountMatch(value: string, policyNamespace: string): StringMatch {
  const slash = value.indexOf('/');
  const [namespace, name] = slash < 0 ? [policyNamespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
  const regex = new RegExp(`^${SCHEME}.+/ns/${quote(namespace)}/(.+/|)sa/${quote(name)}(/.+)?$`);
  return (uri) => regex.test(uri);
}

/** `cluster.local`, with one `*` anywhere. */
export function trustDomainMatch(pattern: string): StringMatch {
  if (pattern === '*') return (uri) => uri.startsWith(SCHEME);
  const star = pattern.indexOf('*');
  if (star < 0) {
    const start = `${SCHEME}${pattern}/`;
    return (uri) => uri.startsWith(start);
  }
  const regex = new RegExp(`^${SCHEME}${quote(pattern.slice(0, star))}[^/]*${quote(pattern.slice(star + 1))}/`);
  return (uri) => regex.test(uri);
}
