import { isRoutingClaim } from '../../../mesh/http';
import type { HttpRule } from '../../../mesh/virtual-service';
import { escapeSegment } from '../../../model/json-pointer';
import type { Report } from './report';

type Headers = HttpRule['headers'];

const NAME = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const PSEUDO_HEADERS = [':method', ':scheme', ':authority', ':path', ':status'];

export function nameProblem(name: string): string | undefined {
  return NAME.test(name) ? undefined : `"${name}" is no name of a header`;
}

/** In matches, pseudo headers and claims of tokens have names, too. */
export function matchedNameProblem(name: string): string | undefined {
  return isRoutingClaim(name) || PSEUDO_HEADERS.includes(name) ? undefined : nameProblem(name);
}

export function checkOperations(headers: Headers, pointer: string, report: Report): void {
  for (const side of ['request', 'response'] as const) {
    const operations = headers?.[side];
    if (operations === undefined) continue;
    for (const operation of ['add', 'set'] as const) {
      for (const [name, value] of Object.entries(operations[operation] ?? {})) {
        const at = `${pointer}/${side}/${operation}/${escapeSegment(name)}`;
        report.error(at, changedNameProblem(name, side === 'request'));
        report.error(at, valueProblem(value));
      }
    }
    for (const [i, name] of (operations.remove ?? []).entries()) {
      report.error(`${pointer}/${side}/remove/${i}`, changedNameProblem(name, false));
    }
  }
}

/** @param mayBeAuthority whether the authority of requests may be changed by it */
function changedNameProblem(name: string, mayBeAuthority: boolean): string | undefined {
  if (name === '') return 'the name of a header is empty';
  const isHost = name.toLowerCase() === 'host';
  const isAuthority = isHost || name.toLowerCase() === ':authority';
  if (mayBeAuthority && isAuthority) return undefined;
  if (isHost) return 'Host cannot be set or removed';
  return name.startsWith(':') ? `"${name}" is a header of HTTP/2 itself` : undefined;
}

/** Characters that HTTP has no place for: control characters but the tab. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

function valueProblem(value: string): string | undefined {
  if (CONTROL.test(value)) return 'a value of a header has control characters';
  return isFormat(value) ? undefined : `"${value}" is no value of a header: a percent sign is written %%`;
}

/** How far the reading of a value has come; Envoy replaces `%NAME%`, `%NAME(text)%` and `%NAME(["text"])%`. */
type State = 'text' | 'name' | 'arguments' | 'list' | 'string' | 'next' | 'parenthesis' | 'end';

/** What follows a character in a state; undefined where the character has no place. */
const NEXT: Readonly<Record<State, (character: string) => State | undefined>> = {
  text: (character) => (character === '%' ? 'name' : 'text'),
  name: (character) => (character === '%' ? 'text' : character === '(' ? 'arguments' : 'name'),
  arguments: (character) => (character === '[' ? 'list' : character === ' ' ? 'arguments' : 'string'),
  list: (character) => (character === '"' ? 'string' : character === ' ' ? 'list' : undefined),
  string: (character) => (character === ')' ? 'end' : character === '"' ? 'next' : 'string'),
  next: (character) =>
    character === ',' ? 'list' : character === ']' ? 'parenthesis' : character === ' ' ? 'next' : undefined,
  parenthesis: (character) => (character === ')' ? 'end' : character === ' ' ? 'parenthesis' : undefined),
  end: (character) => (character === '%' ? 'text' : character === ' ' ? 'end' : undefined),
};

function isFormat(value: string): boolean {
  if (!value.includes('%')) return true;
  let state: State = 'text';
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    const escapes =
      (state === 'text' && character === '%' && value[i + 1] === '%') || (state === 'string' && character === '\\');
    if (escapes) {
      if (i + 1 === value.length) return false;
      i++;
      continue;
    }
    const next: State | undefined = NEXT[state](character);
    if (next === undefined) return false;
    state = next;
  }
  return state === 'text';
}
