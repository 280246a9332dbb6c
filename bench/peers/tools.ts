import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { finding, flawedAt, writeFlawed } from '../flawed';
import type { Checker } from './checker';
import type { Place } from './peer';

const BENCH = dirname(__dirname);

/** The tools that people check manifests with, each as quiet as it can be. */

export function istioctl(program: string): Checker {
  return {
    name: 'istioctl analyze',
    flaws: ['missing subset'],
    prepare: writeFlawed,
    commands: (place) => [
      {
        argv: [program, 'analyze', '--all-namespaces', '--use-kube=false', '--output=json', flawedAt(place).manifests],
        stdout: join(place.output, ANSWER),
      },
    ],
    *findings(place) {
      // What it cannot read it tells of in lines before.
      const messages = answerOf<readonly IstioctlMessage[] | null>(place, /^(?:\[|null$)/m) ?? [];
      for (const { code, reference } of messages) {
        yield finding(code === 'IST0101' ? 'missing subset' : code, reference.replace(/:\d+$/, ''));
      }
    },
  };
}

interface IstioctlMessage {
  readonly code: string;
  readonly reference: string;
}

export function kubeconform(program: string): Checker {
  return {
    name: 'kubeconform',
    flaws: ['wrong type'],
    prepare(place) {
      writeFlawed(place);
      writeSchemas(join(place.folder, SCHEMAS));
    },
    commands: (place) => [
      {
        argv: [
          program,
          '-schema-location',
          `${SCHEMAS}/{{.ResourceKind}}.json`,
          '-output',
          'json',
          flawedAt(place).manifests,
        ],
        stdout: join(place.output, ANSWER),
        findingsStatus: 1,
      },
    ],
    *findings(place) {
      const { resources } = answerOf<{ readonly resources: readonly KubeconformResult[] }>(place);
      for (const { filename, status } of resources) {
        yield finding(status === 'statusInvalid' ? 'wrong type' : status, filename);
      }
    },
  };
}

interface KubeconformResult {
  readonly filename: string;
  readonly status: string;
}

const SCHEMAS = 'schemas';

/** Under the names that it looks for. */
function writeSchemas(folder: string): void {
  mkdirSync(folder);
  for (const kind of [
    'networking.istio.io/DestinationRule',
    'networking.istio.io/VirtualService',
    'security.istio.io/AuthorizationPolicy',
  ]) {
    const name = kind.slice(kind.indexOf('/') + 1).toLowerCase();
    cpSync(join(BENCH, '..', 'imports', `${kind}.json`), join(folder, `${name}.json`));
  }
}

export function conftest(program: string): Checker {
  const policies = join(BENCH, 'policies');
  return {
    name: 'conftest',
    flaws: ['no timeout'],
    prepare: writeFlawed,
    commands: (place) => [
      {
        argv: [
          program,
          'test',
          '--all-namespaces',
          '--policy',
          policies,
          '--output',
          'json',
          flawedAt(place).manifests,
        ],
        stdout: join(place.output, ANSWER),
        findingsStatus: 1,
      },
    ],
    *findings(place) {
      for (const { filename, failures = [], warnings = [] } of answerOf<readonly ConftestResult[]>(place)) {
        for (const { msg } of failures) yield finding(msg.includes('must have timeout') ? 'no timeout' : msg, filename);
        for (const { msg } of warnings) yield finding(msg, filename);
      }
    },
  };
}

interface ConftestResult {
  readonly filename: string;
  readonly failures?: readonly { readonly msg: string }[];
  readonly warnings?: readonly { readonly msg: string }[];
}

export function yamllint(program: string, mostServices: number): Checker {
  return {
    name: 'yamllint',
    // It takes more than five minutes for 5,000.
    mostServices,
    flaws: ['trailing blank'],
    prepare: writeFlawed,
    commands: (place) => [
      {
        argv: [
          program,
          '--config-file',
          flawedAt(place).lintSettings,
          '--format',
          'parsable',
          flawedAt(place).manifests,
        ],
        stdout: join(place.output, ANSWER),
        findingsStatus: 1,
      },
    ],
    *findings({ output }) {
      for (const line of readFileSync(join(output, ANSWER), 'utf8').split('\n')) {
        const { path = '', rule = '' } = /^(?<path>[^:]+):.*\((?<rule>[^()]+)\)$/.exec(line)?.groups ?? {};
        if (line !== '') yield finding(rule === 'trailing-spaces' ? 'trailing blank' : rule, path);
      }
    },
  };
}

const ANSWER = 'answer';

/** @param start where the JSON begins */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what a tool is documented to write
function answerOf<Answer>({ output }: Place, start = /^/): Answer {
  const text = readFileSync(join(output, ANSWER), 'utf8');
  return JSON.parse(text.slice(text.search(start))) as Answer;
}
