import type { VersionAnswer } from '../adapters/program-version';
import type { Diagnosis } from '../report/diagnosis';

/** A program that a command starts, or that a page of `docs/` has people start. */
export interface Program {
  readonly name: string;
  /** What makes it say its version, without asking a cluster. */
  readonly args: readonly string[];
  readonly group: 'called' | 'manual';
  /** What stands before its version, where others are told before it or instead. */
  readonly label?: string;
  readonly minimum?: { readonly version: string; readonly why: string };
  /** What is skipped, or done in another way. */
  readonly without: string;
  /** What a project has that wants it, of those that are started by hand. @default nothing: who follows its page does */
  readonly wantedBy?: Tool;
}

/** What a project is delivered or bootstrapped by. */
export type Tool = 'argo-cd' | 'flux' | 'pulumi';

export const PROGRAMS: readonly Program[] = [
  {
    name: 'git',
    args: ['--version'],
    group: 'called',
    minimum: { version: '2.30', why: 'older ones take no --end-of-options, by which diff names revisions' },
    without: 'diff compares folders and environments, but no revisions',
  },
  {
    name: 'kustomize',
    args: ['version'],
    group: 'called',
    without: 'kubectl is asked to build what istio-gitops does not build itself',
  },
  {
    name: 'kubectl',
    args: ['version', '--client'],
    group: 'called',
    without: 'without kustomize, too: kustomizations that istio-gitops does not build itself cannot be read',
  },
  {
    name: 'istioctl',
    args: ['version', '--remote=false', '--short'],
    group: 'called',
    minimum: { version: '1.30', why: 'older ones do not know all fields and codes of today’s Istio' },
    without: 'validate says what its own rules find; istioctl analyze is not asked as well',
  },
  {
    name: 'opa',
    args: ['version'],
    group: 'called',
    minimum: { version: '1.0', why: 'older ones read another Rego' },
    without: 'validate --policy cannot evaluate Rego of your own; the policies of the package need no opa',
  },
  {
    name: 'helm',
    args: ['version', '--short'],
    group: 'manual',
    without: 'charts cannot be rendered for validate (helm template CHART | istio-gitops validate -)',
  },
  {
    name: 'conftest',
    args: ['--version'],
    group: 'manual',
    label: 'Conftest: ',
    minimum: { version: '0.70', why: 'the policies of the deploy tree are written for it' },
    without: 'the policies of the deploy tree are evaluated by validate only',
  },
  {
    name: 'yamllint',
    args: ['--version'],
    group: 'manual',
    without: 'the stage lint of validate says the same',
  },
  {
    name: 'argocd',
    args: ['version', '--client', '--short'],
    group: 'manual',
    minimum: { version: '3.2', why: 'what is generated is for Argo CD 3.2' },
    without: 'deletions are confirmed, and syncs ended, in the user interface of Argo CD',
    wantedBy: 'argo-cd',
  },
  {
    name: 'flux',
    args: ['--version'],
    group: 'manual',
    minimum: { version: '2.9', why: 'flux bootstrap installs its own version, and what is generated is for Flux 2.9' },
    without: 'clusters of Flux are bootstrapped by Pulumi or the Flux Operator',
    wantedBy: 'flux',
  },
  {
    name: 'pulumi',
    args: ['version'],
    group: 'manual',
    minimum: { version: '3.200', why: 'istio-gitops/pulumi is for 3.200 and newer' },
    without: 'clusters are bootstrapped by other means',
    wantedBy: 'pulumi',
  },
  {
    name: 'kubeseal',
    args: ['--version'],
    group: 'manual',
    without: 'certificates cannot be sealed for Sealed Secrets',
  },
  {
    name: 'velero',
    args: ['version', '--client-only'],
    group: 'manual',
    minimum: { version: '1.13', why: 'the restore merges patches, which older ones cannot' },
    without: 'a restore is an object that is written by hand',
  },
];

/**
 * What the answer of a program says about it.
 *
 * @param tools of the project
 */
export function diagnosisOf(
  { name, group, label, minimum, without, wantedBy }: Program,
  answer: VersionAnswer,
  tools: ReadonlySet<Tool> = new Set(),
): Diagnosis {
  const about = { subject: name, group };
  if (answer.kind === 'missing') {
    const isWanted = group === 'called' || (wantedBy !== undefined && tools.has(wantedBy));
    return { ...about, status: 'absent', without, ...(!isWanted && { unused: true }) };
  }
  if (answer.kind === 'failed') {
    // Commands go on without a program that is missing, not without one that fails.
    const status = group === 'called' ? 'error' : 'warning';
    return { ...about, status, message: answer.why, without, fix: 'mend it, install it anew, or take it off the PATH' };
  }
  const version = versionIn(answer.output, label);
  if (version === undefined) return { ...about, status: 'ok', message: 'it does not say its version' };
  if (minimum === undefined || isAtLeast(version, minimum.version)) return { ...about, status: 'ok', version };
  return {
    ...about,
    status: 'warning',
    version,
    message: `it is too old: ${minimum.why}`,
    fix: `install ${name} ${minimum.version} or newer`,
  };
}

/** The first version in a text, or the one that follows a label, without a `v` before it. */
function versionIn(text: string, label?: string): string | undefined {
  const told = label === undefined ? text : (text.split(label)[1] ?? '').split('\n')[0]!;
  return /(?<![\w.])v?(\d+\.\d+(?:\.\d+)?)(?!\w)/.exec(told)?.[1];
}

/** By numbers: 1.10 is newer than 1.9. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [numbers, least] = [version, minimum].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const index = least.findIndex((number, i) => number !== (numbers[i] ?? 0));
  return index === -1 || (numbers[index] ?? 0) > least[index]!;
}
