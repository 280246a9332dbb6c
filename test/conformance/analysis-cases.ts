import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { suppress } from '../../src/check/suppression/suppress';
import { append } from '../../src/mesh/group';
import type { Mesh } from '../../src/mesh/mesh';
import { describeIdentity } from '../../src/model/identity';
import type { AnalysisMessage } from './istioctl';
import { programPath } from './programs';

/** What can be compared of a finding: code, level and object, as `IST0101 Error VirtualService shop/web`. */
export type Verdict = string;

/** Verdicts with what was said. */
export type Verdicts = ReadonlyMap<Verdict, readonly string[]>;

/** The rules of `validate` for YAML that may be a part of something larger. */
const ANALYSIS = RULES.filter(({ stage, presumesWholeSet }) => stage === 'analyze' && presumesWholeSet !== true);

/** What we say, but for what annotations ignore, as istioctl does. */
export function ourVerdicts(mesh: Mesh): Verdicts {
  const found = { sets: [{ set: mesh.set, findings: check(mesh, ANALYSIS) }], findings: [] };
  const [told] = suppress(found, [], '2026-01-01', () => false).sets;
  return verdictsOf(
    told!.findings.map(({ code, severity, identity, message }) => {
      const level = `${severity[0]!.toUpperCase()}${severity.slice(1)}`;
      return [`${code} ${level} ${describeIdentity(identity!)}`, message];
    }),
  );
}

export function theirVerdicts(messages: readonly AnalysisMessage[]): Verdicts {
  return verdictsOf(messages.map(({ code, level, origin, message }) => [`${code} ${level} ${origin}`, message]));
}

/** All that is said of an object under one code is one verdict. */
function verdictsOf(pairs: readonly (readonly [Verdict, string])[]): Verdicts {
  const verdicts = new Map<Verdict, string[]>();
  for (const [verdict, message] of pairs) append(verdicts, verdict, message);
  return verdicts;
}

/** What one says and the other does not, with what it says. */
export function unshared(one: Verdicts, other: Verdicts, isCompared: (verdict: Verdict) => boolean): Verdict[] {
  return [...one]
    .filter(([verdict]) => !other.has(verdict) && isCompared(verdict))
    .map(([verdict, messages]) => `${verdict}: ${messages.join('; ')}`)
    .sort();
}

/** Codes that istioctl gives without a cluster; for all others it wants Services, Namespaces, Pods or Secrets. */
export const GIVEN_FROM_FILES: ReadonlySet<string> = new Set([
  'IST0002',
  'IST0101',
  'IST0106',
  'IST0109',
  'IST0128',
  'IST0129',
  'IST0130',
  'IST0131',
  'IST0132',
  'IST0133',
  'IST0134',
  'IST0138',
  'IST0151',
  'IST0152',
  'IST0153',
  'IST0154',
  'IST0155',
  'IST0157',
  'IST0160',
  'IST0165',
  'IST0175',
  'IST0176',
  'IST0177',
]);

export const codeOf = (verdict: Verdict): string => verdict.slice(0, 7);

/** A gateway that is not there admits no host, either: istioctl says both. */
export function isAboutMissingGateway(verdict: Verdict, theirs: Verdicts): boolean {
  const object = verdict.slice('IST0132 Warning '.length);
  return (
    verdict.startsWith('IST0132') &&
    (theirs.get(`IST0101 Error ${object}`) ?? []).some((message) => message.includes('gateway'))
  );
}

/** What `istioctl analyze` says of YAML together with what a cluster has. */
export async function istioctlAnalyzeWith(kubeconfig: string, yaml: string): Promise<readonly AnalysisMessage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'istioctl-'));
  try {
    const file = join(folder, 'manifests.yaml');
    await writeFile(file, yaml);
    const options = ['analyze', '--all-namespaces', `--kubeconfig=${kubeconfig}`, '--output=json', file];
    const { stdout } = await promisify(execFile)(programPath('istioctl'), options);
    return JSON.parse(stdout) as readonly AnalysisMessage[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
