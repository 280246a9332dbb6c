import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { KubernetesObject } from '../../../../src/model/identity';
import { FirstMesh } from '../../../docs/first-mesh';
import { kustomizeBuild, objectsIn } from '../../kustomize';
import { programPath } from '../../programs';

/** A project as `init` makes it, and the Git repositories to which its user pushes it. */
export class ScaffoldedProject {
  private constructor(
    private readonly mesh: FirstMesh,
    private readonly remotes: string,
  ) {}

  /**
   * @param choices flags of `init`
   * @param remotes folder for the repositories
   */
  static async init(choices: string, remotes: string): Promise<ScaffoldedProject> {
    return new ScaffoldedProject(await FirstMesh.begin(choices), remotes);
  }

  get folder(): string {
    return this.mesh.folder;
  }

  /** Makes a bare repository, and tells its address. */
  makeRemote(name: string): string {
    git(this.remotes, 'init', '--quiet', '--bare', '--initial-branch=main', name);
    return this.addressOf(name);
  }

  write(file: string, text: string): void {
    this.mesh.write(file, text);
  }

  /** Changes what is in a file once. */
  edit(file: string, before: string, after: string): void {
    const text = this.mesh.read(file);
    expect({ file, before, times: text.split(before).length - 1 }).toEqual({ file, before, times: 1 });
    this.mesh.write(
      file,
      text.replace(before, () => after),
    );
  }

  /** Runs lines of a page about projects. */
  async run(lines: string): Promise<void> {
    for (const line of lines.trim().split('\n')) expect(await this.mesh.run(line)).toMatchObject({ status: 0 });
  }

  /**
   * Synthesizes, and commits all.
   *
   * @param tree the repository that has the deploy tree, below that of the project
   */
  async commit(tree = '.'): Promise<void> {
    await this.run(`npm run synth\ngit -C ${tree} add --all\ngit -C ${tree} commit --quiet --message=Edit`);
  }

  /** @returns the commit */
  push(remote: string, repository = '.'): string {
    const folder = join(this.folder, repository);
    git(folder, 'push', '--quiet', this.addressOf(remote), 'HEAD:main');
    return git(folder, 'rev-parse', 'HEAD');
  }

  /** A new clone of what is pushed. */
  clone(remote: string, folder: string): string {
    git(this.remotes, 'clone', '--quiet', this.addressOf(remote), folder);
    return folder;
  }

  /** The objects of a folder of the deploy tree. */
  async build(path: string): Promise<readonly KubernetesObject[]> {
    return objectsIn(await kustomizeBuild(join(this.folder, 'deploy', path)));
  }

  /** The files of the deploy tree. */
  tree(): Readonly<Record<string, string>> {
    const tree = join(this.folder, 'deploy');
    const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const own = files.map((file) => relative(tree, file)).filter((path) => !path.startsWith('.git/'));
    return Object.fromEntries(own.sort().map((path) => [path, readFileSync(join(tree, path), 'utf8')]));
  }

  remove(): void {
    this.mesh.remove();
  }

  private addressOf(remote: string): string {
    return `file://${join(this.remotes, remote)}`;
  }
}

function git(cwd: string, ...command: readonly string[]): string {
  return execFileSync(programPath('git'), command, { cwd, encoding: 'utf8' }).trim();
}
