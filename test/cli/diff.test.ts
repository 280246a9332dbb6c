import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ExitCode } from '../../src/cli/exit-codes';
import { main } from '../../src/cli/main';
import { capturedIo } from './captured-io';
import { Project } from './project';

/** A fleet of two environments that Argo CD delivers, with what is rolled out in a file. */
const FLEET = `import { argoCd, CanaryService, defineEnvironment, defineFleet, Namespace } from 'istio-gitops';
const delivery = argoCd({ project: 'mesh' });
const environment = (name: string, namespaces: readonly string[]) => defineEnvironment(name, {
  clusters: [{ name, server: 'https://' + name + '.example.com' }],
  releases: './' + name + '.releases.yaml',
  delivery,
  compose(env) {
    for (const namespace of namespaces) new Namespace(env, namespace, { name: namespace });
    new CanaryService(env, 'api', { port: 80, release: env.release('api') });
  },
});
export default defineFleet({
  repository: { url: 'https://git.example.com/mesh.git' },
  environments: [environment('staging', ['shop']), environment('production', ['shop'])],
});
`;

/** One that leaves the mesh by a gateway, whose pods and Service are Istio's. */
const EGRESS = FLEET.replace('argoCd, ', 'argoCd, EgressGateway, ExternalService, ')
  .replace(
    'new CanaryService',
    `const egress = new EgressGateway(env, 'egress');
    const payments = new ExternalService(env, 'payments', { hosts: ['pay.example.com'], via: egress });
    const api = new CanaryService`,
  )
  .replace(
    `env.release('api') });`,
    `env.release('api') });
    api.mayCall(payments);`,
  );

const releases = (weight: number): string =>
  `services:\n  api:\n    strategy: canary\n    stable: v1\n    canary:\n      version: v2\n      weight: ${weight}\n`;

let project: Project;
beforeEach(async () => {
  project = new Project();
  project.write('environments/main.ts', FLEET);
  project.write('environments/staging.releases.yaml', releases(50));
  project.write('environments/production.releases.yaml', releases(10));
  await synth();
  git('init', '--quiet', '--initial-branch=main');
  commit('Begin');
});
afterEach(() => {
  project.remove();
});

function git(...words: string[]): string {
  const settings = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...settings, ...words], {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  }).trim();
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

async function synth(): Promise<void> {
  expect(await project.run('synth')).toMatchObject({ status: ExitCode.Clean });
}

/** Another share of the canary in production, as a commit of a branch. */
async function advance(): Promise<void> {
  git('switch', '--quiet', '--create', 'advance');
  project.write('environments/production.releases.yaml', releases(50));
  await synth();
  commit('Advance');
}

const HOST = 'api.default.svc.cluster.local';

/** What requests meet when the shares are others. */
const met = (from: string, to: string, where = ''): string => `traffic
  ~ http://${HOST} from any other workload in default, any workload of another namespace: GET /${where}
      destinations: ${HOST}:80 ${from} → ${HOST}:80 ${to}

`;

const ADVANCED = `${met('stable 90 %, canary 10 %', 'stable 50 %, canary 50 %', ' in production')}weights
  ~ VirtualService default/api in production
      ! api.default.svc.cluster.local:80 stable: 90 % → 50 % (spec.http[default])
      ! api.default.svc.cluster.local:80 canary: 10 % → 50 % (spec.http[default])
      ~ metadata.annotations["istio-gitops.dev/canary-percentage"]: "10" → "50"
`;

test('a pull request: the base against its head', async () => {
  await advance();
  const [base, head] = [git('rev-parse', '--short=7', 'main'), git('rev-parse', '--short=7', 'HEAD')];
  expect(await project.run('diff main HEAD')).toEqual({
    status: ExitCode.Clean,
    stdout: `${ADVANCED}\nmain (${base}) → HEAD (${head}): 1 object: 1 changed\n`,
    stderr: '',
  });
  expect((await project.run('diff main HEAD --exit-code')).status).toBe(ExitCode.Findings);
  expect((await project.run('diff main main --exit-code')).status).toBe(ExitCode.Clean);
});

