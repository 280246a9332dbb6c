import type { Json, JsonMap } from '../../model/json';
import { StringMatch, stringMatch } from './string-match';

/**
 * Whether a token is of an issuer and for a subject: `issuer/subject`, where the last slash divides, since issuers are
 * URLs. A `*` before the slash or after it, or in place of the whole, stands for any that is not empty.
 */
export function requestPrincipalMatch(pattern: string): (claims: JsonMap | undefined) => boolean {
  const [issuer, subject] = parts(pattern);
  return (claims) => claims !== undefined && isText(claims['iss'], issuer) && isText(claims['sub'], subject);
}

function parts(pattern: string): readonly [issuer: StringMatch, subject: StringMatch] {
  const any = stringMatch('*');
  const slash = pattern.lastIndexOf('/');
  const [issuer, subject] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (pattern === '*') return [any, any];
  if (pattern.startsWith('*')) return slash < 0 ? [any, stringMatch(pattern)] : [stringMatch(issuer), exactly(subject)];
  if (pattern.endsWith('*')) {
    const start = (text: string): StringMatch => (text === '*' ? any : startsWith(text.slice(0, -1)));
    return slash < 0 ? [start(pattern), any] : [exactly(issuer), start(subject)];
  }
  return slash < 0 ? [exactly(pattern), exactly('')] : [exactly(issuer), exactly(subject)];
}

function exactly(text: string): StringMatch {
  return (subject) => subject === text;
}

function startsWith(text: string): StringMatch {
  return (subject) => subject.startsWith(text);
}

function isText(claim: Json | undefined, matches: StringMatch): boolean {
  return typeof claim === 'string' && matches(claim);
}
