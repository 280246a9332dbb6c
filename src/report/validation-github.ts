import type { Finding, Severity } from '../model/finding';
import { describeIdentity } from '../model/identity';
import { printable } from './printable';
import { saidOnce } from './said-once';
import { distinctFindings, locationOf, sentencesOf, ShowPath, Validation } from './validation';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, string>;

/**
 * Workflow commands, which GitHub shows beside the lines of a pull request. It shows ten of a severity and step.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function validationAsGithub(validation: Validation, show: ShowPath): string {
  return distinctFindings({ ...validation, findings: saidOnce(validation.findings) }, show)
    .map((finding) => command(finding, show))
    .join('');
}

function command(finding: Finding, show: ShowPath): string {
  const { code, severity, identity, origin } = finding;
  const location = locationOf(finding, show);
  const subject = identity === undefined ? (origin.constructPath ?? '') : describeIdentity(identity);
  const properties = {
    file: location?.file,
    line: location?.line,
    col: location?.column,
    title: `${code} ${subject}`.trim(),
  };
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${written.join(',')}::${escapeData(sentencesOf(finding))}\n`;
}

/** Logs are read on terminals, too. */
function escapeData(text: string): string {
  return text.split('\n').map(printable).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
