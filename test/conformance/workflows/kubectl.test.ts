import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '../../../src/workflows/model';
import { workflowFile } from '../../../src/workflows/render';
import { installKubectl } from '../../../src/workflows/kubectl';
import { describeWith } from '../programs';
import { Programs } from './harness/jobs';
import { JobRun } from './harness/runner-job';
import { Runner } from './harness/runner';

describeWith(['bash', 'tar', 'gzip', 'sha512sum'], 'the downloaded kubectl', () => {
  const MEMBER = 'release-1/bin/kubectl';
  let folder: string;
  let programs: Programs;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'install-'));
    programs = new Programs();
    mkdirSync(join(folder, 'release-1/bin'), { recursive: true });
    writeFileSync(join(folder, MEMBER), '#!/bin/bash\necho "I am kubectl"\n', { mode: 0o755 });
    execFileSync('tar', ['-czf', 'archive.tar.gz', 'release-1'], { cwd: folder });
    // Copies the archive to what stands behind --output.
    programs.add('curl', `while [[ $1 != --output ]]; do shift; done; cp '${join(folder, 'archive.tar.gz')}' "$2"`);
  });
  afterEach(() => {
    programs.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const digest = (): string =>
    createHash('sha512')
      .update(readFileSync(join(folder, 'archive.tar.gz')))
      .digest('hex');

  async function install(digest: string): Promise<JobRun> {
    const step = installKubectl();
    const env = { ...step.env, DIGEST: digest, MEMBER };
    const steps = [
      { ...step, env },
      { name: 'Use it', run: 'kubectl' },
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

  test('is there for the steps behind it when its digest is right', async () => {
    const { conclusion, steps } = await install(digest());
    expect([conclusion, steps[1]!.stdout]).toEqual(['success', 'I am kubectl\n']);
  });

  test.each([
    ['another file', '0'.repeat(128)],
    ['no digest', ''],
    ['half a digest', '0'.repeat(127)],
  ])('never runs when it has %s', async (_, digest) => {
    const { conclusion, steps } = await install(digest);
    expect([conclusion, steps[1]!.conclusion]).toEqual(['failure', 'skipped']);
  });
});
