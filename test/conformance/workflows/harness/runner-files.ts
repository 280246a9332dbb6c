import { existsSync, readFileSync } from 'node:fs';

/**
 * What a step wrote to `GITHUB_OUTPUT` or `GITHUB_ENV`: lines `name=value`, or a value of several lines between a
 * delimiter and itself.
 *
 * @throws Error as the runner of GitHub fails the step
 */
export function readVariables(path: string): Record<string, string> {
  const variables: Record<string, string> = {};
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line === '') continue;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      variables[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc >= 0) {
      const end = lines.indexOf(line.slice(heredoc + 2), i + 1);
      if (end < 0) throw new Error(`${line} is never closed`);
      variables[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else {
      throw new Error(`"${line}" has neither = nor <<`);
    }
  }
  return variables;
}
