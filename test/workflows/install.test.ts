import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '../../src/workflows/model';
import { workflowFile } from '../../src/workflows/render';
import { installProgram } from '../../src/workflows/tools';
import { describeWith } from '../conformance/programs';
import { Programs } from './jobs';
import { JobRun } from './runner-job';
import { Runner } from './runner';

describeWith(['bash', 'tar', 'gzip', 'sha256sum', 'sha512sum'], 'a downloaded program', () => {
  const MEMBER = 'release-1/bin/tool';
  let folder: string;
  let programs: Programs;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'install-'));
    programs = new Programs();
    mkdirSync(join(folder, 'release-1/bin'), { recursive: true });
    writeFileSync(join(folder, MEMBER), '#!/bin/bash\necho "I am the tool"\n', { mode: 0o755 });
    execFileSync('tar', ['-czf', 'archive.tar.gz', 'release-1'], { cwd: folder });
    // Copies the archive to what stands behind --output.
    programs.add('curl', `while [[ $1 != --output ]]; do shift; done; cp '${join(folder, 'archive.tar.gz')}' "$2"`);
  });
  afterEach(() => {
    programs.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const digestBy = (algorithm: string): string =>
    createHash(algorithm)
      .update(readFileSync(join(folder, 'archive.tar.gz')))
      .digest('hex');

  async function install(digest: string): Promise<JobRun> {
    const step = installProgram('kustomize');
    const env = { ...step.env, PROGRAM: 'tool', DIGEST: digest, MEMBER };
    const steps = [
      { ...step, env },
      { name: 'Use it', run: 'tool' },
    ];
    const workflow: Workflow = {
      name: 'Install',
      on: { push: { branches: ['main'] } },
      concurrency: { group: 'install', 'cancel-in-progress': false },
      jobs: { install: { name: 'Install', 'runs-on': 'ubuntu', permissions: {}, 'timeout-minutes': 1, steps } },
    };
    const runner = new Runner({ actions: {}, path: [programs.folder] });
    return (await runner.run(workflowFile(workflow), { event: 'push', github: {} })).jobs['install']!;
  }

  test.each(['sha256', 'sha512'])('is there for the steps behind it when its %s is right', async (algorithm) => {
    const { conclusion, steps } = await install(digestBy(algorithm));
    expect([conclusion, steps[1]!.stdout]).toEqual(['success', 'I am the tool\n']);
  });

  test.each([
    ['another file', '0'.repeat(64)],
    ['no digest', ''],
    ['half a digest', '0'.repeat(63)],
  ])('never runs when it has %s', async (_, digest) => {
    const { conclusion, steps } = await install(digest);
    expect([conclusion, steps[1]!.conclusion]).toEqual(['failure', 'skipped']);
  });
});
