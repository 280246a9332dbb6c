import { basename } from 'node:path';
import { parse } from 'yaml';
import { CodeBlock, codeBlocks } from './code-blocks';
import type { FirstMesh } from './first-mesh';

/**
 * Somebody who does what a page says, from top to bottom, and looks whether it is as the page says. Marks of blocks:
 *
 * - `run [STATUS]`: lines to run, each of which ends with that exit status, by default 0;
 * - `prints`: what they print, among other things, wherever its lines are broken;
 * - `write FILE…`: a file, or several that are the same;
 * - `edit FILE`: what is to be changed in it, as a diff without line numbers;
 * - `release ENVIRONMENT…`: one more service in the release state;
 * - `has FILE`: what is in a YAML file, among other things; its lists are whole;
 * - `elsewhere NAME`: what another test follows, since it begins elsewhere.
 */
export class Reader {
  private printed = '';

  constructor(private readonly mesh: FirstMesh) {}

  async follow(page: string): Promise<void> {
    for (const block of codeBlocks(page)) await this.step(block, `${basename(page)}:${block.line}`);
  }

  private async step({ name, code }: CodeBlock, at: string): Promise<void> {
    const [verb, ...words] = name.split(' ');
    const file = words.join(' ');
    switch (verb) {
      case 'run':
        await this.runLines(code, Number(words[0] ?? 0), at);
        break;
      case 'prints':
        expect({ at, printed: oneLine(this.printed) }).toEqual({
          at,
          printed: expect.stringContaining(oneLine(code)) as unknown,
        });
        break;
      case 'write':
        for (const each of words) this.mesh.write(each, code);
        break;
      case 'edit':
        this.mesh.write(file, edited(this.mesh.read(file), code, at));
        break;
      case 'release':
        for (const environment of words) this.addRelease(`environments/${environment}.releases.yaml`, code);
        break;
      case 'has':
        expect({ at, has: parse(this.mesh.read(file)) as object }).toMatchObject({ at, has: parse(code) as object });
        break;
      case 'elsewhere':
        break;
      default:
        throw new Error(`${at}: nobody knows how to ${name}`);
    }
  }

  private async runLines(code: string, expected: number, at: string): Promise<void> {
    this.printed = '';
    for (const line of code.trim().split('\n')) {
      const outcome = await this.mesh.run(line.replace(/ +# .*$/, ''));
      const { stdout, stderr } = outcome;
      const status: number = outcome.status;
      this.printed += stdout + stderr;
      if (status === expected) continue;
      throw new Error(`${at}: ${line}\nended with ${status}, not ${expected}:\n${stdout}${stderr}`);
    }
  }

  private addRelease(file: string, code: string): void {
    this.mesh.write(file, `${this.mesh.read(file)}${code.trimEnd().replaceAll(/^/gm, '  ')}\n`);
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A text in which the lines that a diff removes are those that it adds. */
function edited(text: string, diff: string, at: string): string {
  const side = (sign: '-' | '+'): string =>
    diff
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith(sign) || !/^[-+]/.test(line))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const before = side('-');
  expect({ at, before, times: text.split(before).length - 1 }).toEqual({ at, before, times: 1 });
  return text.replace(before, () => side('+'));
}
