import type { Finding, Severity } from '../model/finding';
import { describeIdentity, identityKey, versionOf } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { ANALYSIS_CODES } from './explain';

/** What `istioctl analyze --output json` says. */
export interface IstioctlMessage {
  /** `IST0101`, … */
  readonly code: string;
  readonly level: string;
  /** The object, `VirtualService default/frontend`, or with a context: `VirtualService default/frontend [context]`. */
  readonly origin?: string;
  readonly message: string;
}

const SEVERITIES: Readonly<Record<string, Severity>> = { Error: 'error', Warning: 'warning', Info: 'info' };

/**
 * What istioctl says of a set and we do not, marked as its own. Where both have a code for an object, ours says where
 * and what to do.
 *
 * @param ours findings of the same set
 */
export function istioctlFindings(
  messages: readonly IstioctlMessage[],
  set: ManifestSet,
  ours: readonly Finding[],
): readonly Finding[] {
  const known = new Set(
    ours.map(({ code, identity }) => `${code} ${identity === undefined ? '' : identityKey(identity)}`),
  );
  const byName = new Map<string, Manifest>();
  for (const manifest of set) byName.set(describeIdentity(manifest.identity), manifest);
  const findings = new Map<string, Finding>();
  for (const { code, level, origin = '', message } of messages) {
    const manifest = byName.get(origin.replace(/ \[.*$/, ''));
    if (manifest !== undefined && known.has(`${code} ${manifest.key}`)) continue;
    const explanation = ANALYSIS_CODES.get(code)?.explanation;
    findings.set(`${code} ${origin} ${message}`, {
      code,
      severity: SEVERITIES[level] ?? 'warning',
      stage: 'analyze',
      ...(manifest !== undefined && { identity: manifest.identity, version: versionOf(manifest.object.apiVersion) }),
      origin: manifest?.origin ?? { constructPath: origin },
      message: `istioctl: ${message}`,
      ...(explanation !== undefined && { effect: explanation.effect, fix: explanation.fix }),
    });
  }
  return [...findings.values()];
}
