import Ajv from 'ajv';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../src/cli/exit-codes';
import { diagnosisOf, isAtLeast, Program, PROGRAMS } from '../../src/cli/doctor-programs';
import { main } from '../../src/cli/main';
import type { Diagnosis } from '../../src/report/diagnosis';
import schema from '../../src/report/doctor.schema.json';
import { capturedIo } from './captured-io';
import { fleetModule, Project } from './project';

const followsSchema = new Ajv({ strict: true }).compile(schema);

const SHOP = `new mesh.MeshService(env, 'shop', { port: 80 });`;

const ARGO_CD = `import { argoCd, defineEnvironment, defineFleet, MeshService } from 'istio-gitops';
export default defineFleet({
  repository: { url: 'https://git.example.com/mesh.git' },
  environments: [defineEnvironment('staging', {
    clusters: [{ name: 'staging', server: 'https://staging.example.com' }],
    delivery: argoCd({ project: 'mesh' }),
    compose(env) { new MeshService(env, 'shop', { port: 80 }); },
  })],
});
`;

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project.remove();
});

interface Answer {
  readonly status: ExitCode;
  readonly healthy: boolean;
  readonly of: (subject: string) => Diagnosis | undefined;
}

/** What doctor says where the PATH has these programs and no other, and the home folder no kubeconfig. */
async function doctor(
  programs: Readonly<Record<string, string>> = {},
  flags = '',
  kubeconfig = 'none',
): Promise<Answer> {
  for (const [name, script] of Object.entries(programs)) {
    project.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(project.folder, 'bin', name), 0o755);
  }
  const environment = { PATH: join(project.folder, 'bin'), KUBECONFIG: join(project.folder, kubeconfig) };
  const io = { ...capturedIo(project.folder), environment };
  const status = await main(['doctor', '--format', 'json', ...flags.split(' ').filter((flag) => flag !== '')], io);
  const { healthy, diagnoses } = parsed(io.output.stdout);
  return { status, healthy, of: (subject) => diagnoses.find((diagnosis) => diagnosis.subject === subject) };
}

/** An answer, which has the fields that the schema documents, and no others. */
function parsed(json: string): { healthy: boolean; diagnoses: Diagnosis[] } {
  const answer = JSON.parse(json) as ReturnType<typeof parsed>;
  followsSchema(answer);
  expect(followsSchema.errors).toBe(null);
  const documented = Object.keys(schema.definitions.diagnosis.properties);
  for (const diagnosis of answer.diagnoses) expect(documented).toEqual(expect.arrayContaining(Object.keys(diagnosis)));
  return answer;
}

describe('of programs', () => {
  test('none is needed, and each says what is skipped without it', async () => {
    const { status, healthy, of } = await doctor();
    expect({ status, healthy }).toEqual({ status: ExitCode.Clean, healthy: true });
    for (const { name, without } of PROGRAMS) expect(of(name)).toMatchObject({ status: 'absent', without });
  });

  test('what the project is delivered by is missed, what it does not use is said in one line', async () => {
    project.write('environments/main.ts', ARGO_CD);
    const { of } = await doctor();
    expect(of('argocd')).toEqual(expect.not.objectContaining({ unused: true }));
    for (const name of ['flux', 'pulumi', 'velero']) expect(of(name)).toMatchObject({ status: 'absent', unused: true });
    project.write('Pulumi.yaml', 'name: mesh\n');
    expect((await doctor()).of('pulumi')).not.toHaveProperty('unused');

    const io = { ...capturedIo(project.folder), environment: { PATH: join(project.folder, 'bin') } };
    await main(['doctor'], io);
    const { stdout } = io.output;
    expect(stdout).toContain(
      '\n  absent   helm, conftest, yamllint, flux, kubeseal, velero: nothing of the project asks for them\n',
    );
    expect(stdout).toMatch(/\n {2}absent {3}argocd +without it: deletions/);
  });

  test('one that is there has its version told', async () => {
    const { of } = await doctor({ kustomize: 'echo v5.8.1' });
    expect(of('kustomize')).toEqual({ subject: 'kustomize', group: 'called', status: 'ok', version: '5.8.1' });
  });

  test.each([
    { what: 'exits otherwise than by 0', script: 'echo no such flag >&2; exit 3', why: 'it exits 3: no such flag' },
    { what: 'kills itself', script: 'kill -9 $$', why: 'it was ended by SIGKILL' },
    {
      what: 'never stops talking',
      script: 'while :; do echo 1.2.3 1.2.3 1.2.3; done',
      why: 'it says more than 64 KiB',
    },
  ])('one that commands start and $what is an error', async ({ script, why }) => {
    const { status, of } = await doctor({ opa: script });
    expect(status).toBe(ExitCode.Findings);
    expect(of('opa')).toMatchObject({ status: 'error', message: why, fix: expect.any(String) as string });
  });

  test('one that is started by hand and fails is a warning', async () => {
    const { status, of } = await doctor({ velero: 'exit 1' });
    expect(status).toBe(ExitCode.Clean);
    expect(of('velero')).toMatchObject({ status: 'warning', message: 'it exits 1' });
  });

  test('what one says never reaches a terminal as it is', async () => {
    project.write('bin/opa', '#!/bin/sh\nprintf "\\033[31mred" >&2; exit 1\n');
    chmodSync(join(project.folder, 'bin', 'opa'), 0o755);
    const environment = { PATH: join(project.folder, 'bin'), KUBECONFIG: join(project.folder, 'none') };
    const io = { ...capturedIo(project.folder), environment };
    await main(['doctor'], io);
    expect(io.output.stdout).toContain('it exits 1: \\u{1b}[31mred');
  });
});

