import { ExitCode } from '../../src/cli/exit-codes';
import { fleetModule, Project } from './project';

const SHOP = `new mesh.MeshService(env, 'shop', { port: 80 });`;
const CART = `new mesh.MeshService(env, 'cart', { port: 80 });`;
const SHOP_ROUTES = 'deploy/overlays/staging/applications/shop/virtual-service.yaml';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', fleetModule({ staging: SHOP, production: SHOP + CART }));
  project.write('one.ts', fleetModule({ staging: SHOP }));
  project.write('changed.ts', fleetModule({ staging: SHOP.replace('80', '8080'), production: SHOP + CART }));
});
afterEach(() => {
  project.remove();
});

describe('synth', () => {
  test('says in one line what it did', async () => {
    expect(await project.run('synth')).toEqual({
      status: ExitCode.Clean,
      // Besides the environments, the policies.
      stdout: expect.stringMatching(
        /^6 objects in 2 manifest sets, (\d+) files changed \(\1 created\), 0\.0 s\n$/,
      ) as string,
      stderr: '',
    });
  });

  test('changes nothing when run again', async () => {
    await project.run('synth');
    expect((await project.run('synth')).stdout).toBe('6 objects in 2 manifest sets, no file changed, 0.0 s\n');
  });

  test('replaces the files of what changed, and no others', async () => {
    await project.run('synth');
    const before = project.files('deploy');
    expect((await project.run('synth --app changed.ts')).stdout).toContain('1 file changed (1 replaced)');
    const after = project.files('deploy');
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([SHOP_ROUTES]);
  });

  test('writes the chosen environments only, and leaves the others as they are', async () => {
    await project.run('synth --env staging');
    expect(Object.keys(project.files('deploy')).some((path) => path.includes('production'))).toBe(false);
    expect((await project.run('synth --env production')).stdout).toContain('4 objects in 1 manifest set');
    expect((await project.run('synth --check --env staging production')).status).toBe(ExitCode.Clean);
    expect((await project.run('synth --check')).stdout).toContain('.yamllint.yaml');
  });

  test('removes the files of an environment that left the fleet', async () => {
    await project.run('synth');
    await project.run('synth --app one.ts');
    expect(Object.keys(project.files('deploy')).filter((path) => path.includes('production'))).toEqual([]);
  });

  test('writes to another folder where --out says so', async () => {
    await project.run('synth --out elsewhere/tree');
    expect(Object.keys(project.files('elsewhere/tree'))).toContain(SHOP_ROUTES.replace('deploy', 'elsewhere/tree'));
  });
});

test('a fleet of compiled CommonJS is one, too', async () => {
  const library = `{ environments: [], compose() {} }`;
  project.write(
    'compiled.cjs',
    `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = ${library};\n`,
  );
  expect(await project.run('synth --app compiled.cjs')).toMatchObject({
    status: ExitCode.Clean,
    stdout: expect.stringContaining('0 objects in 0 manifest sets') as string,
  });
});

describe('synth --check', () => {
  test('is clean and silent on stdout when the tree is as synth would write it', async () => {
    await project.run('synth');
    expect(await project.run('synth --check')).toMatchObject({ status: ExitCode.Clean, stdout: '' });
  });

  test('lists what differs, exits 1 and writes nothing', async () => {
    await project.run('synth');
    const before = project.files('deploy');
    expect(await project.run('synth --check --app changed.ts')).toMatchObject({
      status: ExitCode.Findings,
      stdout: `replace ${SHOP_ROUTES}\n`,
    });
    expect(project.files('deploy')).toEqual(before);
  });

  test('exits 1 where nothing has been written yet', async () => {
    expect((await project.run('synth --check')).status).toBe(ExitCode.Findings);
    expect(Object.keys(project.files('.')).some((path) => path.startsWith('deploy'))).toBe(false);
  });

  test('names a file that a person changed', async () => {
    await project.run('synth');
    project.write(SHOP_ROUTES, project.read(SHOP_ROUTES).replace('15s', '99s'));
    expect(await project.run('synth --check')).toMatchObject({
      status: ExitCode.Findings,
      stdout: `keep (edited) ${SHOP_ROUTES}\n`,
    });
  });
});

test('synth --dry-run lists what would change, and exits 0', async () => {
  await project.run('synth');
  expect(await project.run('synth --dry-run --app changed.ts')).toMatchObject({
    status: ExitCode.Clean,
    stdout: `replace ${SHOP_ROUTES}\n`,
  });
});

