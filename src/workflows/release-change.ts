import type { WorkflowContext } from './context';
import { inTemp, RunStep, Step, Variables } from './model';
import { describeChange } from './scripts/release-change';
import { appToken, checkout, installPackages, openPullRequest, PULL_REQUEST_TEXTS } from './steps';

/** A pull request in the repository of the sources that changes what is rolled out in an environment. */
export interface ReleaseChange {
  /** Edits the release state; says by `TRAFFIC`, a file, what that means. */
  readonly edit: Omit<RunStep, 'env'> & { readonly env: Variables };
  /** Whether there is anything to open a pull request for. @default always */
  readonly if?: string;
  /** Commits of the sources that the edit looks at, 0 for all. @default the last one */
  readonly depth?: number;
  readonly branch: string;
  readonly title: string;
  /** Markdown between what the change means and what differs. @default none */
  readonly text?: string;
}

/** All steps from the checkout to the pull request. No code of packages meets the token that can write. */
export function releaseChange(
  context: WorkflowContext,
  { edit, depth, branch, title, text = '', ...rest }: ReleaseChange,
): Step[] {
  const { command, synth, hasTwoRepositories, sources, deploy } = context;
  const [before, after] = hasTwoRepositories
    ? [inTemp('before'), inTemp('after')]
    : [`git:HEAD:${deploy.path}`, `./${deploy.path}`];
  const traffic = { TRAFFIC: inTemp('traffic.txt') };
  const onlyIf = rest.if === undefined ? {} : { if: rest.if };
  return [
    checkout({ ref: sources.branch, ...(depth !== undefined && { depth }) }),
    ...installPackages(context),
    ...(hasTwoRepositories
      ? [{ name: 'Synthesize what there is now', env: { BEFORE: before }, run: `${synth} --out "$BEFORE"` }]
      : []),
    { ...edit, env: { ...edit.env, ...traffic } },
    { name: 'Synthesize', ...onlyIf, env: { AFTER: after }, run: `${synth} --out "$AFTER"` },
    {
      name: 'Describe the change',
      ...onlyIf,
      env: {
        ...traffic,
        BEFORE: before,
        AFTER: after,
        TITLE: title,
        TEXT: text,
        ...PULL_REQUEST_TEXTS,
      },
      run: describeChange(command),
    },
    { ...appToken(sources, { contents: 'write', 'pull-requests': 'write' }), ...onlyIf },
    { ...openPullRequest({ repository: sources, branch, title }), ...onlyIf },
  ];
}