/** As the programs of tools/programs.sh answer, and some that nobody should. */
const ANSWERS: readonly { name: string; output: string; status: Diagnosis['status']; version?: string }[] = [
  { name: 'git', output: 'git version 2.39.5 (Apple Git-154)\n', status: 'ok', version: '2.39.5' },
  { name: 'git', output: 'git version 2.29.2\n', status: 'warning', version: '2.29.2' },
  { name: 'kustomize', output: 'v5.8.1\n', status: 'ok', version: '5.8.1' },
  { name: 'kustomize', output: '{Version:kustomize/v4.5.7 GitCommit:56d82a8}', status: 'ok', version: '4.5.7' },
  { name: 'kubectl', output: 'Client Version: v1.34.4\nKustomize Version: v5.7.1\n', status: 'ok', version: '1.34.4' },
  { name: 'istioctl', output: 'client version: 1.31.1\n', status: 'ok', version: '1.31.1' },
  { name: 'istioctl', output: 'client version: 1.9.0\n', status: 'warning', version: '1.9.0' },
  { name: 'istioctl', output: 'client version: unknown\n', status: 'ok' },
  { name: 'opa', output: 'Version: 1.22.2\nBuild Commit: \nGo Version: go1.25.1\n', status: 'ok', version: '1.22.2' },
  { name: 'opa', output: 'Version: 0.70.0\n', status: 'warning', version: '0.70.0' },
  { name: 'helm', output: 'v3.22.0+gabcdef1\n', status: 'ok', version: '3.22.0' },
  { name: 'argocd', output: 'argocd: v3.2.11+unknown\n', status: 'ok', version: '3.2.11' },
  { name: 'conftest', output: 'Conftest: 0.71.1\nOPA: 1.21.1\n', status: 'ok', version: '0.71.1' },
  { name: 'conftest', output: 'Conftest: dev\nOPA: 1.21.1\n', status: 'ok' },
  { name: 'velero', output: 'Client:\n\tVersion: v1.18.0\n\tGit commit: -\n', status: 'ok', version: '1.18.0' },
  { name: 'flux', output: 'flux version 2.9.5\n', status: 'ok', version: '2.9.5' },
  { name: 'kubeseal', output: '', status: 'ok' },
  { name: 'kubeseal', output: '\u0000\u0001garbage', status: 'ok' },
];

test.each(ANSWERS.map((answer) => ({ ...answer, shown: JSON.stringify(answer.output) })))(
  '$name that answers $shown is $status',
  ({ name, output, status, version }) => {
    const diagnosis = diagnosisOf(programNamed(name), { kind: 'answered', output });
    expect({ status: diagnosis.status, version: diagnosis.version }).toEqual({ status, version });
  },
);

function programNamed(name: string): Program {
  return PROGRAMS.find((program) => program.name === name)!;
}

