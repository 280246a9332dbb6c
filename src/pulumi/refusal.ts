import type { Finding } from '../model/finding';
import { describeIdentity } from '../model/identity';
import { describeOrigin } from '../model/origin';
import { PropsError } from '../model/props-error';

/** Why manifests are not applied: all findings in one error, a line for each. */
export function refusal(where: string, findings: readonly Finding[]): PropsError {
  const lines = findings.map(({ code, identity, origin, message, fix }) => {
    const subject = identity === undefined ? '' : ` ${describeIdentity(identity)}`;
    return `\n  ${code}${subject} (${describeOrigin(origin, (file) => file)}): ${message}${fix === undefined ? '' : `: ${fix}`}`;
  });
  return new PropsError(where, `the manifests cannot be applied${lines.join('')}\n`, 'mend these, and run again');
}
