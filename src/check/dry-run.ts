import type { Finding } from '../model/finding';
import { describeIdentity, versionOf } from '../model/identity';
import { jsonPointer } from '../model/json-pointer';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

/** What an API server thinks of an object that it was asked to apply without doing it. */
export type DryRunAnswer =
  | { readonly kind: 'accepted' }
  /** It serves no such kind, in this version. */
  | { readonly kind: 'unknown kind' }
  | { readonly kind: 'refused'; readonly status: RefusalStatus };

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface RefusalStatus {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: {
    readonly kind?: string;
    readonly name?: string;
    readonly causes?: readonly RefusalCause[];
  };
}

interface RefusalCause {
  readonly message?: string;
  /** In Kubernetes' own spelling, such as `spec.http[0].timeout`. */
  readonly field?: string;
}

export type DryRunResult =
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** It depends on another object of the set, which a dry run does not leave behind. */
  | { readonly kind: 'skipped'; readonly reason: string };

/** Codes of the dry-run stage. */
export const DRY_RUN_CODES = {
  refused: 'IGO0501',
  namespaceNotFound: 'IGO0502',
  kindNotServed: 'IGO0503',
  notPermitted: 'IGO0504',
} as const;

/** What an answer says of a manifest: nothing, findings, or that it cannot be known before the rest of the set is applied. */
export function dryRunResults(manifest: Manifest, answer: DryRunAnswer, set: ManifestSet): readonly DryRunResult[] {
  switch (answer.kind) {
    case 'accepted':
      return [];
    case 'unknown kind':
      return [unknownKind(manifest, set)];
    case 'refused':
      return refused(manifest, answer.status, set);
  }
}

function refused(manifest: Manifest, status: RefusalStatus, set: ManifestSet): readonly DryRunResult[] {
  const { code, message, reason, details } = status;
  const { namespace } = manifest.identity;
  if (code === 404 && details?.kind === 'namespaces' && details.name === namespace) {
    if (set.knows({ group: '', kind: 'Namespace', namespace: '', name: namespace })) {
      return [{ kind: 'skipped', reason: `the cluster lacks the namespace ${namespace}, which the set makes` }];
    }
    return [
      found(manifest, DRY_RUN_CODES.namespaceNotFound, {
        pointer: '/metadata/namespace',
        message: `the cluster has no namespace ${namespace}, and the set makes none`,
        effect: 'it cannot be applied',
        fix: 'add the namespace to the set, or make it before',
      }),
    ];
  }
  // An admission webhook's refusal is forbidden too, but it is about the object.
  if (code === 403 && / is forbidden: User "/.test(message)) {
    return [
      found(manifest, DRY_RUN_CODES.notPermitted, {
        message: `nothing is known of it: ${message}`,
        fix: 'give the user the right to patch the kind; a dry run asks for the rights of applying',
      }),
    ];
  }
  if (manifest.identity.kind === 'Secret' && manifest.identity.group === '') {
    // An API server quotes what it does not understand.
    const words = 'the API server refuses it; what it says may have a value of the Secret in it, and is not repeated';
    return [found(manifest, DRY_RUN_CODES.refused, { message: words })];
  }
  const faults = reason === 'Invalid' ? invalid(details?.causes ?? []) : undecodable(message);
  if (faults.length === 0) return [found(manifest, DRY_RUN_CODES.refused, { message })];
  // The API server lists causes in another order each time.
  const sorted = faults.toSorted((one, other) => (one.message < other.message ? -1 : 1));
  return sorted.map((fault) => found(manifest, DRY_RUN_CODES.refused, fault));
}

type Fault = Pick<Finding, 'message'> & Partial<Pick<Finding, 'pointer'>>;

function invalid(causes: readonly RefusalCause[]): readonly Fault[] {
  return causes.map(({ field, message = 'it is invalid' }) =>
    field === undefined ? { message } : { pointer: pointerOf(field), message: `${field}: ${message}` },
  );
}

/** What a server-side apply says of fields that it does not know: `….spec.htp: field not declared in schema`. */
function undecodable(message: string): readonly Fault[] {
  const fields = message.matchAll(/(?<=[\s:])(\.\S+): (field not declared in schema)/g);
  return [...fields].map(([, field = '', why = '']) => ({
    // An item that is found by its key has no index here: `.spec.ports[name="http"]`.
    ...(!field.includes('=') && { pointer: pointerOf(field) }),
    message: `${field.slice(1)}: ${why}`,
  }));
}

/** Nobody has checked the shape yet. */
interface DefinedKind {
  readonly spec?: { readonly group?: unknown; readonly names?: { readonly kind?: unknown } };
}

function unknownKind(manifest: Manifest, set: ManifestSet): DryRunResult {
  const { group, kind } = manifest.identity;
  const definitions = set.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition');
  const isDefined = definitions.some(({ object }) => {
    const { spec } = object as DefinedKind;
    return spec?.group === group && spec.names?.kind === kind;
  });
  if (isDefined) return { kind: 'skipped', reason: `the cluster lacks the CRD of ${kind}, which the set makes` };
  const { apiVersion } = manifest.object;
  return found(manifest, DRY_RUN_CODES.kindNotServed, {
    pointer: '/apiVersion',
    message: `the cluster serves no ${kind} of ${apiVersion}`,
    effect: 'it cannot be applied',
    fix: `install the CRD of ${kind}, or use a version that the cluster serves`,
  });
}

function found(
  { identity, origin, object }: Manifest,
  code: string,
  says: Pick<Finding, 'message'> & Partial<Pick<Finding, 'pointer' | 'effect' | 'fix'>>,
): DryRunResult {
  const finding: Finding = {
    code,
    severity: 'error',
    stage: 'dry-run',
    identity,
    version: versionOf(object.apiVersion),
    origin,
    effect: `the API server refuses ${describeIdentity(identity)}, and a sync stops there`,
    ...says,
  };
  return { kind: 'finding', finding };
}

/** `spec.http[0].headers[x-y]` is `/spec/http/0/headers/x-y`. */
function pointerOf(field: string): string {
  const segments = [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([segment, key]) => key ?? segment);
  return jsonPointer(segments);
}
