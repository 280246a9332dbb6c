import { parse } from 'yaml';
import { inspect } from '../../src/layout/generated-file';
import { ACTIONS } from '../../src/workflows/actions';
import { githubActions, GitHubActionsProps } from '../../src/workflows/github-actions';
import { ONE, PLAIN, TWO } from './facts';

const FLEETS = { 'one repository': ONE, 'two repositories': TWO, 'nothing delivered': PLAIN };
const VARIANTS: Readonly<Record<string, GitHubActionsProps>> = {
  'the usual': {},
  'all that can be chosen': {
    runsOn: 'mesh-runners',
    node: '22.12',
    command: 'npm run --silent istio-gitops --',
    layout: 'base-overlays',
    publishBy: 'push',
    drift: '0 6 * * 1-5',
    validate: '--fail-on warning',
  },
};

/** All files that there can be, by a name of their own. */
const FILES = Object.entries(FLEETS).flatMap(([fleet, facts]) =>
  Object.entries(VARIANTS).flatMap(([variant, props]) => {
    const workflows = githubActions(props);
    return [...workflows.inSources(facts), ...workflows.inDeployRepository(facts)].map(
      ([path, text], i) => [`${fleet}, ${variant}: ${path} (${i})`, text] as const,
    );
  }),
);

interface Job {
  readonly permissions?: object;
  readonly 'timeout-minutes'?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly run?: string;
  }[];
}

interface File {
  readonly on: object;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string };
  readonly defaults: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

