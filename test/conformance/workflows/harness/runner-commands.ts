const HARMLESS = /^\s*::(error|warning|notice|debug|add-mask)\b/;

/**
 * Reads lines as the runner does: a command begins with two colons, or stands behind `##[` anywhere, unless a step said
 * `stop-commands` with a token and has not said that token yet.
 *
 * @throws Error where a command could do more than say something
 */
export function refuseCommands(step: string, output: string): void {
  let stopped: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined;
      continue;
    }
    stopped = /^\s*::stop-commands::(\S{32,})$/.exec(line)?.[1];
    const isCommand = /^\s*::|##\[/.test(line) && stopped === undefined;
    if (isCommand && !HARMLESS.test(line)) throw new Error(`${step}: the runner of GitHub would obey "${line}"`);
  }
  if (stopped !== undefined) throw new Error(`${step}: the runner of GitHub would obey nothing any more`);
}

/** What a step showed while the runner obeyed nothing. */
export function shown(output: string): string {
  return [...output.matchAll(/^::stop-commands::(\S+)\n([^]*?)\n::\1::$/gm)].map(([, , text]) => text!).join('');
}
