import type { RE2JS } from 're2js';
import type { HttpMatch, HttpRule } from '../virtual-service';
import { pathWithQuery, queryOf, RoutedRequest } from './routed-request';
import { regularExpression } from './string-match';

/** What a rule makes of a path with its query. */
export type PathRewrite = (request: RoutedRequest) => string;

/**
 * @param uri the condition of the match that a request got in by, whose prefix is what is replaced; the whole path, where
 * it is exact or an expression
 */
export function pathRewrite(rewrite: HttpRule['rewrite'], uri: HttpMatch['uri']): PathRewrite | undefined {
  const { uriRegexRewrite, uri: replacement = '' } = rewrite ?? {};
  if (uriRegexRewrite !== undefined) {
    const { match = '', rewrite: substitution = '' } = uriRegexRewrite;
    const expression = regularExpression(match);
    return (request) => replaceAll(expression, request.path, substitution) + queryOf(request);
  }
  if (replacement === '') return undefined;
  const prefix = uri?.exact === undefined && uri?.regex === undefined ? (uri?.prefix ?? '/') : undefined;
  return prefix === undefined
    ? (request) => replacement + queryOf(request)
    : (request) => replacement + pathWithQuery(request).slice(prefix.length);
}

/** As RE2 does: an empty match counts only where none has just ended, and a group is `\1`. */
function replaceAll(expression: RE2JS, path: string, substitution: string): string {
  const matcher = expression.matcher(path);
  let result = '';
  let end = -1;
  let copied = 0;
  while (matcher.find()) {
    if (matcher.start() === matcher.end() && matcher.start() === end) continue;
    end = matcher.end();
    result += path.slice(copied, matcher.start());
    result += substitution.replaceAll(/\\([\d\\])/g, (_, group: string) =>
      group === '\\' ? '\\' : (matcher.group(Number(group)) ?? ''),
    );
    copied = end;
  }
  return result + path.slice(copied);
}
