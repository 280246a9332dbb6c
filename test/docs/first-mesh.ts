import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../src/cli/exit-codes';
import { Outcome, Project } from '../cli/project';

const CHOICES = '--delivery argo-cd --repository https://github.com/your-org/istio-config.git';
const BEGIN = 'refs/tags/begin';

/** The project of the page on the first mesh, synthesized and committed, in which lines of a shell are run. */
export class FirstMesh {
  private isStale = false;

  private constructor(private project: Project) {}

  /** @param choices flags of `init` @default those of the page */
  static async begin(choices = CHOICES): Promise<FirstMesh> {
    const project = new Project();
    await project.run(`init mesh ${choices}`);
    const made = join(project.folder, 'mesh');
    // Its own tsconfig.json would look for the package in node_modules.
    const names = readdirSync(made).filter((name) => name !== 'tsconfig.json');
    for (const name of names) cpSync(join(made, name), join(project.folder, name), { recursive: true });
    rmSync(made, { recursive: true });
    await project.run('synth');
    const mesh = new FirstMesh(project);
    mesh.git('init', '--quiet', '--initial-branch=main');
    mesh.git('add', '--all');
    mesh.git('commit', '--quiet', '--message=Begin');
    mesh.git('update-ref', BEGIN, 'HEAD');
    return mesh;
  }

  /** Where it is until the next edit of a program. */
  get folder(): string {
    return this.project.folder;
  }

  /** As it was at the beginning. */
  reset(): void {
    // A page may have made it a repository, which Git would leave alone.
    rmSync(join(this.project.folder, 'deploy'), { recursive: true });
    this.git('reset', '--quiet', '--hard', BEGIN);
    this.git('clean', '--quiet', '-d', '--force');
    this.isStale = true;
  }

  remove(): void {
    this.project.remove();
  }

  read(file: string): string {
    return this.project.read(file);
  }

  write(file: string, text: string): void {
    this.project.write(file, text);
    this.isStale ||= file.endsWith('.ts');
  }

  async run(line: string): Promise<Outcome> {
    const words = Array.from(line.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word);
    if (words[0] === 'git') {
      // It may bring programs back as they were.
      this.isStale ||= words[1] === 'revert';
      return { status: ExitCode.Clean, stdout: this.git(...words.slice(1)), stderr: '' };
    }
    if (this.isStale) this.reload();
    if (line === 'npm test') return this.test();
    const [, command] = /^npx istio-gitops (.*)$/.exec(line.replace(/^npm run synth$/, 'npx istio-gitops synth')) ?? [];
    if (command === undefined) throw new Error(`nobody can run: ${line}`);
    // What an istioctl on the PATH of this machine says is no part of a page.
    return this.project.run(command.startsWith('validate ') ? `${command} --no-istioctl` : command);
  }

  /** What `node --test` runs, in this process; types are checked elsewhere. */
  private async test(): Promise<Outcome> {
    const tests: (() => unknown)[] = [];
    const test = (_: string, run: () => unknown): unknown => tests.push(run);
    // Node runs those as well, and fails nobody by them.
    jest.doMock('node:test', () => ({ test: Object.assign(test, { todo: () => undefined }) }));
    const folder = join(this.project.folder, 'tests');
    for (const name of readdirSync(folder)) require(join(folder, name));
    for (const run of tests) await run();
    return { status: ExitCode.Clean, stdout: `${tests.length} tests`, stderr: '' };
  }

  private git(...words: string[]): string {
    const settings = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
    return execFileSync('git', [...settings, ...words], {
      cwd: this.project.folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    });
  }

  /** A process loads a module once, so that programs that were edited go on in another folder. */
  private reload(): void {
    const next = new Project();
    next.remove();
    renameSync(this.project.folder, next.folder);
    this.project = next;
    this.isStale = false;
  }
}
