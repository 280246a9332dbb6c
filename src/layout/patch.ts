import { groupOf, identityOf, KubernetesObject } from '../model/identity';
import { canonicalObject } from '../model/manifest';
import { jsonPatch, Operation, patchLines } from './json-patch';
import { hasList, JsonMap, linesOf } from '../model/json';
import { PatchTarget, targetOf } from './kustomization';
import { mergePatch } from './merge-patch';

/** What one object has to become another of its identity, as a file that kustomize reads. */
export type Patch =
  /** The fields that differ, below the object's name. */
  | { readonly form: 'merge'; readonly content: KubernetesObject }
  /** Operations that do not say whose they are. */
  | { readonly form: 'json'; readonly content: readonly Operation[]; readonly target: PatchTarget };

/** A merge patch, because it reads as the object does, unless it would repeat so much of a list that it is longer. */
export function patchBetween(from: KubernetesObject, to: KubernetesObject): Patch {
  const fields = mergePatch(from as JsonMap, to as JsonMap, isBuiltIn(groupOf(to.apiVersion)));
  return fields === undefined || hasList(fields) ? shorterPatch(fields, from, to) : mergeInto(to, fields);
}

function shorterPatch(fields: JsonMap | undefined, from: KubernetesObject, to: KubernetesObject): Patch {
  const content = jsonPatch(from as JsonMap, to as JsonMap);
  if (fields !== undefined && linesOf(fields) <= patchLines(content)) return mergeInto(to, fields);
  return { form: 'json', content, target: targetOf(identityOf(to), to.apiVersion) };
}

function mergeInto({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject, fields: JsonMap): Patch {
  const metadata = { ...(fields.metadata as JsonMap | undefined), name, namespace };
  return { form: 'merge', content: canonicalObject({ ...fields, apiVersion, kind, metadata }) };
}

/** Whether kustomize may have the schema of a group's kinds. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
