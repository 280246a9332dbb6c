import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workflow } from '../../../../src/workflows/model';
import { workflowFile } from '../../../../src/workflows/render';

/** The file of a workflow with these jobs alone, without the steps that download programs: tests bring their own. */
export function fileOf({ jobs, ...rest }: Workflow, ...ids: readonly string[]): string {
  const chosen = Object.entries(jobs)
    .filter(([id]) => ids.includes(id))
    .map(([id, job]) => [id, { ...job, steps: job.steps.filter(({ name }) => !/^Install (?!packages)/.test(name)) }]);
  return workflowFile({ ...rest, jobs: Object.fromEntries(chosen) as Workflow['jobs'] });
}

/** Programs that stand in for real ones. */
export class Programs {
  readonly folder = mkdtempSync(join(tmpdir(), 'programs-'));

  add(name: string, script: string): void {
    writeFileSync(join(this.folder, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
