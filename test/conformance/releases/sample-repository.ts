import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../src/model/identity';
import { ExitCode } from '../../../src/cli/exit-codes';
import { type Outcome, Project } from '../../cli/project';
import { kustomizeBuild, objectsIn } from '../kustomize';
import { PRODUCTION, STAGING } from './story';

const ROOT = join(__dirname, '..', '..', '..');

/** A Git repository with the sample, in which a person takes steps of rollouts. */
export class SampleRepository extends Project {
  private constructor() {
    super();
  }

  /** A repository whose first commit has everything at version v1. */
  static async create(): Promise<SampleRepository> {
    const repository = new SampleRepository();
    for (const name of ['environments', 'deploy']) {
      cpSync(join(ROOT, name), join(repository.folder, name), { recursive: true });
    }
    repository.git('init', '--quiet', '--initial-branch=main');
    repository.write('environments/production.releases.yaml', PRODUCTION);
    repository.write('environments/staging.releases.yaml', STAGING);
    await repository.commit('everything at v1');
    return repository;
  }

  /** Synthesizes and commits, as a person does after a step. */
  async commit(subject: string): Promise<void> {
    const { status, stderr } = await this.run('synth');
    if (status !== ExitCode.Clean) throw new Error(stderr);
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${subject}`);
  }

  /** Takes a step, and commits it. */
  async take(command: string): Promise<Outcome> {
    const outcome = await this.run(command);
    if (outcome.status !== ExitCode.Clean) throw new Error(outcome.stderr);
    await this.commit(command);
    return outcome;
  }

  /** Paths that the last commit changed, sorted. */
  changes(): readonly string[] {
    return this.git('show', '--name-only', '--format=').trim().split('\n').sort();
  }

  status(): string {
    return this.git('status', '--porcelain');
  }

  /** What kustomize builds of an environment. */
  build(environment: string): Promise<string> {
    return kustomizeBuild(join(this.folder, 'deploy', 'overlays', environment));
  }

  async objects(environment: string): Promise<readonly KubernetesObject[]> {
    return objectsIn(await this.build(environment));
  }

  private git(...options: readonly string[]): string {
    const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }; // nobody's hooks and signatures
    return execFileSync('git', [...author, ...options], { cwd: this.folder, encoding: 'utf8', env });
  }
}
