import { parse } from 'yaml';
import type { Finding } from '../model/finding';
import { identityKey, identityOf, KubernetesObject } from '../model/identity';
import { sourceIn } from './generated-file';
import type { SetPlan } from './plan';

/**
 * Objects that a plan moves from one of the folders below `root` to another, where each is applied and pruned on its
 * own, one after the other. Only files that come or go are read, and only where some go.
 *
 * @param existing contents of the files that go
 */
export function stageMoves({ wanted, plan }: SetPlan, existing: ReadonlyMap<string, string>, root: string): Finding[] {
  if (plan.remove.length === 0) return [];
  const folderOf = (path: string): string => path.slice(root.length + 1).split('/', 1)[0]!;
  const arrivals = new Map<string, string>();
  for (const path of plan.create) {
    const object = objectIn(wanted.get(path));
    if (object !== undefined) arrivals.set(identityKey(identityOf(object)), path);
  }
  return plan.remove.flatMap((path) => {
    const object = objectIn(existing.get(path));
    const arrival = object === undefined ? undefined : arrivals.get(identityKey(identityOf(object)));
    if (object === undefined || arrival === undefined || folderOf(arrival) === folderOf(path)) return [];
    return [stageMove(object, folderOf(path), folderOf(arrival), sourceIn(wanted.get(arrival)!))];
  });
}

function stageMove(object: KubernetesObject, from: string, to: string, constructPath: string | undefined): Finding {
  return {
    code: 'IGO0112',
    severity: 'warning',
    stage: 'analyze',
    identity: identityOf(object),
    origin: constructPath === undefined ? {} : { constructPath },
    message: `it moves from the stage ${from} to ${to}`,
    effect: `when ${from} is applied first, the object is deleted until ${to} is applied`,
    fix: 'leave it where it is (its label app.kubernetes.io/name decides), or annotate it with kustomize.toolkit.fluxcd.io/prune: disabled in a commit before',
  };
}

/** Kustomizations of kustomize have no name, and are no objects. */
function objectIn(text: string | undefined): KubernetesObject | undefined {
  const object = parse(text ?? '') as Partial<KubernetesObject> | null;
  return object?.metadata?.name === undefined ? undefined : (object as KubernetesObject);
}