describe('a file that synth must not overwrite', () => {
  const edited = (): string => project.read(SHOP_ROUTES).replace('15s', '99s');

  test('is named, and nothing is written', async () => {
    await project.run('synth');
    project.write(SHOP_ROUTES, edited());
    const before = project.files('deploy');
    const { status, stderr } = await project.run('synth --app changed.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toContain(`${SHOP_ROUTES}: a person changed it since synth wrote it\n`);
    expect(stderr).toContain('nothing is written');
    expect(project.files('deploy')).toEqual(before);
  });

  test('is overwritten with --force', async () => {
    await project.run('synth');
    project.write(SHOP_ROUTES, edited());
    expect((await project.run('synth --force')).stdout).toContain('1 file changed (1 replaced)');
    expect(project.read(SHOP_ROUTES)).not.toContain('99s');
  });

  test('is somebody else’s where it has no header', async () => {
    project.write(SHOP_ROUTES, 'kind: VirtualService\n');
    expect((await project.run('synth')).stderr).toContain(`${SHOP_ROUTES}: synth did not write it\n`);
  });

  test('is anything that synth does not want', async () => {
    project.write('deploy/overlays/staging/README.md', 'by hand\n');
    await project.run('synth');
    expect(project.read('deploy/overlays/staging/README.md')).toBe('by hand\n');
  });
});

test('exceptions to mutual TLS are reported, and the tree is written', async () => {
  const exception = `{ name: 'legacy', namespace: 'legacy', mode: 'PERMISSIVE', reason: 'joins the mesh in spring' }`;
  project.write(
    'mesh.ts',
    fleetModule({ staging: `new mesh.MeshDefaults(env, 'm', { mtlsExceptions: [${exception}] });` }),
  );
  const { status, stderr } = await project.run('synth --app mesh.ts');
  expect(status).toBe(ExitCode.Clean);
  expect(stderr).toMatch(
    /^info IGO0201 PeerAuthentication legacy\/legacy \(mesh\.ts:3:\d+\)\n {2}mutual TLS is PERMISSIVE: joins/,
  );
});

describe('what synth refuses', () => {
  test('is told with the line that made it, and nothing is written', async () => {
    project.write(
      'twice.ts',
      fleetModule({ staging: SHOP + SHOP.replace("'shop'", "'again'").replace('80', "80, namespace: 'default'") }),
    );
    project.write(
      'duplicate.ts',
      fleetModule({
        staging: `new mesh.Namespace(env, 'a', { name: 'shop' });\nnew mesh.Namespace(env, 'b', { name: 'shop' });`,
      }),
    );
    const { status, stderr } = await project.run('synth --app duplicate.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toContain('error IGO0100 Namespace shop (duplicate.ts:4:');
    expect(stderr).toContain('see also duplicate.ts:3:');
    expect(stderr).toContain('nothing is written: 1 finding\n');
    expect(Object.keys(project.files('.')).some((path) => path.startsWith('deploy'))).toBe(false);
  });

  test('is told for all environments at once', async () => {
    const dangling = `new mesh.VirtualService(env, 'v', { namespace: 'default', hosts: [], http: [{ delegate: { name: 'gone', namespace: 'default' } }] });`;
    project.write('both.ts', fleetModule({ staging: dangling, production: dangling }));
    expect((await project.run('synth --app both.ts')).stderr).toContain('nothing is written: 2 findings\n');
  });

  test('is told once where environments have it in common', async () => {
    const fleet = fleetModule({ staging: 'team(env);', production: 'team(env);' });
    project.write(
      'common.ts',
      `import { Construct } from 'constructs';
${fleet}
function team(env: Construct): void {
  new Construct(env, 'team').node.addValidation({ validate: () => ['it has no owner'] });
}
`,
    );
    expect((await project.run('synth --app common.ts')).stderr).toBe(
      `error IGO0110 (team)\n  in staging and production: [team] it has no owner\nnothing is written: 2 findings\n`,
    );
    expect((await project.run('validate --no-istioctl --app common.ts')).stdout).toBe(
      `team\n  error IGO0110 in staging and production: [team] it has no owner\n`,
    );
  });

  test('is an impossible prop, at its line and without a stack', async () => {
    project.write('props.ts', fleetModule({ staging: SHOP.replace('80', '99999') }));
    const { status, stderr } = await project.run('synth --app props.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toMatch(
      /^props\.ts:3:\d+: \[staging\/shop\] port 99999: a port is a whole number from 1 to 65535\n$/,
    );
  });

  test("is an impossible prop of a user's own construct, at the line of the environment", async () => {
    const construct = (refusal: string): string => `import { Construct } from 'constructs';
import * as mesh from 'istio-gitops';
export class Api extends Construct {
  constructor(scope: Construct, id: string, props: { readonly port: number }) {
    super(scope, id);
    ${refusal}
  }
}
`;
    project.write(
      'refusing.ts',
      construct("if (props.port === 0) throw new mesh.PropsError(this.node.path, 'it has no port', 'name one');"),
    );
    project.write('passing.ts', construct('new mesh.MeshService(this, id, props);'));
    const fleet = (module: string): string =>
      `import { Api } from './${module}';\n${fleetModule({ staging: "new Api(env, 'api', { port: 0 });" })}`;
    project.write('refused.ts', fleet('refusing'));
    project.write('passed.ts', fleet('passing'));
    const told = async (app: string): Promise<string> => (await project.run(`synth --app ${app}`)).stderr;
    expect(await told('refused.ts')).toMatch(
      /^refused\.ts:4:\d+: \[staging\/api\] it has no port: name one\n {2}by way of refusing\.ts:6:\d+\n$/,
    );
    expect(await told('passed.ts')).toMatch(
      /^passed\.ts:4:\d+: \[staging\/api\/api\] port 0: a port is a whole number .*\n {2}by way of passing\.ts:6:\d+\n$/,
    );
  });

  test('is an error of the composition itself, with its kind', async () => {
    project.write('throws.ts', fleetModule({ staging: `(undefined as never as { x(): void }).x();` }));
    const { status, stderr } = await project.run('synth --app throws.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toMatch(/^throws\.ts:3:\d+: TypeError: Cannot read properties of undefined/);
    expect(stderr).not.toContain('    at ');
  });

  test('comes with a stack where --debug asks for it', async () => {
    project.write('debug.ts', fleetModule({ staging: `throw new Error('here');` }));
    expect((await project.run('--debug synth --app debug.ts')).stderr).toContain('    at ');
  });

  test('is a release state that does not fit, with its line', async () => {
    project.write('state.releases.yaml', 'services:\n  shop:\n    strategy: canry\n    stable: v1\n');
    project.write(
      'state.ts',
      fleetModule({ staging: SHOP }).replace('compose(env)', `releases: './state.releases.yaml', compose(env)`),
    );
    const { status, stderr } = await project.run('synth --app state.ts');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toMatch(/^state\.releases\.yaml:3:\d+: .*strategy/);
  });
});

describe('wrong usage exits 2 with a suggestion', () => {
  test.each([
    ['synt', '(Did you mean synth?)'],
    ['synth --chek', '(Did you mean --check?)'],
    ['synth --env prod', 'did you mean "production"?'],
    ['synth --check --dry-run', 'cannot be used with'],
    ['synth extra', 'too many arguments'],
  ])('%s', async (line, hint) => {
    const { status, stdout, stderr } = await project.run(line);
    expect(status).toBe(ExitCode.Usage);
    expect(stdout).toBe('');
    expect(stderr).toContain(hint);
  });
});

describe('a failed world exits 3', () => {
  test('when there is no module', async () => {
    const { status, stderr } = await project.run('synth --app gone.ts');
    expect(status).toBe(ExitCode.World);
    expect(stderr).toContain('gone.ts does not exist');
  });

  test('when the module exports no fleet', async () => {
    project.write('empty.ts', 'export const fleet = 1;\n');
    expect((await project.run('synth --app empty.ts')).stderr).toContain('export default defineFleet');
  });

  test('when the release state cannot be read', async () => {
    project.write(
      'unread.ts',
      fleetModule({ staging: SHOP }).replace('compose(env)', `releases: './gone.yaml', compose(env)`),
    );
    const { status, stderr } = await project.run('synth --app unread.ts');
    expect(status).toBe(ExitCode.World);
    expect(stderr).toContain('gone.yaml does not exist: create it, or name another file');
  });

  test('when the folder of the deploy tree is a file', async () => {
    project.write('deploy', 'a file\n');
    expect((await project.run('synth')).status).toBe(ExitCode.World);
  });
});

test('a program that is no TypeScript is told where', async () => {
  project.write('broken.ts', 'export default {\n  environments: ],\n};\n');
  const { status, stderr } = await project.run('synth --app broken.ts');
  expect(stderr).toMatch(/^broken\.ts:2:\d+: Unexpected token/);
  expect(status).toBe(ExitCode.Findings);
});

test('what a delivery cannot do leads to the environment that asks for it', async () => {
  project.write(
    'environments/main.ts',
    `import { argoCd, defineEnvironment, defineFleet } from 'istio-gitops';
const clusters = [{ name: 'eu', variables: { DOMAIN: 'eu.example.com' } }];
const staging = defineEnvironment('staging', { clusters, delivery: argoCd(), compose: () => undefined });
export default defineFleet({ repository: { url: 'https://git.example.com/mesh.git' }, environments: [staging] });
`,
  );
  const { status, stderr } = await project.run('synth');
  expect(stderr).toMatch(/^environments\/main\.ts:3:\d+: \[staging\] the cluster eu has variables/);
  expect(status).toBe(ExitCode.Findings);
});
