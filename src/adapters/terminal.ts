import { createInterface } from 'node:readline/promises';

/** Asks whoever sits at the terminal; undefined when they end the input instead (Ctrl-C, Ctrl-D). */
export async function ask(question: string): Promise<string | undefined> {
  const ended = new AbortController();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => terminal.close()).once('close', () => ended.abort());
  try {
    return await terminal.question(question, { signal: ended.signal });
  } catch (error) {
    if (ended.signal.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}
