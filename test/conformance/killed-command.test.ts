import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Project, releasesModule } from '../cli/project';

const RELEASES = `# what runs where
services:
  api: { strategy: canary, stable: v1, canary: { version: v2, weight: 10 } }
  web: { strategy: blue-green, active: blue, blue: v1 }
`;
const STAGING = RELEASES.replaceAll('v1', 'v2').replace(/, canary: \{.*?\}/, '');
const PROMOTED = { from: RELEASES.replace(/, canary: \{.*?\}/, ''), words: 'promote staging production' };

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', releasesModule('staging', 'production'));
  project.write('environments/staging.releases.yaml', STAGING);
});
afterEach(() => {
  project.remove();
});

test.each([{ from: RELEASES, words: 'rollout advance api --env production' }, PROMOTED])(
  'a process of `$words` that gets SIGKILL leaves the release file old or new, and no file that stays',
  async ({ from, words }) => {
    const FILE = 'environments/production.releases.yaml';
    project.write(FILE, from);
    const operations = Number(kill(Infinity, words).stdout);
    const to = project.read(FILE);
    expect([operations, to === from]).toEqual([2, false]);
    for (let deadline = 0; deadline < operations; deadline++) {
      project.write(FILE, from);
      expect(kill(deadline, words).signal).toBe('SIGKILL');
      expect([from, to]).toContain(project.read(FILE));
      expect(Object.keys(project.files('environments'))).toHaveLength(4); // one of them half written

      expect(await project.run('rollout status --env production')).toMatchObject({ status: 0, stderr: '' });
      expect(await project.run(words)).toMatchObject({ status: 0 });
      expect(project.read(FILE)).toBe(to);
      expect(Object.keys(project.files('environments'))).toHaveLength(3);
    }
  },
);

function kill(deadline: number, words: string) {
  const jiti = require.resolve('jiti/package.json').replace('package.json', 'lib/jiti-cli.mjs');
  const file = join(__dirname, 'killed-command.ts');
  return spawnSync(process.execPath, [jiti, file, project.folder, String(deadline), ...words.split(' ')], {
    encoding: 'utf8',
  });
}
