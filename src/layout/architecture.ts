import { FileTree, fileTree } from './file-tree';
import { wrapMarkdown } from './generated-file';

/** What the diagrams show of a fleet. */
export interface Architecture {
  /** Branch that controllers read; undefined where the fleet has no repository. */
  readonly branch: string | undefined;
  /** In the order in which changes are promoted. */
  readonly environments: readonly ArchitectureEnvironment[];
  /** File names of the generated workflows. */
  readonly workflows: readonly string[];
}

export interface ArchitectureEnvironment {
  readonly name: string;
  readonly clusters: readonly string[];
  /** Where it is delivered; none where nobody of ours does. */
  readonly statuses: readonly { readonly controller: keyof typeof CONTROLLERS }[];
  /** What its release state rolls out, by name. */
  readonly services: Readonly<Record<string, Strategy>>;
}

type Strategy = 'canary' | 'blue-green';

const CONTROLLERS = { 'argo-cd': 'Argo CD', flux: 'Flux' } as const;

/** `ARCHITECTURE.md` of the deploy tree: how a change gets to the proxies, and who checks it and takes it back. */
export function architectureFile(fleet: Architecture): FileTree {
  const sections = [
    ['From a commit to the proxies', delivery(fleet)],
    ['How a version is rolled out', rollouts(fleet)],
    ['What checks a change', checks(fleet)],
  ] as const;
  const body = ['# Architecture', ...sections.flatMap(([heading, text]) => [`## ${heading}`, text])].join('\n\n');
  return fileTree([['ARCHITECTURE.md', wrapMarkdown(`${body}\n`, ['the fleet'])]]);
}

function delivery({ branch, environments }: Architecture): string {
  return diagram('TB', [
    `sources["environments/"] -->|synth| tree["deploy tree"]`,
    `tree -->|pull request| branch[${quoted(branch ?? 'default branch')}]`,
    ...environments.flatMap((environment, i) => [
      `branch --> controller${i}`,
      ...group(`environment${i}`, environment.name, [
        `controller${i}[${quoted(controllerOf(environment))}]`,
        ...environment.clusters.map(
          (cluster, j) =>
            `controller${i} --> istiod${i}x${j}[${quoted(`istiod of ${cluster}`)}] -->|xDS| proxies${i}x${j}["its proxies"]`,
        ),
      ]),
    ]),
  ]);
}

function rollouts({ environments }: Architecture): string {
  const rolled = environments.map((environment) => Object.entries(environment.services));
  const uses = (strategy: Strategy, services = rolled.flat()): boolean => services.some(([, own]) => own === strategy);
  const strategies = STRATEGIES.filter(({ name }) => uses(name));
  if (strategies.length === 0) {
    return 'No environment has a service in its release state, so nothing is rolled out by Git.';
  }
  return diagram('LR', [
    ...strategies.flatMap(({ name, id, steps }) => group(id, `${name}, each arrow a pull request`, steps)),
    ...environments.flatMap((environment, i) => {
      const services = rolled[i]!;
      if (services.length === 0) return [];
      return [
        ...strategies.filter(({ name }) => uses(name, services)).map(({ id }) => `${id} --> controller${i}`),
        ...group(`environment${i}`, environment.name, [
          `controller${i}[${quoted(controllerOf(environment))}]`,
          ...services.map(
            ([service, strategy], j) => `controller${i} --> service${i}x${j}[${quoted(`${service}, ${strategy}`)}]`,
          ),
        ]),
      ];
    }),
  ]);
}

const CANARY = [
  'stable["stable version only"] -->|rollout start| shares["canary has a share"]',
  'shares -->|rollout advance, once or more| all["canary has all"]',
  'shares -->|rollout abort| retired["canary has nothing, its subset stays"]',
  'all -->|rollout abort| retired',
  'all -->|rollout complete| retiring["canary is the stable version, its subset stays"]',
  'retiring -->|rollout cleanup| stable',
  'retired -->|rollout cleanup| stable',
];

const BLUE_GREEN = [
  'active["one colour is active"] -->|rollout preview| preview["the idle one has the new version"]',
  'preview -->|rollout switch| switched["it is active"]',
  'switched -->|rollout rollback| active',
];

const STRATEGIES: readonly { readonly name: Strategy; readonly id: string; readonly steps: readonly string[] }[] = [
  { name: 'canary', id: 'canary', steps: CANARY },
  { name: 'blue-green', id: 'colours', steps: BLUE_GREEN },
];

function checks({ environments, workflows }: Architecture): string {
  const isChecked = workflows.includes('istio-validation.yaml');
  const isReverted = workflows.includes('istio-rollback.yaml');
  const controllers = [...new Set(environments.map(controllerOf))].map((name) => quoted(name));
  return diagram('TB', [
    ...group('before', 'before the merge', [
      ...(isChecked
        ? [
            'commit["pull request"] --> synced["synth --check"] --> schema["validate: lint and schema"]',
            'schema --> analyze["validate: analysis"] --> policy["validate: policies"]',
            'policy --> dryRun["validate: dry run, where a cluster can be asked"] --> passed{"all passed?"}',
          ]
        : ['commit["pull request"] --> passed{"your own checks"}']),
      'passed -->|no| blocked["stays open"]',
    ]),
    ...group('after', 'after the merge', [
      'healthy{"healthy?"}',
      ...controllers.map((name, i) => `controller${i}[${name}] --> healthy`),
      'healthy -->|yes| done["delivered"]',
      `healthy -->|no| revert[${quoted(isReverted ? 'istio-rollback reverts it in Git' : 'people revert it in Git')}]`,
    ]),
    ...controllers.map((_, i) => `passed -->|yes, merged| controller${i}`),
  ]);
}

function controllerOf({ statuses }: ArchitectureEnvironment): string {
  const names = new Set(statuses.map(({ controller }) => CONTROLLERS[controller]));
  return names.size === 0 ? 'whoever applies it' : [...names].join(' and ');
}

function group(id: string, title: string, lines: readonly string[]): string[] {
  return [`subgraph ${id} [${quoted(title)}]`, ...lines.map((line) => `    ${line}`), 'end'];
}

function diagram(direction: 'TB' | 'LR', lines: readonly string[]): string {
  return ['```mermaid', `flowchart ${direction}`, ...lines.map((line) => `    ${line}`), '```'].join('\n');
}

/** A text of Mermaid, in which entities begin with `#`. */
function quoted(text: string): string {
  return `"${text.replace(/[^\w\-., /:]/gu, (character) => `#${character.codePointAt(0)!};`)}"`;
}
