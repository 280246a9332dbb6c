import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { policyModules } from '../../src/adapters/policy-modules';
import { policyFiles } from '../../src/layout/policy-files';
import type { KubernetesObject } from '../../src/model/identity';
import type { PolicyParameters } from '../../src/model/policy-parameters';
import { temporaryFolders, writeTo } from '../adapters/temporary-folder';
import { codeBlocks } from '../docs/code-blocks';
import { kustomizeBuild, objectsIn } from './kustomize';
import { conftestFindings, opaFindings, PolicyFinding } from './opa';
import { describeWith, programPath } from './programs';
import { DEPLOY_TREE, overlayOf } from './sample';
import { PROVOCATIONS } from './provocations';
import { requiredBuiltins } from './wasm-builtins';

const SOURCES = join(__dirname, '../../policies/rego');
const DEPLOYED = join(DEPLOY_TREE, 'policies/rego');

const policies = [...policyModules().keys()].flatMap((path) => /\/policies\/(\w+)\/\1\.rego$/.exec(path)?.[1] ?? []);

const newFolder = temporaryFolders();

/** The policies as they would be deployed with these parameters. */
function policiesWith(parameters: PolicyParameters): string {
  const folder = newFolder();
  for (const [path, text] of policyFiles(policyModules(), parameters)) writeTo(folder, path, text);
  return join(folder, 'policies/rego');
}

async function built(environment: string): Promise<readonly KubernetesObject[]> {
  return objectsIn(await kustomizeBuild(overlayOf(environment)));
}

describeWith(['opa'], 'the Rego policies', () => {
  const opa = (...argv: string[]): string => execFileSync(programPath('opa'), argv, { encoding: 'utf8' });

  test.each([
    ['of the package', SOURCES],
    ['in the deploy tree', DEPLOYED],
  ])('%s are strict, formatted, and pass their tests, which reach every line', (_, folder) => {
    expect(opa('check', '--strict', folder)).toBe('');
    expect(opa('fmt', '--list', folder)).toBe('');
    opa('test', '--coverage', '--threshold', '100', folder);
  });

  test('pass their tests whatever the parameters of a fleet are', () => {
    const exemptions = [
      { policy: 'plaintext_secret', kind: 'Secret', namespace: 'shop', name: 'tls', reason: 'a test' },
    ];
    opa(
      'test',
      policiesWith({
        productionEnvironments: ['live'],
        minimumTlsVersion: 'TLSV1_3',
        gatewayDomains: ['example.net'],
        envoyFilterTypes: [],
        exemptions,
      }),
    );
  });

  test('say in their metadata how severe they are, as the rules have it', () => {
    const { annotations } = JSON.parse(opa('inspect', '--annotations', '--format', 'json', SOURCES)) as Inspection;
    const severities = annotations.flatMap(({ annotations: { scope, custom }, path }) =>
      scope === 'package' && path[2]?.value === 'policies' ? [[path[3]!.value, custom?.severity] as const] : [],
    );
    const denying = [...policyModules()].flatMap(([path, text]) =>
      path.includes('/policies/') && /^deny contains/m.test(text) ? [path.split('/')[2]] : [],
    );
    expect(severities.map(([name]) => name).sort()).toEqual(policies);
    expect(severities.filter(([, severity]) => severity === 'error').map(([name]) => name)).toEqual(denying);
  });

  test('compile to Wasm by one entrypoint, and need no function of the program that runs it', async () => {
    const bundle = join(newFolder(), 'bundle.tar.gz');
    opa('build', '--target=wasm', '--entrypoint=istio/findings', '--ignore=*_test.rego', `--output=${bundle}`, SOURCES);
    const module = execFileSync('tar', ['--extract', '--gzip', '--to-stdout', '--file', bundle, '/policy.wasm'], {
      maxBuffer: 16 * 1024 * 1024,
    });
    expect(await requiredBuiltins(module)).toEqual({});
  });
});

interface Inspection {
  readonly annotations: readonly {
    readonly annotations: { readonly scope: string; readonly custom?: { readonly severity?: string } };
    readonly path: readonly { readonly value: string }[];
  }[];
}

