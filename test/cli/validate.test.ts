import { basename, dirname } from 'node:path';
import { fleetModule, Project } from './project';

const BROKEN = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  gateways: [missing]
  http:
    - route: [{ destination: { host: reviews, subset: v3 } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 }, weight: 3 }]
---
apiVersion: example.com/v1
kind: Widget
metadata: { name: widget, namespace: shop }
`;

const GOOD = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  egress: [{ hosts: ['./*'] }]
`;

let project: Project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.remove();
});

/** Code, object and line of each finding. */
function findingsOf(stdout: string): readonly unknown[] {
  interface Record {
    readonly code: string;
    readonly resource?: { readonly name: string };
    readonly file?: string;
    readonly line?: number;
  }
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Record[] };
  return findings.map(({ code, resource, file, line }) => [code, resource?.name, `${file}:${line}`]);
}

test('a folder of YAML is checked by all offline stages, and what has no schema is skipped', async () => {
  project.write('mesh/reviews.yaml', BROKEN);
  const { status, stdout, stderr } = await project.run('validate mesh --format json --no-istioctl');
  expect(findingsOf(stdout)).toEqual([
    ['IST0106', 'reviews', 'mesh/reviews.yaml:15'],
    ['IST0101', 'reviews', 'mesh/reviews.yaml:6'],
    ['route_retries', 'reviews', 'mesh/reviews.yaml:8'],
    ['route_timeout', 'reviews', 'mesh/reviews.yaml:8'],
  ]);
  expect(stderr).toContain('1 Widget');
  expect(status).toBe(1);
});

test('the standard input is checked', async () => {
  const { status, stdout } = await project.run('validate - --no-istioctl', {
    stdin: BROKEN.replace(', weight: 3', ''),
  });
  expect(stdout).toContain('error IST0101');
  expect(stdout).toMatch(/\(standard input:1:1\)\n[^]* 8:55 error IST0101/);
  expect(status).toBe(1);
});

test('clean YAML is clean', async () => {
  project.write('sidecar.yaml', GOOD);
  expect(await project.run('validate sidecar.yaml --no-istioctl')).toEqual({
    status: 0,
    stdout: '',
    stderr: 'nothing found in 1 object of 1 set\n',
  });
});

test('stages, codes and severities are chosen', async () => {
  project.write('mesh.yaml', BROKEN);
  const codesBy = async (options: string): Promise<unknown> => {
    const { status, stdout } = await project.run(`validate mesh.yaml --format json --no-istioctl ${options}`);
    return [status, findingsOf(stdout).map((finding) => (finding as string[])[0])];
  };
  expect(await codesBy('--stage schema')).toEqual([1, ['IST0106']]);
  expect(await codesBy('--stage lint')).toEqual([0, []]);
  expect(await codesBy('--stage policy')).toEqual([1, ['route_retries', 'route_timeout']]);
  expect(await codesBy('--only ist0101')).toEqual([1, ['IST0101']]);
  expect(await codesBy('--skip IST0101 IST0106 route_retries')).toEqual([1, ['route_timeout']]);
  expect(await codesBy('--stage schema --fail-on never')).toEqual([0, ['IST0106']]);
});

test('what two sets share is said once to GitHub, by its path from the root of the checkout', async () => {
  project.write('team/base/kustomization.yaml', 'resources: [mesh.yaml]\n');
  project.write('team/base/mesh.yaml', BROKEN);
  for (const name of ['dev', 'prod']) project.write(`team/${name}/kustomization.yaml`, 'resources: [../base]\n');
  const files = async (format: string): Promise<readonly string[]> => {
    const environment = { GITHUB_WORKSPACE: dirname(project.folder) };
    const line = `validate team/dev team/prod --stage schema --format ${format}`;
    const { stdout } = await project.run(line, { environment });
    return [...stdout.matchAll(/(?:file=|"uri": ")([^,"]+)/g)].map(([, file]) => file!);
  };
  const file = `${basename(project.folder)}/team/base/mesh.yaml`;
  expect(await files('github')).toEqual([file]);
  expect(await files('sarif')).toEqual([file]);
});

test('a standard input without anything is no clean one', async () => {
  const { status, stderr } = await project.run('validate -', { stdin: '\n' });
  expect([status, stderr]).toEqual([3, expect.stringContaining('the standard input is empty')]);
});

