import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedPolicy } from '@open-policy-agent/opa-wasm';
import { policyFindings, PolicyResult } from '../check/policy/findings';
import { isAbout, policyInputs } from '../check/policy/inputs';
import type { Finding } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { PolicyParameters } from '../model/policy-parameters';
import { inWorld, WorldError } from './world-error';

/** Of the package, beside its sources as beside its compiled files. */
const MODULE = join(__dirname, '..', '..', 'policies', 'istio.wasm');

const PAGE = 64 * 1024;
const MEGABYTE = 1024 * 1024;
/** What the policies may use; only what they touch of it is taken from the system. */
const MEMORY = 384 * MEGABYTE;
/** At most 16 MB of memory for it, which a longer one would hardly be quicker for. */
const INPUT_LENGTH = MEGABYTE;
/** What Node says when the input does not fit, and the policies when they run out of it. */
const OUT_OF_MEMORY = /Memory\.grow|opa_malloc|out of bounds/;

/**
 * What the policies of the package say of the manifests of an environment, without opa.
 *
 * @param parameters what `data.istio.parameters` is in a deploy tree
 * @param inputLength how much of the set is looked at in one go, in characters; the answer does not depend on it
 * @throws WorldError when what has to be looked at together is too big
 */
export async function evaluatePolicies(
  set: ManifestSet,
  parameters: PolicyParameters = {},
  inputLength = INPUT_LENGTH,
): Promise<Finding[]> {
  const policies = await loadPolicies();
  policies.setData({ istio: { parameters } });
  const results: PolicyResult[] = [];
  for (const input of policyInputs(set, inputLength)) {
    for (const result of evaluate(policies, input.objects, set)) if (isAbout(result, input)) results.push(result);
  }
  return policyFindings(results, set);
}

let loaded: Promise<LoadedPolicy> | undefined;

function loadPolicies(): Promise<LoadedPolicy> {
  loaded ??= (() => {
    const { loadPolicy } = require('@open-policy-agent/opa-wasm') as typeof import('@open-policy-agent/opa-wasm');
    const module = inWorld('read the policies of the package', () => readFileSync(MODULE));
    // All at once: policies that grow it do so page by page, which takes time that grows with the square of it.
    return loadPolicy(module, { initial: MEMORY / PAGE, maximum: MEMORY / PAGE });
  })();
  return loaded;
}

function evaluate(policies: LoadedPolicy, objects: string, set: ManifestSet): readonly PolicyResult[] {
  try {
    const [answer] = policies.evaluate(new TextEncoder().encode(objects).buffer) as [{ result: PolicyResult[] }];
    return answer.result;
  } catch (error) {
    loaded = undefined;
    const said = error instanceof Error ? error.message : String(error);
    if (!OUT_OF_MEMORY.test(said)) throw new Error(`the policies of the package fail: ${said}`, { cause: error });
    throw new WorldError(
      `cannot evaluate the policies: what they look at together of the ${set.size} objects of ` +
        `${set.name === '' ? 'the input' : set.name} takes more than ${MEMORY / MEGABYTE} MB of memory; ` +
        'validate fewer environments or folders at once, or leave this stage out',
      { cause: error },
    );
  }
}
