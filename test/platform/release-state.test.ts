import { parseReleaseState, ReleaseStateError } from '../../src/platform/release-state';

const FILE = '/mesh/environments/production.releases.yaml';

/** The problems of a text, as `line:column message`. */
function problemsOf(text: string): string[] {
  try {
    parseReleaseState(text, FILE);
  } catch (error) {
    if (!(error instanceof ReleaseStateError)) throw error;
    return error.problems.map(({ location: { file, line, column }, message }) => {
      expect(file).toBe(FILE);
      return `${line}:${column} ${message}`;
    });
  }
  return [];
}

describe('a release state', () => {
  test('says what is rolled out of each service', () => {
    const state = parseReleaseState(
      `
# A comment.
services:
  api-service: { strategy: canary, stable: v1, canary: { version: v2, weight: 10 } }
  quiet: { strategy: canary, stable: 1.2.3-rc_1 }
  web-app: { strategy: blue-green, active: green, blue: v1 }
`,
      FILE,
    );
    expect(state).toEqual({
      services: {
        'api-service': { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 10 } },
        quiet: { strategy: 'canary', stable: '1.2.3-rc_1' },
        'web-app': { strategy: 'blue-green', active: 'green', blue: 'v1' },
      },
    });
  });

  test('may have no services yet', () => {
    expect(parseReleaseState('services: {}', FILE)).toEqual({ services: {} });
  });

  test.each([
    [0, []],
    [100, []],
    [101, ['6:15 /services/api/canary/weight is 101: shares are whole percents from 0 to 100']],
    [-1, ['6:15 /services/api/canary/weight is -1: shares are whole percents from 0 to 100']],
    [0.5, ['6:15 /services/api/canary/weight must be a whole number']],
    ['"10"', ['6:15 /services/api/canary/weight must be a whole number']],
  ])('with a canary weight of %s has the problems %p', (weight, problems) => {
    const text = `services:
  api:
    strategy: canary
    stable: v1
    canary:
      weight: ${weight}
      version: v2
`;
    expect(problemsOf(text)).toEqual(problems);
  });
});

describe('what is wrong is named with its line and column', () => {
  test.each<[string, string, string[]]>([
    ['an empty file', '', ['1:1 the release state must have fields: write `name: value`, each on a line of its own']],
    [
      'no services',
      'service: {}\n',
      [
        '1:1 the release state has no services: add it',
        '1:1 the release state has an unknown field "service"; did you mean "services"?',
      ],
    ],
    [
      'an unknown field beside the services',
      'services: {}\n\nextra: 1\n',
      ['3:1 the release state has an unknown field "extra"'],
    ],
    [
      'an unknown field of a service',
      'services:\n  api:\n    strategy: canary\n    stable: v1\n    stabel: v1\n',
      ['5:5 /services/api has an unknown field "stabel"; did you mean "stable"?'],
    ],
    [
      'a field of the other strategy',
      'services:\n  web:\n    strategy: blue-green\n    active: blue\n    stable: v1\n',
      ['5:5 /services/web has an unknown field "stable"'],
    ],
    [
      'a wrong colour',
      'services:\n  web:\n    strategy: blue-green\n    active: red\n',
      ['4:13 /services/web/active must be one of blue, green'],
    ],
    [
      'a missing strategy',
      'services:\n  web:\n    active: blue\n',
      ['3:5 /services/web needs strategy: canary or strategy: blue-green'],
    ],
    [
      'an unknown strategy',
      'services:\n  web:\n    active: blue\n    strategy: rainbow\n',
      ['4:15 /services/web needs strategy: canary or strategy: blue-green'],
    ],
    ['a missing field', 'services:\n  api:\n    strategy: canary\n', ['3:5 /services/api has no stable: add it']],
    [
      'a version that YAML takes for a number',
      'services:\n  api:\n    strategy: canary\n    stable: 1.10\n',
      ['4:13 /services/api/stable must be text: put it in quotes'],
    ],
    [
      'a version that no label can hold',
      'services:\n  api:\n    strategy: canary\n    stable: v1/x\n',
      [
        '4:13 /services/api/stable is no version: it is the value of a label, so use letters, digits, dashes, dots and underscores',
      ],
    ],
    [
      'a service that cannot be one',
      'services:\n  ok: { strategy: canary, stable: v1 }\n  Not_OK: { strategy: canary, stable: v1 }\n',
      ['3:3 "Not_OK" is no name of a service: use lower-case letters, digits and dashes'],
    ],
    [
      'two services of one name',
      'services:\n  api: {strategy: canary, stable: v1}\n  api: {strategy: canary, stable: v2}\n',
      ['3:3 this key is there twice: remove one of them'],
    ],
    ['a tab', 'services:\n\tapi: 1\n', ['2:1 a tab indents this line: use spaces']],
    ['two documents', 'services: {}\n---\nservices: {}\n', ['2:1 a second YAML document begins here: a file has one']],
    [
      'a merge conflict',
      `services:
  api:
    strategy: canary
    stable: v1
<<<<<<< HEAD
    canary: { version: v2, weight: 10 }
=======
    canary: { version: v2, weight: 50 }
>>>>>>> main
`,
      [
        '5:1 a merge conflict begins here: keep the lines of one side, and remove those that begin with <<<<<<<, ======= and >>>>>>>',
      ],
    ],
    ['no YAML', 'services: [\n', [expect.stringMatching(/^2:1 this is no YAML: .*flow sequence/i)]],
    [
      'an alias, which a command would edit along with what it stands for',
      'services:\n  api: &api { strategy: canary, stable: v1 }\n  shop: *api\n',
      ['3:9 *api is an alias: write out what it stands for'],
    ],
    [
      'no shares to go through',
      'services:\n  api: { strategy: canary, stable: v1, canary: { version: v2, weight: 1, steps: [] } }\n',
      ['2:81 /services/api/canary/steps is empty: give it an entry, or leave it out'],
    ],
    [
      'a canary that contradicts itself',
      `services:
  api:
    strategy: canary
    stable: v1
    retiring: v0
    canary: { version: v1, weight: 10, steps: [50, 10] }
`,
      [
        '6:24 /services/api/canary/version is the stable version, v1: name the version that is new',
        '6:47 /services/api/canary/steps do not ascend: list each share once, from the smallest',
        '5:15 /services/api/retiring is of a canary that has ended, and there is one: remove it',
      ],
    ],
    [
      'a list',
      '- services\n',
      ['1:1 the release state must have fields: write `name: value`, each on a line of its own'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  test('all of it at once', () => {
    const text =
      'services:\n  api:\n    strategy: canary\n    stable: 1\n  web:\n    strategy: blue-green\n    active: red\n';
    expect(problemsOf(text)).toEqual([
      '4:13 /services/api/stable must be text: put it in quotes',
      '7:13 /services/web/active must be one of blue, green',
    ]);
  });

  test('in a message of one line each, as compilers print them', () => {
    const text = 'services:\n  api:\n    strategy: canary\n    stable: 1\n    canary: {version: v2, weight: 101}\n';
    expect(() => parseReleaseState(text, FILE)).toThrow(
      new ReleaseStateError([
        {
          location: { file: FILE, line: 4, column: 13 },
          message: '/services/api/stable must be text: put it in quotes',
        },
        {
          location: { file: FILE, line: 5, column: 35 },
          message: '/services/api/canary/weight is 101: shares are whole percents from 0 to 100',
        },
      ]),
    );
  });
});