test('before a commit: the last one against what synth would write', async () => {
  expect(await project.run('diff HEAD --exit-code')).toMatchObject({
    status: ExitCode.Clean,
    stdout: expect.stringMatching(/→ what synth would write: no object differs\n$/) as string,
  });
  project.write('environments/production.releases.yaml', releases(50));
  const { stdout } = await project.run('diff HEAD');
  expect(stdout).toContain(ADVANCED);
  // The files on disk are what they were.
  expect((await project.run('diff deploy')).stdout).toContain(ADVANCED);
});

test('before a commit, in the other layout', async () => {
  project.write('environments/staging.releases.yaml', releases(10));
  await project.run('synth --layout base-overlays');
  commit('Share');
  expect((await project.run('diff HEAD --layout base-overlays --exit-code')).status).toBe(ExitCode.Clean);
});

test('two environments, their names aside', async () => {
  const { status, stdout } = await project.run('diff staging production');
  expect(status).toBe(ExitCode.Clean);
  expect(stdout).toBe(`${met('stable 50 %, canary 50 %', 'stable 90 %, canary 10 %')}weights
  ~ VirtualService default/api
      ! api.default.svc.cluster.local:80 stable: 50 % → 90 % (spec.http[default])
      ! api.default.svc.cluster.local:80 canary: 50 % → 10 % (spec.http[default])
      ~ metadata.annotations["istio-gitops.dev/canary-percentage"]: "50" → "10"

staging → production: 1 object: 1 different
`);
});

test('an environment as a revision has it, and as it is now', async () => {
  await advance();
  for (const before of ['main', 'git:main', 'git:main:deploy', 'main:deploy/overlays/production']) {
    const { stdout } = await project.run(`diff ${before} env:production`);
    expect(stdout.split('\n')[2]).toBe(ADVANCED.split('\n')[2]);
    expect(stdout).toMatch(/production: 1 object: 1 changed\n$/);
  }
});

describe('what would be deleted', () => {
  beforeEach(() => {
    project.write('environments/main.ts', FLEET.replace("'production', ['shop']", "'production', []"));
  });

  test('is refused by name, whatever the format', async () => {
    for (const format of ['text', 'json', 'markdown']) {
      const { status, stdout, stderr } = await project.run(`diff HEAD --format ${format}`);
      expect(status).toBe(ExitCode.Findings);
      expect(stderr).toContain('  Namespace shop in production: --allow-deletion Namespace/shop\n');
      expect(stdout).toContain('shop');
    }
    const { stdout } = await project.run('diff HEAD --format json');
    expect(JSON.parse(stdout)).toMatchObject({ safe: false, deletions: [{ refused: true, allow: 'Namespace/shop' }] });
  });

  test('may go when it is allowed', async () => {
    const { status, stdout, stderr } = await project.run('diff HEAD --allow-deletion Namespace/shop');
    expect({ status, stderr }).toEqual({ status: ExitCode.Clean, stderr: '' });
    expect(stdout).toContain('removed\n  - Namespace shop in production\n');
  });

  test('may not be more than allowed', async () => {
    git('rm', '-r', '--quiet', 'deploy/overlays/production/applications');
    project.write('deploy/overlays/production/kustomization.yaml', 'resources: [istio-system]\n');
    commit('Remove');
    expect((await project.run('diff HEAD~1 HEAD')).status).toBe(ExitCode.Clean);
    const { status, stderr } = await project.run('diff HEAD~1 HEAD --max-deletions 1');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toMatch(
      /^error: \d objects would go away.* at most 1 may: if all are meant, add --max-deletions \d:\n/,
    );
  });
});

