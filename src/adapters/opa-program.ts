import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPolicyFindings } from '../check/policy/findings';
import { RegoModule, regoPackages } from '../check/policy/rego-package';
import { policyQuery, PolicyRule, RuleAnswer } from '../check/policy/rego-query';
import type { Finding } from '../model/finding';
import { describeIdentity } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { pathKind } from './path-kind';
import { inWorld, WorldError } from './world-error';

/** Milliseconds. */
const LONGEST_RUN = 600_000;
const MOST_OUTPUT = 256 * 1024 * 1024;
/** What opa looks at in one run when it looks at one object after the other: it takes a gigabyte for 45,000 at once. */
const OBJECTS_A_RUN = 10_000;

const TESTS = '*_test.rego';

/** A team's own policies, which the opa on the PATH evaluates. */
export class OwnPolicies {
  private readonly rules: readonly PolicyRule[];

  /**
   * @param folder with Rego, and with data as opa loads it; tests are left out
   * @throws WorldError without opa, without policies, and for errors in them, with file and line
   */
  constructor(private readonly folder: string) {
    const query = '[module | text := input[path]; module := rego.parse_module(path, text)]';
    const modules = this.run(query, JSON.stringify(this.modules())) as readonly RegoModule[];
    this.rules = regoPackages(modules).flatMap((regoPackage) =>
      regoPackage.rules.map((name) => ({ package: regoPackage, name })),
    );
    if (this.rules.length === 0) {
      throw new WorldError(`no policy in ${folder} has a rule that is called deny, violation or warn; write one`);
    }
  }

  /** @throws WorldError when a policy fails, with file and line */
  evaluate(set: ManifestSet): Finding[] {
    const [single, whole] = [this.rules.filter(isSingle), this.rules.filter((rule) => !isSingle(rule))];
    const parts = [];
    if (whole.length > 0) parts.push(this.ask(whole, set.manifests, set));
    for (let start = 0; single.length > 0 && start < set.size; start += OBJECTS_A_RUN) {
      parts.push(this.ask(single, set.manifests.slice(start, start + OBJECTS_A_RUN), set));
    }
    return parts.flat();
  }

  private ask(rules: readonly PolicyRule[], manifests: readonly Manifest[], set: ManifestSet): Finding[] {
    const objects = manifests.map(({ object }) => object);
    const names = manifests.map(({ identity }) => describeIdentity(identity));
    const answers = this.run(policyQuery(rules), JSON.stringify({ objects, names })) as readonly RuleAnswer[][];
    return rules.flatMap((rule, index) =>
      answers[index]!.flatMap((answer) => ownPolicyFindings(rule, answer, manifests, set)),
    );
  }

  private modules(): Readonly<Record<string, string>> {
    if (pathKind(this.folder) !== 'folder') throw new WorldError(`there is no folder of policies at ${this.folder}`);
    return inWorld(`read the policies in ${this.folder}`, () => {
      const paths = readdirSync(this.folder, { encoding: 'utf8', recursive: true });
      const modules = paths.filter((path) => path.endsWith('.rego') && !path.endsWith(TESTS.slice(1)));
      return Object.fromEntries(modules.map((path) => [path, readFileSync(join(this.folder, path), 'utf8')]));
    });
  }

  /** The value of a query. In the folder itself, so that opa names files below it and takes no part of its path for a prefix. */
  private run(query: string, input: string): unknown {
    const options = ['eval', '--format=json', '--data=.', `--ignore=${TESTS}`, '--stdin-input', query];
    const { error, stdout, stderr } = spawnSync('opa', options, {
      cwd: this.folder,
      // Not what Node started with: in a VM context, as test runners use, it is another.
      env: process.env,
      input,
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      timeout: LONGEST_RUN,
    });
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
      throw new WorldError(
        `cannot evaluate the policies in ${this.folder}: there is no opa on the PATH; ` +
          'install it (https://www.openpolicyagent.org/docs#1-download-opa), or leave these policies out',
      );
    }
    const { result, errors } = answerIn(stdout);
    if (result !== undefined) return result[0].expressions[0].value;
    const why = errors?.map((problem) => this.sentence(problem)) ?? [error?.message ?? stderr.trim()];
    throw new WorldError(`cannot evaluate the policies in ${this.folder}:\n${why.join('\n')}`, { cause: error });
  }

  private sentence({ message, location }: OpaError): string {
    if (location === undefined || location.file === '') return message;
    return `${join(this.folder, location.file)}:${location.row}:${location.col}: ${message}`;
  }
}

function isSingle(rule: PolicyRule): boolean {
  return rule.package.input === 'object';
}

interface OpaAnswer {
  readonly result?: [{ readonly expressions: [{ readonly value: unknown }] }];
  readonly errors?: readonly OpaError[];
}

interface OpaError {
  readonly message: string;
  readonly location?: { readonly file: string; readonly row: number; readonly col: number };
}

function answerIn(stdout: string): OpaAnswer {
  try {
    return JSON.parse(stdout) as OpaAnswer;
  } catch {
    return {};
  }
}
