import { ExitCode } from '../../src/cli/exit-codes';
import { OFFERS } from '../../src/cli/completion/values';
import { main } from '../../src/cli/main';
import { capturedIo } from './captured-io';
import { commands } from './command-lines';
import { fleetModule, Project, releasesModule } from './project';

async function helpOf(path: string): Promise<{ status: ExitCode; stdout: string; stderr: string }> {
  const io = capturedIo('/');
  const status = await main([...path.split(' ').filter((word) => word !== ''), '--help'], io);
  return { status, ...io.output };
}

const COMMANDS = commands().filter(({ path }) => path !== '');

describe.each(COMMANDS)('the help of $path', ({ path, options, arguments: words }) => {
  test('says what the command does, by an example, and how it ends', async () => {
    const { status, stdout, stderr } = await helpOf(path);
    expect({ status, stderr }).toEqual({ status: ExitCode.Clean, stderr: '' });
    expect(stdout).toContain(`Usage: istio-gitops ${path} `);
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  istio-gitops ${path}`));
    expect(stdout).toMatch(/\nExit status:\n {2}0 clean\n(.*\n)* {2}2 wrong usage\n {2}3 the world failed/);
  });

  test('calls its values by names that completions know', () => {
    const values = [...words, ...options.flatMap(({ value }) => (value === undefined ? [] : [value]))];
    const unknown = values.filter(({ name, choices }) => choices === undefined && !(name in OFFERS));
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  test('has only options that exist in its examples', async () => {
    const { stdout } = await helpOf(path);
    const known = new Set(commands().flatMap((command) => command.options.flatMap(({ flags }) => flags)));
    const examples = stdout.slice(stdout.search(/^Examples?:/m), stdout.indexOf('Exit status:'));
    const used = examples.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [];
    expect(used.filter((flag) => !known.has(flag))).toEqual([]);
  });
});

test('the help of the program lists the commands by what one wants to do', async () => {
  const { stdout } = await helpOf('');
  const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Options', 'Author', 'Check', 'Review and release', 'Set up', 'Exit status']);
});

test.each([
  ['help rollout', 'Usage: istio-gitops rollout '],
  ['help', 'Usage: istio-gitops '],
  ['rollout help start', 'Usage: istio-gitops rollout start '],
])('%s prints a help', async (line, begins) => {
  const io = capturedIo('/');
  expect(await main(line.split(' '), io)).toBe(ExitCode.Clean);
  expect(io.output.stdout).toMatch(new RegExp(`^${begins}`));
});

test('help is as wide as the terminal', async () => {
  const widths = await Promise.all(
    [76, 120].map(async (columns) => {
      const io = { ...capturedIo('/'), columns };
      await main(['--help'], io);
      const [listing] = io.output.stdout.split('Exit status:');
      return Math.max(...listing!.split('\n').map((line) => line.length));
    }),
  );
  expect(widths[0]).toBeLessThanOrEqual(76);
  expect(widths[1]).toBeGreaterThan(80);
});

describe('a misspelt', () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
    project.write('environments/main.ts', fleetModule({ staging: '' }));
    project.write('released.ts', releasesModule('production'));
    project.write('production.releases.yaml', 'services:\n  api-service:\n    strategy: canary\n    stable: v1\n');
  });
  afterAll(() => {
    project.remove();
  });

  test.each([
    { what: 'command', line: 'snyth', meant: 'synth' },
    { what: 'step', line: 'rollout advnace api-service', meant: 'advance' },
    { what: 'command to have explained', line: 'help rollot', meant: 'rollout' },
    { what: 'step to have explained', line: 'rollout help strat', meant: 'start' },
    { what: 'option', line: 'synth --chekc', meant: '--check' },
    { what: 'environment', line: 'synth --env stagign', meant: 'staging' },
    { what: 'environment to check', line: 'validate --env stagign', meant: 'staging' },
    {
      what: 'service',
      line: 'rollout advance api-servce --env production --app released.ts',
      meant: 'api-service',
    },
    { what: 'code', line: 'validate --explain route_timeuot', meant: 'route_timeout' },
    { what: 'code to skip', line: 'validate --skip rout_timeout', meant: 'route_timeout' },
    { what: 'stage', line: 'validate --stage analyse', meant: 'analyze' },
    { what: 'shell', line: 'completion bsah', meant: 'bash' },
  ])('$what is wrong usage, and what was meant is named', async ({ line, meant }) => {
    const { status, stdout, stderr } = await project.run(line);
    expect({ status, stdout }).toEqual({ status: ExitCode.Usage, stdout: '' });
    expect(stderr).toMatch(new RegExp(`[Dd]id you mean "?${meant}\\b|Allowed choices are .*\\b${meant}\\b`));
  });
});
