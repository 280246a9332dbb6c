import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { askVersion } from '../../src/adapters/program-version';
import { diagnosisOf, PROGRAMS } from '../../src/cli/doctor-programs';
import { describeWith, programPath } from './programs';

const PINS = readFileSync(join(__dirname, '..', '..', 'tools', 'programs.sh'), 'utf8');
/** What the pinned builds do not say, because the module proxy has no release of theirs. */
const SILENT = ['istioctl', 'conftest'];

describe.each(PROGRAMS.filter(({ name }) => new RegExp(`^pin ${name} `, 'm').test(PINS)))('$name', (program) => {
  describeWith([program.name], 'asked by doctor', () => {
    test('says the version that is pinned, and none of a cluster', async () => {
      // Whatever is asked of a cluster goes nowhere.
      const environment = {
        PATH: [dirname(programPath(program.name)), process.env.PATH].join(delimiter),
        HOME: '/nonexistent',
        KUBECONFIG: '/nonexistent',
      };
      const diagnosis = diagnosisOf(program, await askVersion(program.name, program.args, environment, 60_000));
      expect(diagnosis).toMatchObject({ status: 'ok' });
      if (SILENT.includes(program.name)) expect(diagnosis.message).toBe('it does not say its version');
      // The version of a Debian package is not pinned.
      else if (program.name !== 'git')
        expect(PINS).toMatch(new RegExp(`[v=]${diagnosis.version!.replaceAll('.', '\\.')}(?!\\d)`));
    });
  });
});
