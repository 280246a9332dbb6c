import { ACTIONS } from './actions';
import type { WorkflowContext } from './context';
import { expression, inTemp, Job, Step } from './model';
import { validateAndReport } from './scripts/validate';
import { checkout, ONCE_INSTALLED } from './steps';

const ARTIFACT = 'validation';
const FILE = 'validation.sarif';

/** Variable by which a private repository says that it has code scanning, which GitHub sells apart. */
const HAS_CODE_SCANNING = 'vars.ISTIO_GITOPS_CODE_SCANNING';

/** Output of a job with {@link validateSteps}: whether there is something for {@link codeScanning}. */
export const REPORTED = { reported: expression('steps.validate.outputs.reported') };

/**
 * Validates, and keeps what is found in an artifact.
 *
 * @param command how istio-gitops is called
 * @param words what `validate` is told
 */
export function validateSteps(command: string, words: readonly string[]): readonly Step[] {
  return [
    {
      name: 'Validate',
      id: 'validate',
      if: ONCE_INSTALLED,
      env: { SUBJECT: 'Validation', SARIF: inTemp(FILE) },
      run: validateAndReport(command, words),
    },
    {
      name: 'Keep the findings',
      if: expression("!cancelled() && steps.validate.outputs.reported == 'true'"),
      uses: ACTIONS.uploadArtifact,
      with: { name: ARTIFACT, path: inTemp(FILE), 'retention-days': 14 },
    },
  ];
}

/**
 * Shows what the job `tree` found in code scanning: a job of its own, so that no code of a pull request is near a token that
 * can write. That job has failed by them already, so this one need not.
 */
export function codeScanning({ runsOn }: WorkflowContext): Job {
  const isOurs = "(github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository)";
  const isThere = `(!github.event.repository.private || ${HAS_CODE_SCANNING} == 'true')`;
  return {
    name: 'Show the findings in code scanning',
    needs: ['tree'],
    // GitHub gives forks no token that could write.
    if: expression(`!cancelled() && needs.tree.outputs.reported == 'true' && ${isOurs} && ${isThere}`),
    'runs-on': runsOn,
    // What only reads is what the action needs in private repositories.
    permissions: { actions: 'read', contents: 'read', 'security-events': 'write' },
    'timeout-minutes': 10,
    steps: [
      // By the lines that are there the action knows a finding again when it moves.
      checkout(),
      {
        name: 'Get the findings',
        uses: ACTIONS.downloadArtifact,
        with: { name: ARTIFACT, path: inTemp(ARTIFACT) },
      },
      {
        name: 'Upload them',
        'continue-on-error': true,
        uses: ACTIONS.uploadSarif,
        with: { sarif_file: `${inTemp(ARTIFACT)}/${FILE}`, category: 'istio-gitops' },
      },
    ],
  };
}
