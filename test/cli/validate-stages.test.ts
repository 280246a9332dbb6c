import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fleetModule, Project } from './project';

let project: Project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.remove();
});

interface Answer {
  readonly findings: readonly {
    readonly code: string;
    readonly stage: string;
    readonly set?: string;
    readonly resource?: { readonly name: string };
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly field?: string;
  }[];
  readonly summary: {
    readonly skipped: readonly unknown[];
    readonly unchecked: readonly { readonly kind: string; readonly objects: number }[];
    readonly unread: readonly unknown[];
  };
}

async function validate(line: string, stdin = ''): Promise<Answer> {
  const { stdout, stderr } = await project.run(`validate ${line} --no-istioctl --format json`, { stdin });
  return stdout === '' ? Promise.reject(new Error(stderr)) : (JSON.parse(stdout) as Answer);
}

/** `file:line:column code` of each finding. */
async function found(line: string, stdin?: string): Promise<readonly string[]> {
  const { findings } = await validate(line, stdin);
  return findings.map(({ code, file, line: row, column }) => `${file}:${row}:${column} ${code}`);
}

function sidecar(name: string, rest = ''): string {
  return `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, namespace: shop }
spec: { egress: [{ hosts: ['./*'] }]${rest} }
`;
}

function route(name: string, labels = '{}'): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop, labels: ${labels} }
spec: { hosts: [${name}], http: [{ route: [{ destination: { host: ${name} } }], retries: { attempts: 1 } }] }
`;
}

describe('lint', () => {
  test('looks at what was read, once, and at nothing else', async () => {
    project.write('base/kustomization.yaml', 'resources: [a.yaml]\n');
    project.write('base/a.yaml', `# off\n${sidecar('a')}on: off\n`);
    for (const name of ['one', 'two']) {
      project.write(`${name}/kustomization.yaml`, 'resources: [../base]\n');
    }
    project.write('values.yaml', 'enabled: yes\n');
    expect(await found('one two --stage lint')).toEqual(['base/a.yaml:6:1 truthy', 'base/a.yaml:6:5 truthy']);
    expect(await found('values.yaml --stage lint')).toEqual([
      'values.yaml:1:1 NOT_AN_OBJECT',
      'values.yaml:1:10 truthy',
    ]);
  });

  test('honours the configuration of yamllint, also for the standard input', async () => {
    project.write('.yamllint.yaml', 'rules: { colons: enable }\n');
    project.write('mesh/a.yaml', `kind : Sidecar\n${sidecar('a').replace('kind: Sidecar\n', '')}`);
    expect(await found('mesh --stage lint')).toEqual(['mesh/a.yaml:1:5 colons']);
    expect(await found('- --stage lint', 'apiVersion : v1\nkind: Namespace\nmetadata: { name: a }\n')).toEqual([
      'standard input:1:11 colons',
    ]);
  });

  test('tells nothing that the reader has told', async () => {
    project.write('a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, name: a, labels: { b: yes } }\n');
    expect(await found('a.yaml')).toEqual(['a.yaml:3:22 DUPLICATE_KEY', 'a.yaml:3:44 BAD_METADATA']);
    project.write('b.yaml', 'kind: ConfigMap\n\tapiVersion: v1\n');
    expect(await found('b.yaml')).toEqual(['b.yaml:2:1 TAB_AS_INDENT']);
  });

  test('has findings that a baseline knows by their file', async () => {
    project.write('a.yaml', `${sidecar('a')}on: 1\n`);
    project.write('known/readme.md', '');
    await project.run('validate a.yaml --stage lint --write-baseline known/baseline.yaml');
    expect(project.read('known/baseline.yaml')).toContain('code: truthy\n    file: ../a.yaml\n');
    const { status, stderr } = await project.run('validate a.yaml --stage lint --baseline known/baseline.yaml');
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 ignored')]);
  });
});

