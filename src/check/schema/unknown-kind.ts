import sources from '../../../imports/sources.json';
import { groupOf, type KubernetesObject } from '../../model/identity';
import { didYouMean } from '../../model/suggest';
import type { SchemaProblem } from './problem';

/** All kinds of these groups are in `imports/`; of other groups somebody may have more than we know. */
const WHOLE_GROUP = /\.istio\.io$/;

/** What an API server says of a kind that a group of Istio does not have; undefined where nobody here can tell. */
export function unknownKind({ apiVersion, kind }: KubernetesObject): SchemaProblem | undefined {
  const group = groupOf(apiVersion);
  const kinds = sources.filter((source) => source.group === group).map((source) => source.kind);
  if (!WHOLE_GROUP.test(group) || kinds.length === 0) return undefined;
  const message = `${group} has no kind ${kind}${didYouMean(kind, kinds)}`;
  return { code: 'NotServed', field: 'kind', pointer: '/kind', message };
}