describe.each(FILES)('%s', (_, text) => {
  const file = parse(text) as File;
  const jobs = Object.values(file.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('is a generated file with a digest', () => {
    expect(inspect(text)).toBe('generated');
  });

  test('runs every action at a commit that we know, and says its tag', () => {
    const known = Object.values(ACTIONS).map(({ action, commit, tag }) => `${action}@${commit} # ${tag}`);
    const used = [...text.matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, reference]) => reference);
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    expect(used.filter((reference) => !known.includes(reference!))).toEqual([]);
  });

  test('gives no permission to all jobs, and says those of each', () => {
    expect(file.permissions).toEqual({});
    expect(jobs.filter(({ permissions }) => permissions === undefined)).toEqual([]);
  });

  test('ends every job, and never runs twice at once', () => {
    expect(jobs.filter((job) => !((job['timeout-minutes'] ?? 0) > 0 && job['timeout-minutes']! <= 120))).toEqual([]);
    expect(file.concurrency.group).not.toBe('');
  });

  test('has no expression in a script', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  test('stops scripts at whatever fails', () => {
    expect(file.defaults.run.shell).toBe('bash --noprofile --norc -euo pipefail {0}');
  });

  test('keeps no credentials in a checkout', () => {
    const kept = steps.filter(
      ({ uses = '', with: props }) => uses.startsWith('actions/checkout@') && props!['persist-credentials'] !== false,
    );
    expect(kept).toEqual([]);
  });

  test('shows secrets to single steps alone', () => {
    expect(text).not.toMatch(/toJSON\(secrets\)|secrets\[|secrets: inherit/);
    expect(jobs.filter(({ env = {} }) => JSON.stringify(env).includes('secrets.'))).toEqual([]);
  });

  test('does not run on what strangers can start with the rights of the repository', () => {
    const dangerous = ['pull_request_target', 'issue_comment', 'issues', 'discussion', 'fork'];
    expect(Object.keys(file.on).filter((event) => dangerous.includes(event))).toEqual([]);
  });
});

test('the token of a job writes comments, issues and findings alone, and all else is read', () => {
  const granted = FILES.flatMap(([, text]) => {
    const { jobs } = parse(text) as File;
    return Object.entries(jobs).flatMap(([job, { permissions }]) =>
      Object.entries(permissions ?? {}).flatMap(([scope, level]) => (level === 'read' ? [] : [`${job}: ${scope}`])),
    );
  });
  expect([...new Set(granted)].sort()).toEqual([
    'code-scanning: security-events',
    'comment: pull-requests',
    'drift: issues',
  ]);
});

describe('jobs that run code of a pull request', () => {
  test.each(FILES.filter(([name]) => name.includes('istio-validation')))('have no right to write: %s', (_, text) => {
    const { jobs } = parse(text) as File;
    const writing = Object.values(jobs).filter(({ permissions }) => JSON.stringify(permissions).includes('write'));
    expect(writing.filter(({ steps }) => steps.some(runsPackages))).toEqual([]);
  });

  test.each(FILES)('see no secret, unless the code is that of the branch: %s', (_, text) => {
    const { on, jobs } = parse(text) as File;
    const exposed = Object.values(jobs).filter(({ steps }) => {
      const isOfBranch = steps.findIndex(({ run = '' }) => run.includes('git checkout --quiet --detach HEAD^1'));
      const [first] = steps.flatMap((step, index) => (runsPackages(step) ? [index] : []));
      const isGuarded = isOfBranch >= 0 && isOfBranch < first!;
      return 'pull_request' in on && first !== undefined && !isGuarded && JSON.stringify(steps).includes('secrets.');
    });
    expect(exposed).toEqual([]);
  });

  function runsPackages({ uses = '', run = '' }: Job['steps'][number]): boolean {
    return (
      uses.startsWith('actions/setup-node@') || /\bnpm ci\b|(istio-gitops|--) (synth|validate|diff) (?!-->)/.test(run)
    );
  }

  test('see nobody else’s cache where they see secrets', () => {
    const { jobs } = parse(githubActions().inSources(ONE).get('workflows/istio-validation.yaml')!) as File;
    const setUp = jobs['dry-run']!.steps.find(({ uses = '' }) => uses.startsWith('actions/setup-node@'))!;
    expect(setUp.with).toEqual({ 'node-version': '24', 'package-manager-cache': false });
  });
});

describe('githubActions()', () => {
  const names = (files: ReadonlyMap<string, string>): string[] => [...files.keys()];

  test('puts all that there is into the one repository', () => {
    expect(names(githubActions().inSources(ONE))).toEqual(
      expect.arrayContaining(['workflows/istio-drift.yaml', 'workflows/istio-validation.yaml']),
    );
    expect(names(githubActions().inSources(ONE))).not.toContain('workflows/istio-synth.yaml');
  });

  test('gives a deploy repository its own checks alone', () => {
    expect(names(githubActions().inSources(TWO))).toEqual(
      expect.arrayContaining(['workflows/istio-synth.yaml', 'workflows/istio-validation.yaml']),
    );
    expect(names(githubActions().inSources(TWO))).not.toContain('workflows/istio-drift.yaml');
    expect(names(githubActions().inDeployRepository(TWO))).toEqual([
      'workflows/istio-drift.yaml',
      'workflows/istio-rollback.yaml',
      'workflows/istio-validation.yaml',
    ]);
  });

  test('checks a deploy repository by what its own lockfile names', () => {
    const text = githubActions().inDeployRepository(TWO).get('workflows/istio-validation.yaml');
    expect(text).toContain('.github/istio-gitops/node_modules/.bin/istio-gitops validate "$@"');
    expect(githubActions().inSources(TWO).get('workflows/istio-synth.yaml')).toContain(
      'PACKAGES: deploy-repository/.github/istio-gitops',
    );
  });

  test('has what is found in code scanning, from a job that can do nothing else', () => {
    const { jobs } = parse(githubActions().inSources(ONE).get('workflows/istio-validation.yaml')!) as File;
    expect(jobs['code-scanning']!.permissions).toEqual({
      actions: 'read',
      contents: 'read',
      'security-events': 'write',
    });
    expect(jobs['code-scanning']!.steps.map(({ uses = '' }) => uses.split('@')[0])).toEqual([
      'actions/checkout',
      'actions/download-artifact',
      'github/codeql-action/upload-sarif',
    ]);
  });

  test('tells validate what it is told to, in both repositories', () => {
    const workflows = githubActions({ validate: '--fail-on warning --baseline known.yaml' });
    const told = (files: ReadonlyMap<string, string>) =>
      /^ *(validate .*--report sarif.*) \|\|/m.exec(files.get('workflows/istio-validation.yaml')!)![1];
    expect([told(workflows.inSources(ONE)), told(workflows.inDeployRepository(TWO))]).toEqual([
      'validate --fail-on warning --baseline known.yaml --report sarif="$SARIF"',
      'validate . --fail-on warning --baseline known.yaml --report sarif="$SARIF"',
    ]);
  });

  test('gives it none where the tree is not at its root, because GitHub would not find them', () => {
    const inFolder = { ...TWO, repository: { ...TWO.repository, path: 'mesh' } };
    expect(names(githubActions().inDeployRepository(inFolder))).toEqual([]);
  });

  test('looks for drift unless it is told not to', () => {
    expect(names(githubActions({ drift: false }).inSources(ONE))).not.toContain('workflows/istio-drift.yaml');
    expect(githubActions({ drift: '0 6 * * 1-5' }).inSources(ONE).get('workflows/istio-drift.yaml')).toContain(
      'cron: 0 6 * * 1-5',
    );
  });

  test('watches over what is merged unless it is told not to', () => {
    const workflows = githubActions({ rollback: false });
    for (const files of [workflows.inSources(ONE), workflows.inSources(TWO), workflows.inDeployRepository(TWO)]) {
      expect(names(files)).not.toContain('workflows/istio-rollback.yaml');
    }
  });

  test('says the layout to each synth', () => {
    const text = githubActions({ layout: 'base-overlays' }).inSources(ONE).get('workflows/istio-validation.yaml');
    expect(text).toContain('npx --no-install istio-gitops synth --layout base-overlays --check');
  });

  test.each([
    ['https://github.com/your-org/config.git', 'your-org/config'],
    ['https://github.com/your-org/config', 'your-org/config'],
    ['git@github.com:your-org/config.git', 'your-org/config'],
    ['ssh://git@github.com/your-org/config.mesh', 'your-org/config.mesh'],
  ])('takes %s for the repository %s', (url, name) => {
    const facts = { ...TWO, repository: { ...TWO.repository, url } };
    expect(githubActions().inSources(facts).get('workflows/istio-synth.yaml')).toContain(`repository: ${name}\n`);
  });

  test.each([
    [{ command: 'npx istio-gitops; rm -rf .' }, 'pass plain words such as npx --no-install istio-gitops'],
    [{ command: 'npx\nistio-gitops' }, 'pass plain words'],
    [{ validate: '--skip IST0133; id' }, 'pass plain words such as --fail-on warning'],
    [{ drift: 'daily' }, "pass a schedule such as '0 6 * * 1-5', or false"],
    [{ rollback: { by: 'hope' as 'push' } }, 'use "pull-request" or "push"'],
    [{ rollback: true as false }, 'pass an object, or pass false'],
    [{ publishBy: 'magic' as 'push' }, 'use "pull-request" or "push"'],
    [{ runOn: 'ubuntu' } as GitHubActionsProps, 'did you mean "runsOn"?'],
  ])('refuses %j', (props, fix) => {
    expect(() => githubActions(props)).toThrow(fix);
  });

  test('refuses a repository that GitHub cannot have', () => {
    const facts = { ...ONE, repository: { ...ONE.repository, url: 'https://example.com' } };
    expect(() => githubActions().inSources(facts)).toThrow('https://example.com is no repository on GitHub');
  });
});