test.each([
  ['1.10', '1.9', true],
  ['1.9', '1.10', false],
  ['2.30', '2.30', true],
  ['2.30.1', '2.30', true],
  ['20.0.0', '20', true],
  ['2', '2.0.1', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});

describe('of the project', () => {
  test('a folder without a fleet is in order', async () => {
    const { status, of } = await doctor();
    expect(status).toBe(ExitCode.Clean);
    expect(of('Node')).toMatchObject({ status: 'ok', version: process.versions.node });
    expect(of('fleet')).toMatchObject({ status: 'absent', message: 'there is no environments/main.ts' });
    expect(of('deploy tree')).toBeUndefined();
  });

  test('a tree that synth has written is in order, and one that somebody changed is not', async () => {
    project.write('environments/main.ts', fleetModule({ staging: SHOP }));
    expect(await doctor()).toMatchObject({ status: ExitCode.Findings, healthy: false });
    await project.run('synth');
    const synthesized = await doctor();
    expect(synthesized.status).toBe(ExitCode.Clean);
    expect(synthesized.of('fleet')).toMatchObject({ status: 'ok', message: 'environments/main.ts has 1 environment' });
    expect(synthesized.of('deploy tree')).toMatchObject({ status: 'ok' });

    project.write('deploy/overlays/staging/kustomization.yaml', 'resources: []\n');
    const before = project.files('deploy');
    const { status, of } = await doctor();
    expect(status).toBe(ExitCode.Findings);
    expect(of('deploy tree')).toMatchObject({
      message: 'deploy is not what synth would write',
      fix: expect.stringContaining('synth --check') as string,
    });
    expect(project.files('deploy')).toEqual(before);
  });

  test('a tree in another place and layout is looked at there, and the fix names it', async () => {
    project.write('other.ts', fleetModule({ staging: SHOP }));
    const { of } = await doctor({}, '--app other.ts --out tree --layout base-overlays');
    expect(of('deploy tree')?.fix).toContain('synth --check --app other.ts --out tree --layout base-overlays');
  });

  test('a synth that was interrupted is told of', async () => {
    project.write('environments/main.ts', fleetModule({ staging: SHOP }));
    await project.run('synth');
    mkdirSync(join(project.folder, 'deploy/.istio-gitops/staging'));
    expect((await doctor()).of('deploy tree')).toMatchObject({
      status: 'error',
      message: 'a synth was interrupted while it wrote deploy: the next one will have it undone',
    });
  });

  test('a fleet that cannot be loaded is told of with its place', async () => {
    project.write('broken.ts', 'export default {');
    const { status, of } = await doctor({}, '--app broken.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(of('fleet')).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/^broken\.ts:1:\d+: /) as string,
    });
  });

  test('findings of the fleet are named by synth', async () => {
    const twice = `new mesh.Namespace(env, 'a', { name: 'shop' }); new mesh.Namespace(env, 'b', { name: 'shop' });`;
    project.write('twice.ts', fleetModule({ staging: twice }));
    expect((await doctor({}, '--app twice.ts')).of('deploy tree')).toMatchObject({
      status: 'error',
      fix: 'run istio-gitops synth --app twice.ts, which names them',
    });
  });

  test('a kubeconfig that cannot be read is a warning, line by line', async () => {
    project.write('config', 'clusters: [');
    const { status, of } = await doctor({}, '', 'config');
    expect(status).toBe(ExitCode.Clean);
    expect(of('kubeconfig')).toMatchObject({ status: 'warning' });
    const io = { ...capturedIo(project.folder), environment: { KUBECONFIG: join(project.folder, 'config') } };
    await main(['doctor'], io);
    expect(io.output.stdout).toMatch(/ {2}warning {2}kubeconfig .*config is no YAML: .*\n {23}/);
    expect(io.output.stdout).not.toContain('\\u{a}');
  });

  test('the current context of the kubeconfig is named, and nothing of its user', async () => {
    const config = {
      'current-context': 'kind-istio',
      contexts: [{ name: 'kind-istio', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1:6443' } }],
      users: [{ name: 'u', user: { token: 'canary-of-a-secret' } }],
    };
    project.write('config', JSON.stringify(config));
    const { of } = await doctor({}, '', 'config');
    expect(of('kubeconfig')).toMatchObject({
      status: 'ok',
      message: 'the current context is kind-istio; it is not asked anything',
    });
    expect(JSON.stringify(of('kubeconfig'))).not.toContain('canary');
  });
});
