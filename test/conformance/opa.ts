import { execFileSync } from 'node:child_process';
import type { KubernetesObject } from '../../src/model/identity';
import { programPath } from './programs';

/** What a policy of ours says of a manifest. */
export interface PolicyFinding {
  readonly policy: string;
  readonly severity: 'error' | 'warning';
  readonly msg: string;
  readonly pointer: string;
  readonly resource: { readonly kind: string; readonly name: string };
}

/** The findings of all policies in a folder with its data, as `opa eval` has them. */
export function opaFindings(policies: string, objects: readonly KubernetesObject[]): readonly PolicyFinding[] {
  const options = ['eval', '--strict-builtin-errors', '--data', policies, '--stdin-input', 'data.istio.findings'];
  const output = execFileSync(programPath('opa'), options, { input: JSON.stringify(objects), encoding: 'utf8' });
  const { result } = JSON.parse(output) as { result: [{ expressions: [{ value: PolicyFinding[] }] }] };
  return result[0].expressions[0].value;
}

/** The same by `conftest`, which tells errors and warnings apart by the rule that they come from. */
export function conftestFindings(policies: string, objects: readonly KubernetesObject[]): readonly PolicyFinding[] {
  const options = ['test', '--combine', '--all-namespaces', '--output=json', '--no-fail', '--parser=yaml'];
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const argv = [...options, '--policy', policies, '--data', policies, '-'];
  const output = execFileSync(programPath('conftest'), argv, { input, encoding: 'utf8' });
  return (JSON.parse(output) as ConftestResult[]).flatMap(({ failures = [], warnings = [] }) => [
    ...failures.map((result) => findingOf(result, 'error')),
    ...warnings.map((result) => findingOf(result, 'warning')),
  ]);
}

interface ConftestResult {
  readonly failures?: readonly ConftestFinding[];
  readonly warnings?: readonly ConftestFinding[];
}

interface ConftestFinding {
  readonly msg: string;
  /** All else that a policy says, and the query that asked for it. */
  readonly metadata: Omit<PolicyFinding, 'msg' | 'severity'> & { readonly query?: string };
}

function findingOf({ msg, metadata }: ConftestFinding, severity: PolicyFinding['severity']): PolicyFinding {
  const finding = { ...metadata, msg, severity };
  delete finding.query;
  return finding;
}
