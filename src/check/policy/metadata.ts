import { parse } from 'yaml';
import type { Severity } from '../../model/finding';

/** What the metadata above the package of a policy says of it. */
export interface PolicyMetadata {
  /** Its name, such as `route_timeout`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly fix: string;
}

const POLICY = /^istio\/policies\/(\w+)\/\1\.rego$/;
const METADATA = /^# METADATA\n((?:#.*\n)+)package /;

/**
 * The policies among modules of Rego, by name.
 *
 * @param modules their texts by path
 */
export function policyMetadata(modules: ReadonlyMap<string, string>): readonly PolicyMetadata[] {
  const policies = [...modules].flatMap(([path, rego]) => {
    const [, name] = POLICY.exec(path) ?? [];
    const [, block] = METADATA.exec(rego) ?? [];
    if (name === undefined || block === undefined) return [];
    const { title, description, custom } = parse(block.replaceAll(/^# ?/gm, '')) as Block;
    return [{ name, title, description, ...custom }];
  });
  return policies.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Tests hold that each policy of ours has it. */
interface Block extends Pick<PolicyMetadata, 'title' | 'description'> {
  readonly custom: Pick<PolicyMetadata, 'severity' | 'fix'>;
}
