import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../build';
import { finding, Flaw, flawedAt, writeFlawed } from '../flawed';
import { ENVIRONMENTS } from '../workload';
import type { Checker } from './checker';
import type { Command, Place } from './peer';

/** The command as a user starts it on a folder: all stages that need no cluster, of ours alone. */
export function validateFiles(build: Build): Checker {
  return {
    name: 'istio-gitops validate, files',
    flaws: Object.values(FLAW_OF),
    prepare: writeFlawed,
    commands: (place) => [validateCommand(build, place, [flawedAt(place).manifests])],
    findings: findingsOf,
  };
}

/** The same on environments, which hold the workload without flaws, and no text to lint. */
export function validateEnvironments(build: Build): Checker {
  return {
    name: 'istio-gitops validate, environments',
    flaws: [],
    commands: (place) => [validateCommand(build, place, ['--app', build.file('bench/apps/fleet.mjs')])],
    findings: findingsOf,
  };
}

/** What the process of {@link validateEnvironments} does before it checks anything. */
export function composing(build: Build): Checker {
  return {
    name: '… composing them alone',
    flaws: [],
    commands: ({ services }) => [
      {
        argv: [process.execPath, build.file('bench/apps/composed.js'), build.file('bench/apps/fleet.mjs')],
        env: { BENCH_SERVICES: String(services) },
      },
    ],
    findings: () => [],
  };
}

function validateCommand(build: Build, { services, output }: Place, what: readonly string[]): Command {
  const answer = ['--no-istioctl', '--format', 'json', '--output', join(output, ANSWER)];
  return {
    argv: [process.execPath, build.file('src/cli/bin.js'), 'validate', ...what, ...answer],
    env: { BENCH_SERVICES: String(services) },
    findingsStatus: 1,
  };
}

const ANSWER = 'findings.json';

const FLAW_OF: Readonly<Record<string, Flaw>> = {
  'trailing-spaces': 'trailing blank',
  IST0106: 'wrong type',
  IST0101: 'missing subset',
  route_timeout: 'no timeout',
};

function* findingsOf({ output, services }: Place): Generator<string> {
  const { findings, summary } = JSON.parse(readFileSync(join(output, ANSWER), 'utf8')) as Answer;
  const objects = services * ENVIRONMENTS.length * 3;
  if (summary.objects !== objects) yield `${summary.objects} objects, not ${objects}`;
  for (const { code, file = '' } of findings) yield finding(FLAW_OF[code] ?? code, file);
}

/** As `validation.schema.json` has it, in part. */
interface Answer {
  readonly findings: readonly { readonly code: string; readonly file?: string }[];
  readonly summary: { readonly objects: number };
}
