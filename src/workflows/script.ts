/**
 * A script without the indentation of its first line, so that it can stand in a program where it belongs. It
 * ends with a line feed, as YAML's `|` wants it.
 *
 * Scripts run by `bash -euo pipefail`. They take everything from variables, and write what other steps need to files.
 */
export function script(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indentation = /^ */.exec(lines.find((line) => line !== '') ?? '')![0];
  return lines.map((line) => `${line.startsWith(indentation) ? line.slice(indentation.length) : line}\n`).join('');
}
