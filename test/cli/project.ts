import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
// What is loaded here already is what a fleet gets, as in an installed project; else each fleet would load a copy of its own.
import '../../src';
import { main } from '../../src/cli/main';
import type { ExitCode } from '../../src/cli/exit-codes';
import { CapturedInput, capturedIo } from './captured-io';

const ROOT = join(__dirname, '..', '..');

export interface Outcome {
  readonly status: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's project in a folder of its own, in which command lines are run in this process. */
export class Project {
  readonly folder: string;

  constructor() {
    // Inside of the checkout, so that `istio-gitops` is found by the paths of its tsconfig.json.
    this.folder = mkdtempSync(join(ROOT, '.project-'));
    const tsconfig = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8').replaceAll('"./', '"../');
    this.write('tsconfig.json', tsconfig);
    // Its own, so that what is cached of it goes with it.
    mkdirSync(join(this.folder, 'node_modules'));
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** All files below a folder, sorted, with their contents. */
  files(path: string): Record<string, string> {
    const entries = readdirSync(join(this.folder, path), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(
      paths.sort().map((file) => [file.slice(this.folder.length + 1), readFileSync(file, 'utf8')]),
    );
  }

  /** Runs `istio-gitops` with the words of a line that has no quotes. */
  async run(line: string, input: CapturedInput = {}): Promise<Outcome> {
    const io = capturedIo(this.folder, input);
    const status = await main(line.split(' '), io);
    return { status, ...io.output };
  }

  runGit(...words: readonly string[]): void {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
    execFileSync('git', [...identity, ...words], { cwd: this.folder, stdio: 'pipe' });
  }

  /** Commits all of the environments. */
  commitEnvironments(): void {
    this.runGit('add', 'environments');
    this.runGit('commit', '--quiet', '--message=x');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A module with a fleet of environments that have one service each. A process loads a module once, so names differ. */
export function fleetModule(environments: Readonly<Record<string, string>>): string {
  const definitions = Object.entries(environments).map(
    ([name, compose]) =>
      `mesh.defineEnvironment('${name}', { clusters: [{ name: '${name}' }], compose(env) {\n${compose}\n} })`,
  );
  return `import * as mesh from 'istio-gitops';
export default mesh.defineFleet({ environments: [${definitions.join(', ')}] });
`;
}

/** A module with a fleet of environments that have release state beside it, `NAME.releases.yaml`, and nothing else. */
export function releasesModule(...names: readonly string[]): string {
  return `import { defineEnvironment, defineFleet } from 'istio-gitops';
const environment = (name: string) => defineEnvironment(name, {
  clusters: [{ name }],
  releases: './' + name + '.releases.yaml',
  compose: () => undefined,
});
export default defineFleet({ environments: ${JSON.stringify(names)}.map(environment) });
`;
}
