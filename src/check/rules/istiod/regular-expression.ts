import { RE2JS } from 're2js';

/** istiod refuses longer ones, because Envoy might. */
const LONGEST = 1024;

/** Why a regular expression is refused; undefined when it is not. */
export function regexProblem(regex: string): string | undefined {
  if (regex === '') return 'a regular expression is empty';
  if (Buffer.byteLength(regex) > LONGEST) return `a regular expression is longer than ${LONGEST} bytes`;
  try {
    RE2JS.compile(regex);
    return undefined;
  } catch (error) {
    return `"${regex}" is no regular expression of RE2: ${error instanceof Error ? error.message : String(error)}`;
  }
}
