import type { Finding } from '../model/finding';
import { describeIdentity, Identity, identityKey } from '../model/identity';
import { describeOrigin } from '../model/origin';
import { cleanXml as clean, junitDocument, junitFailure, junitSuite, TestCase } from './junit';
import { Fails, locationOf, sentencesOf, ShowPath, ValidatedSet, Validation } from './validation';

/**
 * One suite per manifest set and one test case per object, so that dashboards count objects. Findings about no object of
 * a set are cases of their own.
 *
 * @param fails which findings fail a case; the others are its output
 */
export function validationAsJunit({ sets, findings }: Validation, show: ShowPath, fails: Fails): string {
  const caseOf = (name: string, classname: string, of: readonly Finding[], skipped: readonly string[]): TestCase => {
    const failures = of.filter(fails);
    const others = of.filter((finding) => !fails(finding));
    return {
      '@name': clean(name),
      '@classname': clean(classname),
      ...(failures.length > 0 && { failure: failures.map((finding) => failure(finding, show)) }),
      ...(of.length === 0 && skipped.length > 0 && { skipped: { '@message': clean(skipped.join('; ')) } }),
      ...(others.length > 0 && { 'system-out': clean(others.map((finding) => told(finding, show)).join('\n')) }),
    };
  };
  const suites = sets.map(({ set, findings: own, skipped }) => {
    const byObject = groupByObject({ findings: own, skipped });
    const name = set.name === '' ? '.' : set.name;
    const cases = set.manifests.map(({ identity, key }) => {
      const { found = [], reasons = [] } = byObject.get(key) ?? {};
      return caseOf(describeIdentity(identity), name, found, reasons);
    });
    const rest = own.filter(({ identity }) => identity === undefined || set.get(identity) === undefined);
    return junitSuite(name, [...cases, ...rest.map((finding) => caseOf(titleOf(finding, show), name, [finding], []))]);
  });
  if (findings.length > 0) {
    const cases = findings.map((finding) => caseOf(titleOf(finding, show), 'files', [finding], []));
    suites.unshift(junitSuite('files', cases));
  }
  return junitDocument(suites);
}

interface OfObject {
  readonly found: Finding[];
  readonly reasons: string[];
}

function groupByObject({
  findings,
  skipped,
}: Pick<ValidatedSet, 'findings' | 'skipped'>): ReadonlyMap<string, OfObject> {
  const groups = new Map<string, OfObject>();
  const groupOf = (identity: Identity): OfObject => {
    const key = identityKey(identity);
    const group = groups.get(key) ?? { found: [], reasons: [] };
    groups.set(key, group);
    return group;
  };
  for (const finding of findings) if (finding.identity !== undefined) groupOf(finding.identity).found.push(finding);
  for (const { identity, stage, reason } of skipped) groupOf(identity).reasons.push(`${stage}: ${reason}`);
  return groups;
}

function failure(finding: Finding, show: ShowPath): object {
  return junitFailure(finding.code, finding.message, told(finding, show));
}

function told(finding: Finding, show: ShowPath): string {
  return `${titleOf(finding, show)}\n${sentencesOf(finding)}`;
}

function titleOf(finding: Finding, show: ShowPath): string {
  const { code, severity, origin } = finding;
  const location = locationOf(finding, show);
  const where =
    location === undefined ? describeOrigin(origin) : `${location.file}:${location.line}:${location.column}`;
  return `${severity} ${code} ${where}`;
}
