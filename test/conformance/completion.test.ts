import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { capturedIo } from '../cli/captured-io';
import { describeWith, programPath } from './programs';
import { SHELLS } from './shells';

let folder: string;

/** The file that a shell is to read. */
async function scriptFor(shell: string): Promise<string> {
  const io = capturedIo(folder);
  expect(await main(['completion', shell], io)).toBe(0);
  const script = join(folder, `completions.${shell}`);
  writeFileSync(script, io.output.stdout);
  return script;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'istio-gitops-completion-'));
  for (const path of ['deploy/overlays/staging', 'deploy/overlays/production', 'my crds']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'my mesh.yaml'), '');
  mkdirSync(join(folder, 'environments'));
  writeFileSync(join(folder, 'environments', 'staging.releases.yaml'), RELEASES);
  writeFileSync(join(folder, 'environments', 'production.releases.yaml'), RELEASES.replaceAll('  ', '    '));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const COMMANDS = [
  'completion',
  'diff',
  'doctor',
  'help',
  'init',
  'promote',
  'rollout',
  'route',
  'synth',
  'test',
  'validate',
];
const ENVIRONMENTS = ['production', 'staging'];
const SERVICES = ['api-service', 'web-app'];
const RELEASES = `# What is rolled out.
services:
  # The first.
  api-service: # A canary.
    strategy: canary
    stable: v1
  web-app:
    strategy: blue-green
owners:
  nobody: true
`;

const CASES: readonly { line: string; offers: readonly string[] }[] = [
  { line: '', offers: COMMANDS },
  { line: 'syn', offers: ['synth'] },
  { line: '--debug syn', offers: ['synth'] },
  { line: 'promote st', offers: ['staging'] },
  { line: 'promote staging ', offers: ENVIRONMENTS },
  { line: 'rollout st', offers: ['start', 'status'] },
  { line: 'rollout start api --s', offers: ['--steps'] },
  { line: 'rollout start api --env ', offers: ENVIRONMENTS },
  { line: 'synth --d', offers: ['--dry-run'] },
  { line: 'synth --env ', offers: ENVIRONMENTS },
  { line: 'synth --env staging --l', offers: ['--layout'] },
  { line: 'synth --layout ', offers: ['base-overlays', 'rendered'] },
  { line: 'validate --stage dry', offers: ['dry-run'] },
  { line: 'completion ', offers: ['bash', 'fish', 'zsh'] },
  { line: 'synth --out d', offers: ['deploy'] },
  { line: 'validate m', offers: ['my crds', 'my mesh.yaml'] },
  { line: 'validate --crds m', offers: ['my crds', 'my mesh.yaml'] },
  { line: 'validate --policy m', offers: ['my crds'] },
  { line: 'rollout start ', offers: SERVICES },
  { line: 'rollout status w', offers: ['web-app'] },
  { line: 'promote staging production --service ', offers: SERVICES },
  { line: 'promote staging production --service api-service w', offers: ['web-app'] },
  { line: 'diff stag', offers: ['staging'] },
  { line: 'diff staging pr', offers: ['production'] },
  { line: 'diff staging d', offers: ['deploy'] },
  { line: 'route --env ', offers: ENVIRONMENTS },
  { line: 'test --env pro', offers: ['production'] },
  { line: 'validate --env staging pro', offers: ['production'] },
  { line: 'validate --explain IST0101', offers: ['IST0101'] },
  { line: 'validate --skip IST0101 IST0102', offers: ['IST0102'] },
  // Each of the values of an option that takes many, and what follows one that takes one or none.
  { line: 'synth --env staging pro', offers: ['production'] },
  { line: 'synth --env staging production --layout b', offers: ['base-overlays'] },
  { line: 'validate --stage lint schema dry', offers: ['dry-run'] },
  { line: 'validate --stage lint schema --fail', offers: ['--fail-on'] },
  { line: 'validate --only IST0101 qq', offers: [] },
  { line: 'validate --only IST0101 IST0102 qq', offers: [] },
  { line: 'validate --stage lint --format text m', offers: ['my crds', 'my mesh.yaml'] },
  { line: 'validate --stage lint --no-istioctl m', offers: ['my crds', 'my mesh.yaml'] },
];

describe.each(Object.entries(SHELLS))('%s', (shell, complete) => {
  describeWith([shell], 'completes', () => {
    let script: string;
    beforeAll(async () => {
      script = await scriptFor(shell);
    });

    test.each(CASES)('istio-gitops $line', ({ line, offers }) => {
      expect(complete(script, `istio-gitops ${line}`, folder).map((word) => word.replaceAll('\\', ''))).toEqual(offers);
    });
  });
});

describeWith(['bash'], 'bash', () => {
  test('completes the value of an option behind an equals sign', async () => {
    const script = await scriptFor('bash');
    expect(SHELLS.bash(script, 'istio-gitops synth --layout=r', folder)).toEqual(['rendered']);
    expect(SHELLS.bash(script, 'istio-gitops synth --layout=', folder)).toEqual(['base-overlays', 'rendered']);
  });
});

describeWith(['bash', 'shellcheck'], 'what bash reads', () => {
  test('has nothing that shellcheck would mend', async () => {
    execFileSync(programPath('shellcheck'), ['--shell=bash', await scriptFor('bash')]);
  });
});