describe('sources', () => {
  test('files that are named one by one are one set, and folders are sets of their own', async () => {
    project.write('a.yaml', sidecar('a'));
    project.write('again.yaml', sidecar('a'));
    for (const folder of ['x', 'y']) project.write(`${folder}/a.yaml`, route('a'));
    expect(await found('a.yaml again.yaml')).toEqual(['again.yaml:1:1 DUPLICATE_OBJECT']);
    const { findings } = await validate('x y --only route_timeout');
    expect(findings.map(({ set }) => set)).toEqual(['x', 'y']);
  });

  test('files that nothing was read of are counted', async () => {
    project.write('kustomization.yaml', 'resources: [a.yaml]\n');
    project.write('a.yaml', sidecar('a'));
    project.write('left-over.yaml', sidecar('b'));
    const { summary } = await validate('kustomization.yaml');
    expect(summary.unread).toEqual([
      { file: 'left-over.yaml', reason: 'in no kustomization' },
      { file: 'tsconfig.json', reason: 'in no kustomization' },
    ]);
  });
});

describe('policy', () => {
  const PARAMETERS = 'deploy/policies/rego/istio/parameters/data.yaml';
  const EXEMPTION = '{ policy: route_timeout, kind: VirtualService, namespace: shop, name: a, reason: streams }';

  test('has the line of the field', async () => {
    project.write('a.yaml', `${sidecar('b')}---\n${route('a')}`);
    expect(await found('a.yaml')).toEqual(['a.yaml:9:28 route_timeout']);
  });

  test('takes its parameters from the deploy tree around what is read', async () => {
    project.write('deploy/overlays/live/a.yaml', route('a') + '---\n' + route('b'));
    project.write(PARAMETERS, `exemptions: [${EXEMPTION}]\n`);
    const { findings } = await validate('deploy/overlays/live --stage policy');
    expect(findings.map(({ code, resource }) => [code, resource?.name])).toEqual([['route_timeout', 'b']]);
    project.write(PARAMETERS, `exemptions: [${EXEMPTION.replace('streams', '""')}]\n`);
    const { status, stderr } = await project.run('validate deploy/overlays/live');
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/data\.yaml:1:\d+: \/exemptions\/0\/reason is empty: say why/),
    ]);
  });

  test('takes them from the fleet for environments', async () => {
    const entry = `new mesh.ServiceEntry(env, 'api', { namespace: 'shop', hosts: ['api.example.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] });`;
    const policy = { policy: 'external_circuit_breaker', kind: 'ServiceEntry', namespace: 'shop', name: 'api' };
    const parameters = { exemptions: [{ ...policy, reason: 'a test' }] };
    for (const [name, props] of Object.entries({ bare: '', exempt: `policies: ${JSON.stringify(parameters)}, ` })) {
      project.write(`${name}.ts`, fleetModule({ [name]: entry }).replace('environments:', `${props}environments:`));
    }
    expect(await found('--app bare.ts')).toEqual(['bare.ts:3:7 external_circuit_breaker']);
    expect(await found('--app exempt.ts')).toEqual([]);
  });

  test('says nothing of objects of the wrong shape, nor of Secrets what a rule has said', async () => {
    project.write('a.yaml', route('a').replace('http: [', 'http: [7, ').replace('hosts: [a]', 'hosts: 3'));
    expect(new Set((await validate('a.yaml')).findings.map(({ stage }) => stage))).toEqual(new Set(['schema']));
    project.write('b.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ndata: { a: YQ== }\n');
    expect(await found('b.yaml')).toEqual(['b.yaml:1:1 IGO0104']);
    expect(await found('b.yaml --skip IGO0104')).toEqual(['b.yaml:4:7 plaintext_secret']);
  });
});

