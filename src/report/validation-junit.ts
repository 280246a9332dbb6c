import XmlBuilder from 'fast-xml-builder';
import type { Finding } from '../model/finding';
import { describeIdentity, Identity, identityKey } from '../model/identity';
import { describeOrigin } from '../model/origin';
import { Fails, locationOf, sentencesOf, ShowPath, ValidatedSet, Validation } from './validation';

/** What XML 1.0 cannot hold, whatever the escape. */
const IMPOSSIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

interface TestCase {
  readonly '@name': string;
  readonly '@classname': string;
  readonly failure?: readonly object[];
  readonly skipped?: object;
  readonly 'system-out'?: string;
}

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
    return suiteOf(name, [...cases, ...rest.map((finding) => caseOf(titleOf(finding, show), name, [finding], []))]);
  });
  if (findings.length > 0) {
    const cases = findings.map((finding) => caseOf(titleOf(finding, show), 'files', [finding], []));
    suites.unshift(suiteOf('files', cases));
  }
  const builder = new XmlBuilder({
    attributeNamePrefix: '@',
    format: true,
    ignoreAttributes: false,
    suppressEmptyNode: true,
  });
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': 'istio-gitops', testsuite: suites },
  };
  return builder.build(document);
}

function suiteOf(name: string, cases: readonly TestCase[]): object {
  return {
    '@name': clean(name),
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    testcase: cases,
  };
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
  return {
    '@type': finding.code,
    '@message': clean(finding.message),
    '#text': clean(told(finding, show)),
  };
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

function clean(text: string): string {
  return text.replace(IMPOSSIBLE, '\ufffd');
}