test('the whole report goes to a file, what fits into a comment to the standard output', async () => {
  project.write('a/.keep', '');
  const maps = Array.from(
    { length: 400 },
    (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c${i} }\ndata: { text: ${'x'.repeat(300)} }\n`,
  );
  project.write('b/maps.yaml', maps.join('---\n'));
  const short = await project.run('diff ./a ./b --format markdown --output all.md');
  expect(short.stdout).not.toContain('<details>');
  expect(project.read('all.md').match(/^<details>/gm)?.length).toBe(400);
  const { status, stdout } = await project.run('diff ./a ./b --format markdown --details --output all.md');
  expect(status).toBe(ExitCode.Clean);
  expect(stdout.length).toBeLessThan(65_536);
  expect(stdout).toMatch(/\*\*Left out: .*\*\* All of it: in <code>all.md<\/code>.\n$/);
  expect((await project.run('diff ./a ./b --details')).stdout).toContain('      + data:\n');
});

describe('what cannot be compared', () => {
  test.each<[what: string, line: string, said: string | RegExp]>([
    [
      'a name that is nothing',
      'diff mainn',
      '"mainn" is no folder, no revision and no environment; did you mean "main"?',
    ],
    ['an environment that is misspelt', 'diff stagin production', 'did you mean "staging"?'],
    ['an explicit one', 'diff env:stagin production', 'there is no environment "stagin"'],
    ['a revision that is none', 'diff git:nope', '"git:nope" is no revision'],
    ['a folder that is none', 'diff ./nope', './nope is no folder'],
    ['a name that is two things', 'diff both', '"both" can be more than one thing: say ./both or git:both'],
    ['an environment and a branch', 'diff HEAD production', 'say git:production or env:production'],
    ['one side only', 'diff env:staging', 'name what to compare it with'],
    ['a folder outside of the repository', 'diff HEAD --out ../../..', 'has HEAD: name ../../.. itself'],
    ['an object without a kind', 'diff HEAD --allow-deletion shop', 'KIND/NAME'],
    ['a number that is none', 'diff HEAD --max-deletions many', 'whole number'],
    ['a format that there is not', 'diff HEAD --format yaml', 'Allowed choices are text, json, markdown'],
  ])('%s is wrong usage', async (_, line, said) => {
    git('branch', 'both');
    git('branch', 'production');
    project.write('both/.keep', '');
    const { status, stdout, stderr } = await project.run(line);
    expect({ status, stdout }).toEqual({ status: ExitCode.Usage, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test('YAML that is broken is no reason to call its objects gone', async () => {
    project.write('deploy/overlays/production/applications/api/virtual-service.yaml', 'a: [\n');
    commit('Break');
    const { status, stdout, stderr } = await project.run('diff main~1 main');
    expect({ status, stdout }).toEqual({ status: ExitCode.World, stdout: '' });
    expect(stderr).toMatch(/^deploy\/overlays\/production\/applications\/api\/virtual-service\.yaml:\d+:\d+: /m);
    expect(stderr).toMatch(/nothing is compared: what was read of main \(\w+\) is not all that is there\n$/);
  });

  test('nor is what synth would refuse', async () => {
    project.write(
      'environments/refused.ts',
      FLEET.replace('new CanaryService', `new Namespace(env, 'again', { name: 'shop' });\n    new CanaryService`),
    );
    const { status, stdout, stderr } = await project.run('diff HEAD --app environments/refused.ts');
    expect({ status, stdout }).toEqual({ status: ExitCode.Findings, stdout: '' });
    expect(stderr).toMatch(/nothing is compared: what was read of what synth would write/);
  });

  test('a side without manifests is noted', async () => {
    project.write('empty/.keep', '');
    expect((await project.run('diff ./empty deploy')).stderr).toBe('there are no manifests in ./empty\n');
  });
});

describe('two repositories', () => {
  beforeEach(() => {
    project.write('.gitignore', 'deploy/\n');
    git('rm', '--quiet', '--cached', '-r', 'deploy');
    commit('Two repositories');
    git('tag', 'v1');
  });

  /** The deploy tree as a repository of its own, in which a line of Git is run. */
  const inTree = (...words: string[]): string => git('-C', 'deploy', ...words);

  function commitTree(message: string): void {
    inTree('add', '--all');
    inTree('commit', '--quiet', '--message', message);
  }

  describe('with a clone of the one of the tree', () => {
    beforeEach(() => {
      inTree('init', '--quiet', '--initial-branch=main');
      commitTree('Begin');
    });

    test('what would change is said of its last commit, before synth and after it', async () => {
      const head = `HEAD (${inTree('rev-parse', '--short=7', 'HEAD')}) of the repository of deploy`;
      expect((await project.run('diff HEAD')).stdout).toBe(`${head} → what synth would write: no object differs\n`);
      project.write('environments/production.releases.yaml', releases(50));
      const { stdout } = await project.run('diff HEAD');
      expect(stdout).toBe(`${ADVANCED}\n${head} → what synth would write: 1 object: 1 changed\n`);
      await synth();
      expect((await project.run('diff HEAD')).stdout).toBe(stdout);
      expect((await project.run('diff HEAD ./deploy')).stdout).toContain(ADVANCED);
      commitTree('Advance');
      for (const line of ['diff HEAD~1 HEAD', 'diff main~1 git:main', 'diff HEAD~1', 'diff HEAD~1 ./deploy']) {
        expect((await project.run(line)).stdout).toContain(ADVANCED);
      }
      for (const before of ['HEAD~1:overlays/production', 'HEAD~1:./deploy/overlays/production']) {
        expect((await project.run(`diff ${before} env:production`)).stdout).toMatch(/: 1 object: 1 changed\n$/);
      }
    });

    test('it is where --out says', async () => {
      git('clone', '--quiet', 'deploy', 'elsewhere/istio-deploy');
      project.write('environments/production.releases.yaml', releases(50));
      const { stdout } = await project.run('diff HEAD --out elsewhere/istio-deploy');
      expect(stdout).toContain(ADVANCED);
      expect(stdout).toContain('of the repository of elsewhere/istio-deploy → what synth would write');
    });

    test('it may be a working tree of the repository of the sources', async () => {
      project.write('.gitignore', 'deploy/\nbranches/\n');
      git('fetch', '--quiet', './deploy', 'main:tree');
      git('worktree', 'add', '--quiet', 'branches/tree', 'tree');
      project.write('environments/production.releases.yaml', releases(50));
      expect((await project.run('diff HEAD --out branches/tree')).stdout).toContain(ADVANCED);
    });

    test('a revision of the sources has no tree, and what has one is said', async () => {
      const { status, stdout, stderr } = await project.run('diff v1');
      expect({ status, stdout }).toEqual({ status: ExitCode.Usage, stdout: '' });
      expect(stderr).toContain('"v1" is a revision of the sources, which has no deploy tree');
      expect(stderr).toContain('git worktree add ../before v1');
      expect((await project.run('diff git:v1:overlays')).stderr).toContain('git worktree add ../before v1');
    });

    test('a misspelt revision is compared with those of the tree', async () => {
      inTree('branch', 'release');
      expect((await project.run('diff releas')).stderr).toContain('did you mean "release"?');
    });

    test('a folder of the sources is in none of its revisions', async () => {
      const { status, stderr } = await project.run('diff HEAD:environments');
      expect(status).toBe(ExitCode.World);
      expect(stderr).toMatch(/there is no environments in the revision \w+ of .*deploy: correct the path/);
      expect((await project.run('diff HEAD:./environments')).stderr).toContain('outside of the repository');
    });

    test('in the folder of the tree, revisions are compared, and who wants synth is sent to the project', async () => {
      project.write('environments/production.releases.yaml', releases(50));
      await synth();
      const io = capturedIo(join(project.folder, 'deploy'));
      expect(await main(['diff', 'HEAD', './', '--out', '.'], io)).toBe(ExitCode.Clean);
      expect(io.output.stdout).toContain(ADVANCED);

      const refused = capturedIo(join(project.folder, 'deploy'));
      expect(await main(['diff', 'HEAD'], refused)).toBe(ExitCode.World);
      expect(refused.output.stderr).toMatch(
        /main\.ts does not exist.*run in the folder of your project, or name both sides, such as `diff HEAD \.\/ --out \.`/,
      );
    });
  });

  test('without a clone no revision has a tree, and a folder is compared as any', async () => {
    const { status, stderr } = await project.run('diff HEAD');
    expect(status).toBe(ExitCode.World);
    expect(stderr).toMatch(/^error: there is no deploy in the revision .* clone that to where --out says/);

    project.write('environments/production.releases.yaml', releases(50));
    expect((await project.run('diff ./deploy')).stdout).toContain('10 % → 50 %');
  });
});

test('pods that only programs know of are no difference to YAML', async () => {
  project.write('environments/egress.ts', EGRESS);
  await project.run('synth --app environments/egress.ts');
  commit('Lead payments through a gateway');
  project.write('environments/production.releases.yaml', releases(50));
  const { stdout } = await project.run('diff HEAD --app environments/egress.ts');
  expect(stdout).toContain('stable 90 %, canary 10 % →');
  expect(stdout).not.toContain('egress');
});

test('no environment is needed for folders and revisions', async () => {
  await advance();
  git('rm', '-r', '--quiet', 'environments');
  expect((await project.run('diff main HEAD')).stdout).toContain(ADVANCED);
});