describe('policies of a team', () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  /** An opa that knows one policy, which says of every first object what it is told to. */
  function withOpa(says: object): void {
    const rule = { head: { name: 'deny', ref: [{ type: 'var', value: 'deny' }] } };
    const input = {
      type: 'ref',
      value: [
        { type: 'var', value: 'input' },
        { type: 'string', value: 'kind' },
      ],
    };
    const names = ['data', 'team'].map((value) => ({ type: 'string', value }));
    const answer = (value: unknown): string => JSON.stringify({ result: [{ expressions: [{ value }] }] });
    const modules = answer([{ package: { path: names }, rules: [{ ...rule, body: [input] }] }]);
    const bin = join(project.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const script = `#!/bin/sh\ncase "$*" in *parse_module*) echo '${modules}' ;; *) echo '${answer([[{ object: 0, says: [says] }]])}' ;; esac\n`;
    writeFileSync(join(bin, 'opa'), script, { mode: 0o755 });
    process.env.PATH = [bin, path].join(delimiter);
  }

  beforeEach(() => {
    project.write('rego/team.rego', 'package team\n');
    project.write('a.yaml', route('a'));
  });

  test('stand beside ours, under their names', async () => {
    withOpa({ msg: 'it has no owner', pointer: '/metadata/labels' });
    expect(await found('a.yaml --policy rego')).toEqual(['a.yaml:4:28 route_timeout', 'a.yaml:3:47 team.deny']);
    expect(await found('a.yaml --policy rego --only team.deny')).toEqual(['a.yaml:3:47 team.deny']);
  });

  test('may be ours, which say everything once', async () => {
    const message = 'the route has no timeout, so that a service that hangs holds its callers';
    withOpa({ policy: 'route_timeout', pointer: '/spec/http/0', message });
    expect(await found('a.yaml --policy rego')).toEqual(['a.yaml:4:28 route_timeout']);
  });

  test('need an opa', async () => {
    process.env.PATH = join(project.folder, 'nothing');
    const { status, stderr } = await project.run('validate a.yaml --policy rego');
    expect([status, stderr]).toEqual([3, expect.stringContaining('there is no opa on the PATH; install it')]);
  });
});

describe('kinds of a team', () => {
  const WIDGET = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: a, namespace: b }\nspec: { size: big }\n';
  const definition = (scope = 'Namespaced'): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  names: { kind: Widget, plural: widgets }
  scope: ${scope}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: integer } } } }
`;

  test('are skipped, until their CRD is named or in one of the sets', async () => {
    project.write('mesh/a.yaml', WIDGET);
    project.write('crds/widget.yaml', definition());
    expect((await validate('mesh')).summary.skipped).toMatchObject([{ resource: { kind: 'Widget' } }]);
    for (const line of ['mesh --crds crds', '--crds crds/widget.yaml mesh', 'mesh crds']) {
      const { findings, summary } = await validate(line);
      expect(findings).toMatchObject([{ code: 'IST0106', file: 'mesh/a.yaml', line: 4, field: 'spec.size' }]);
      expect(summary.skipped).toEqual([]);
    }
  });

  test('must have CRDs that can be read', async () => {
    project.write('mesh/a.yaml', WIDGET);
    project.write('crds/widget.yaml', `---\n${definition('Anywhere')}`);
    const { status, stderr } = await project.run('validate mesh --crds crds');
    expect([status, stderr]).toEqual([
      2,
      'error: crds/widget.yaml:2:1: widgets.example.com: spec.scope is Anywhere, neither Namespaced nor Cluster\n',
    ]);
    expect(await found('crds')).toEqual(['crds/widget.yaml:2:1 IST0106']);
  });
});

test('what only an API server checks is counted by kind', async () => {
  const names = ['a', 'b'].map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`);
  project.write('a.yaml', names.join('---\n'));
  expect((await validate('a.yaml')).summary.unchecked).toMatchObject([{ kind: 'Namespace', objects: 2 }]);
  expect((await project.run('validate a.yaml --no-istioctl')).stderr).toContain('unchecked: what Kubernetes');
});
