import type { StringMatch } from './string-match';
import { quote } from './string-match';

const SEGMENT = String.raw`[\w\-.~%!$&'()*+,;:@=]+`;
const REST = String.raw`[\w\-.~%!$&'()*+,;:@=/]*`;

/** Whether a path of a policy has `{*}` or `{**}` in it. */
export function isPathTemplate(path: string): boolean {
  return path.includes('{*}') || path.includes('{**}');
}

/**
 * `{*}` stands for one segment, `{**}` for none or more.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export function pathTemplateMatch(template: string): StringMatch {
  const parts = template.split(/(\{\*{1,2}\})/);
  const source = parts.map((part) => (part === '{*}' ? SEGMENT : part === '{**}' ? REST : quote(part))).join('');
  const pattern = new RegExp(`^${source}$`);
  return (path) => pattern.test(path);
}
