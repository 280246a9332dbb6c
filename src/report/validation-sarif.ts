import type { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Severity } from '../model/finding';
import { describeIdentity, identityKey } from '../model/identity';
import { describeOrigin, SourceLocation } from '../model/origin';
import { distinctFindings, locationOf, sentencesOf, ShowPath, Validation } from './validation';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  Result['level']
>;

/** What is to be known of a code, for people who meet it in a list of alerts. */
export interface CodeDescription {
  readonly name: string;
  /** What is wrong. */
  readonly what: string;
  /** With a bad and a good example. */
  readonly markdown: string;
}

export interface SarifOptions {
  readonly show: ShowPath;
  /** Version of istio-gitops. */
  readonly version: string;
  readonly describe: (code: string) => CodeDescription | undefined;
}

/**
 * As GitHub's code scanning and other viewers read it. Paths have to be relative to the root of the repository.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function validationAsSarif(validation: Validation, { show, version, describe }: SarifOptions): string {
  const findings = distinctFindings(validation, show);
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const indexes = new Map(codes.map((code, index) => [code, index]));
  const fingerprints = new Fingerprints(show);
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'istio-gitops',
            semanticVersion: version,
            rules: codes.map((code) => descriptorOf(code, describe(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, indexes, fingerprints.of(finding), show)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function descriptorOf(code: string, description: CodeDescription | undefined): ReportingDescriptor {
  if (description === undefined) return { id: code };
  const { name, what, markdown } = description;
  return { id: code, name, shortDescription: { text: what }, help: { text: what, markdown } };
}

function resultOf(finding: Finding, indexes: ReadonlyMap<string, number>, fingerprint: string, show: ShowPath): Result {
  const { code, severity, identity, origin, related = [] } = finding;
  const location = locationOf(finding, show);
  const relatedLocations = related
    .map((other) => other.locate?.())
    .filter((place) => place !== undefined)
    .map((place) => ({ physicalLocation: physicalLocationOf({ ...place, file: show(place.file) }) }));
  const subject = identity === undefined ? undefined : describeIdentity(identity);
  return {
    ruleId: code,
    ruleIndex: indexes.get(code)!,
    level: LEVELS[severity],
    message: { text: `${subject === undefined ? '' : `${subject}: `}${sentencesOf(finding)}` },
    locations: [
      {
        ...(location && { physicalLocation: physicalLocationOf(location) }),
        logicalLocations: [
          {
            name: subject ?? describeOrigin(origin, show),
            ...(origin.constructPath !== undefined && { fullyQualifiedName: origin.constructPath }),
            kind: 'object',
          },
        ],
      },
    ],
    ...(relatedLocations.length > 0 && { relatedLocations }),
    partialFingerprints: { 'istioGitopsFinding/v1': fingerprint },
  };
}

/** What stays the same when lines move, so that an alert is not closed and opened again; those that are alike are counted. */
class Fingerprints {
  private readonly counts = new Map<string, number>();

  constructor(private readonly show: ShowPath) {}

  of(finding: Finding): string {
    const { code, identity, pointer } = finding;
    const subject = identity === undefined ? locationOf(finding, this.show)?.file : identityKey(identity);
    const fingerprint = [code, subject, pointer].join(' ');
    const count = (this.counts.get(fingerprint) ?? 0) + 1;
    this.counts.set(fingerprint, count);
    return count === 1 ? fingerprint : `${fingerprint} ${count}`;
  }
}

function physicalLocationOf({ file, line, column }: SourceLocation): PhysicalLocation {
  return {
    artifactLocation: { uri: encodeURI(file).replace(/[?#]/g, encodeURIComponent), uriBaseId: '%SRCROOT%' },
    region: { startLine: line, startColumn: column },
  };
}
