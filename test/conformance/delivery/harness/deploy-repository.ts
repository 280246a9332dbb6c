import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubernetesObject } from '../../../../src/model/identity';
import { kustomizeBuild, objectsIn } from '../../kustomize';
import { programPath } from '../../programs';
import type { SynthesizedFleet } from './synthesized-fleet';

/** Folder of the deploy tree in the repository. */
const TREE = 'deploy';

/** A Git repository with the deploy tree of a fleet. */
export class DeployRepository {
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
  }

  get url(): string {
    return `file://${this.folder}`;
  }

  /**
   * Makes the deploy tree what synth makes of a fleet, and nothing else.
   *
   * @returns the commit
   */
  commit({ files }: SynthesizedFleet): string {
    const tree = join(this.folder, TREE);
    rmSync(tree, { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=Synthesize');
    return this.git('rev-parse', 'HEAD');
  }

  /** The objects that `kustomize build` gives for a folder of the tree. */
  async build(path: string): Promise<readonly KubernetesObject[]> {
    return objectsIn(await kustomizeBuild(join(this.folder, TREE, path)));
  }

  private git(...command: readonly string[]): string {
    const author = ['-c', 'user.name=Conformance', '-c', 'user.email=conformance@example.com'];
    const options = [...author, '-c', 'commit.gpgsign=false', ...command];
    return execFileSync(programPath('git'), options, { cwd: this.folder, encoding: 'utf8' }).trim();
  }
}