describeWith(['opa', 'kustomize'], 'what is deployed', () => {
  test.each(['development', 'staging', 'production'])('%s gives policies nothing to say', async (environment) => {
    expect(opaFindings(DEPLOYED, await built(environment))).toEqual([]);
  });

  test.each(PROVOCATIONS)('$policy speaks when $environment $does', async ({ environment, provoke, policy, says }) => {
    const objects = provoke(await built(environment));
    const findings = opaFindings(DEPLOYED, objects).filter((finding) => finding.policy === policy);
    expect(findings.map(({ msg }) => msg)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
  });

  test('every policy is provoked', () => {
    expect([...new Set(PROVOCATIONS.map(({ policy }) => policy))].sort()).toEqual(policies);
  });
});

describeWith(['opa', 'kustomize'], 'the policy of a team in the page on rules', () => {
  test('takes part beside ours, strict, formatted and tested', async () => {
    const page = new Map(
      codeBlocks(join(__dirname, '../../docs/extending/rule.md')).map(({ name, code }) => [name, code]),
    );
    const policies = policiesWith({});
    writeTo(policies, 'istio/policies/owner/owner.rego', page.get('policy')!);
    writeTo(policies, 'istio/policies/owner/owner_test.rego', page.get('policy test')!);
    const objects = await built('production');
    const routes = objects.filter(({ kind }) => kind === 'VirtualService').map(({ metadata: { name } }) => name);
    const findings = opaFindings(policies, objects);
    expect(findings.map(({ resource: { name } }) => name).sort()).toEqual(routes.sort());
    const opa = (...argv: string[]): string => execFileSync(programPath('opa'), argv, { encoding: 'utf8' });
    expect(opa('check', '--strict', policies)).toBe('');
    expect(opa('fmt', '--list', policies)).toBe('');
    opa('test', '--coverage', '--threshold', '100', policies);
  });
});

describeWith(['opa'], 'the policy beside the sources in the page on rules', () => {
  test('is strict, formatted, and looks at one object at a time', () => {
    const page = codeBlocks(join(__dirname, '../../docs/extending/rule.md'));
    const folder = newFolder();
    writeTo(folder, 'owner.rego', page.find(({ name }) => name === 'policy of the sources')!.code);
    const opa = (input: string, ...argv: string[]): string =>
      execFileSync(programPath('opa'), argv, { input, encoding: 'utf8' });
    expect(opa('', 'check', '--strict', folder)).toBe('');
    expect(opa('', 'fmt', '--list', folder)).toBe('');
    const denied = (annotations: object): unknown => {
      const route = JSON.stringify({ kind: 'VirtualService', metadata: { annotations } });
      return JSON.parse(opa(route, 'eval', '--format', 'raw', '--data', folder, '--stdin-input', 'data.owner.deny'));
    };
    expect(denied({})).toEqual(['nobody is said to own these routes']);
    expect(denied({ 'example.com/owner': 'team-shop' })).toEqual([]);
  });
});

describeWith(['opa'], 'the policy beside the sources in the page on policies', () => {
  const page = new Map(codeBlocks(join(__dirname, '../../docs/policies.md')).map(({ name, code }) => [name, code]));
  const folder = newFolder();
  const opa = (...argv: string[]): string =>
    execFileSync(programPath('opa'), argv, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  const write = (policy: string): void => {
    writeTo(folder, 'team-policies/filters.rego', policy);
    writeTo(folder, 'team-policies/filters_test.rego', page.get('policy test')!);
  };

  test('is strict, formatted, and passes its test, by the command of the page', () => {
    write(page.get('policy')!);
    const [command] = page.get('policy commands')!.split('\n');
    expect(opa('check', '--strict', 'team-policies')).toBe('');
    expect(opa('fmt', '--list', 'team-policies')).toBe('');
    expect(opa(...command!.split(' ').slice(1))).toContain('PASS: 2/2');
  });

  test('does not pass it when it denies nothing', () => {
    write(page.get('policy')!.replace('"EnvoyFilter"', '"VirtualService"'));
    expect(() => opa('test', 'team-policies')).toThrow();
  });
});

describeWith(['opa', 'conftest', 'kustomize'], 'conftest and opa', () => {
  const inOrder = (findings: readonly PolicyFinding[]): PolicyFinding[] =>
    [...findings].sort((one, other) => (one.msg < other.msg ? -1 : 1));
  let objects: readonly KubernetesObject[];
  beforeAll(async () => {
    objects = PROVOCATIONS.filter(({ environment }) => environment === 'production').reduce(
      (all, { provoke }) => provoke(all),
      await built('production'),
    );
  });

  test('find the same in production when everything is wrong with it at once', () => {
    const found = opaFindings(DEPLOYED, objects);
    expect(new Set(found.map(({ policy }) => policy)).size).toBe(policies.length);
    expect(inOrder(conftestFindings(DEPLOYED, objects))).toEqual(inOrder(found));
  });

  test('both take the parameters of the fleet', () => {
    const [exempt] = opaFindings(DEPLOYED, objects).filter(({ policy }) => policy === 'plaintext_secret');
    const exempting = policiesWith({
      exemptions: [{ policy: 'plaintext_secret', kind: 'Secret', namespace: 'default', name: 'tls', reason: 'a test' }],
    });
    const left = opaFindings(exempting, objects);
    expect(inOrder(left)).toEqual(inOrder(opaFindings(DEPLOYED, objects).filter(({ msg }) => msg !== exempt!.msg)));
    expect(inOrder(conftestFindings(exempting, objects))).toEqual(inOrder(left));
  });
});

describeWith(['yamllint'], 'yamllint', () => {
  const lint = (cwd: string) =>
    spawnSync(programPath('yamllint'), ['--strict', '--format=parsable', '.'], { cwd, encoding: 'utf8' });

  test('has nothing to say of the deploy tree, by the configuration in it', () => {
    expect(lint(DEPLOY_TREE)).toMatchObject({ status: 0, stdout: '' });
  });

  test.each([
    ['a value that parsers read differently', '---\nenabled: yes\n', 'truthy'],
    ['an octal number', '---\nmode: 0644\n', 'octal-values'],
    ['a key without a value', '---\nspec:\n', 'empty-values'],
    ['a key twice', '---\na: 1\na: 2\n', 'key-duplicates'],
    ['a document without its start', 'a: 1\n', 'document-start'],
    ['a tab', '---\na:\n\tb: 1\n', 'syntax error'],
  ])('names %s', (_, text, rule) => {
    const folder = newFolder();
    cpSync(join(DEPLOY_TREE, '.yamllint.yaml'), join(folder, '.yamllint.yaml'));
    writeTo(folder, 'overlays/changed.yaml', text);
    const { status, stdout } = lint(folder);
    expect([status === 0, stdout]).toEqual([false, expect.stringContaining(rule)]);
  });

  test('leaves the keys and comments of GitHub workflows alone', () => {
    const folder = newFolder();
    cpSync(join(DEPLOY_TREE, '.yamllint.yaml'), join(folder, '.yamllint.yaml'));
    writeTo(folder, '.github/workflows/checks.yaml', '---\non: push\nuses: actions/checkout@abc # v5\n');
    expect(lint(folder)).toMatchObject({ status: 0, stdout: '' });
  });
});