test('a kind that Istio does not have is an error, one of a stranger is skipped', async () => {
  project.write('a.yaml', GOOD.replace('Sidecar', 'SideCar'));
  const { stdout } = await project.run('validate a.yaml');
  expect(stdout).toContain('networking.istio.io has no kind SideCar; did you mean "Sidecar"?');
});

test('a baseline ignores what was there, until something new comes or its day', async () => {
  project.write('mesh.yaml', BROKEN);
  const write = await project.run('validate mesh.yaml --no-istioctl --write-baseline known.yaml');
  expect([write.status, write.stdout]).toEqual([0, '']);
  expect(write.stderr).toContain('known.yaml knows 4 findings');
  const known = await project.run('validate mesh.yaml --no-istioctl --baseline known.yaml');
  expect([known.status, known.stdout]).toEqual([0, '']);
  expect(known.stderr).toContain('4 ignored');

  project.write('mesh.yaml', BROKEN.replace(/^spec:/m, 'surplus: 1\nspec:'));
  const more = await project.run('validate mesh.yaml --no-istioctl --baseline known.yaml');
  expect([more.status, more.stdout]).toEqual([1, expect.stringContaining('surplus')]);

  project.write('mesh.yaml', BROKEN);
  project.write('known.yaml', project.read('known.yaml').replaceAll(/reason: .*/g, '$&\n    until: 2026-12-31'));
  const later = await project.run('validate mesh.yaml --no-istioctl --baseline known.yaml', { today: '2027-01-01' });
  expect([later.status, later.stdout]).toEqual([1, expect.stringContaining('IGO0402')]);
});

test.each<[string, string, RegExp]>([
  ['day', 'until: soon', /known\.yaml:6:12: \/findings\/0\/until is no day: write it as 2027-01-31/],
  ['field', 'whatever: 1', /known\.yaml:.*has an unknown field "whatever"/],
])('a baseline with a wrong %s is told', async (_, line, message) => {
  project.write('sidecar.yaml', GOOD);
  project.write(
    'known.yaml',
    `findings:\n  - code: IST0101\n    kind: VirtualService\n    name: a\n    reason: b\n    ${line}\n`,
  );
  const { status, stderr } = await project.run('validate sidecar.yaml --baseline known.yaml');
  expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
});

test('environments are checked with the line that made each object', async () => {
  project.write(
    'environments/main.ts',
    fleetModule({
      'validated-one':
        "new mesh.ServiceEntry(env, 'api', { namespace: 'shop', hosts: ['*.example.com'], location: 'MESH_INTERNAL', resolution: 'NONE', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] });",
    }),
  );
  const { stdout, stderr, status } = await project.run('validate --no-istioctl');
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: 'nothing found in 1 object of 1 set\n', status: 0 });
});

test.each<[string, string, number, RegExp]>([
  ['a missing path', 'validate nowhere', 3, /nowhere does not exist/],
  ['an unknown stage', 'validate --stage lnt', 2, /Allowed choices are lint/],
  [
    'a path for a stage',
    'validate --stage lint schema mesh',
    2,
    /argument 'mesh' is invalid.* paths stand before --stage/,
  ],
  ['paths and environments', 'validate mesh --env production', 2, /leave out one of them/],
  ['an unknown code', 'validate --explain route_timout', 2, /no code route_timout; did you mean "route_timeout"/],
  ['an unknown code to leave out', 'validate mesh --skip truthi', 2, /no code truthi; did you mean "truthy"/],
  ['a path for a code', 'validate --only IST0101 mesh', 2, /paths stand before --only and --skip/],
  ['policies that would not be asked', 'validate mesh --stage lint --policy x', 2, /which --stage leaves out/],
  ['a missing folder of policies', 'validate mesh --policy nowhere', 3, /there is no folder of policies at .*nowhere/],
  ['CRDs where there are none', 'validate mesh --crds mesh', 2, /no CustomResourceDefinition in mesh/],
  ['a missing kubeconfig', 'validate sidecar.yaml --stage dry-run --kubeconfig none', 3, /none does not exist/],
])('%s is told', async (_, line, expected, message) => {
  project.write('mesh/sidecar.yaml', GOOD);
  project.write('sidecar.yaml', GOOD);
  const { status, stderr } = await project.run(line);
  expect([status, stderr]).toEqual([expected, expect.stringMatching(message)]);
});

test('a code is explained, with a bad and a good example', async () => {
  const { stdout, status } = await project.run('validate --explain ist0101');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^IST0101 ReferencedResourceNotFound[^]*Bad:[^]*Good:/)]);
});
