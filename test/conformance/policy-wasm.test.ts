import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { evaluatePolicies } from '../../src/adapters/policy-wasm';
import type { PolicyResult } from '../../src/check/policy/findings';
import type { KubernetesObject } from '../../src/model/identity';
import { canonicalObject, manifestOf } from '../../src/model/manifest';
import { ManifestSet } from '../../src/model/manifest-set';
import type { PolicyParameters } from '../../src/model/policy-parameters';
import { checksums, compile } from '../../tools/policies/build';
import { objectSets, policyParameters } from '../check/policy/object-sets';
import { inOrder, MODULE, policyModule } from '../check/policy/policy-module';
import { describeWith, programPath } from './programs';
import { PROVOCATIONS } from './provocations';
import { sampleSets } from './sample';

const SOURCES = join(__dirname, '../../policies/rego');

interface Case {
  readonly set: ManifestSet;
  readonly parameters: PolicyParameters;
}

/** What opa makes of the sources, for many sets in one run. */
function opaResults(cases: readonly Case[]): readonly (readonly PolicyResult[])[] {
  const query = `[found |
    {"objects": objects, "parameters": parameters} := input[_]
    found := data.istio.findings with input as objects with data.istio.parameters as parameters
  ]`;
  const input = JSON.stringify(
    cases.map(({ set, parameters }) => ({ objects: set.manifests.map(({ object }) => object), parameters })),
  );
  const options = ['eval', '--data', SOURCES, '--ignore=*_test.rego', '--stdin-input', query];
  const output = execFileSync(programPath('opa'), options, { input, encoding: 'utf8', maxBuffer: 1024 ** 3 });
  const { result } = JSON.parse(output) as { result: [{ expressions: [{ value: PolicyResult[][] }] }] };
  return result[0].expressions[0].value;
}

/** With all that policies say, whatever the order. */
function texts(results: readonly PolicyResult[]): readonly string[] {
  return results.map((result) => JSON.stringify(canonicalObject(result))).sort();
}

/** Each environment of the sample, as it is, with one thing wrong, and with all of them. */
function sampleCases(): Case[] {
  return sampleSets().flatMap((set) => {
    const objects = set.manifests.map(({ object }) => object);
    const provocations = PROVOCATIONS.filter(({ environment }) => environment === set.name);
    const all = (start: readonly KubernetesObject[]) =>
      provocations.reduce((some, { provoke }) => provoke(some), start);
    return [objects, ...provocations.map(({ provoke }) => provoke(objects)), all(objects)].map((provoked) => ({
      set: new ManifestSet(
        set.name,
        provoked.map((object) => manifestOf(canonicalObject(object), {})),
      ),
      parameters: {},
    }));
  });
}

describeWith(['opa'], 'the policies in Wasm', () => {
  test('are compiled of the present sources', () => {
    const wasm = compile(programPath('opa'));
    expect(wasm.equals(readFileSync(MODULE))).toBe(true);
    expect(checksums(wasm)).toBe(readFileSync(`${MODULE}.sha256`, 'utf8'));
  });

  test.each<[string, () => Case[]]>([
    ['the environments of the sample and what may be wrong with them', sampleCases],
    ['random sets', () => fc.sample(fc.record({ set: objectSets, parameters: policyParameters }), 1000)],
  ])('answer as opa does about %s', async (_, casesOf) => {
    const cases = casesOf();
    const ask = await policyModule();
    const said = opaResults(cases);
    expect(said.flat().length).toBeGreaterThan(cases.length / 2);
    for (const [index, { set, parameters }] of cases.entries()) {
      const objects = set.manifests.map(({ object }) => object);
      const wanted = { objects, parameters, said: texts(said[index]!) };
      expect({ objects, parameters, said: texts(ask(objects, parameters)) }).toEqual(wanted);
      expect(inOrder(await evaluatePolicies(set, parameters))).toEqual(inOrder(said[index]!));
    }
  });
});
