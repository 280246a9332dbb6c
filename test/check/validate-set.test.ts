import { BUILT_IN } from '../../src/check/schema/registry';
import { schemaStage } from '../../src/check/validate-set';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

function findingsOf(yaml: string) {
  return schemaStage(new ManifestSet('shop', manifestsOf(yaml)), BUILT_IN).findings;
}

const service = (spec: string, version = 'v1'): string =>
  `apiVersion: ${version}\nkind: Service\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`;
const gateway = (spec: string, version = 'networking.istio.io/v1'): string =>
  `apiVersion: ${version}\nkind: Gateway\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`;
const server = (port: string): string => `{ selector: { a: b }, servers: [{ hosts: [a.example], port: ${port} }] }`;

test.each<[string, string, string]>([
  [
    'a version that is not served',
    gateway(server('{ number: 80, name: http, protocol: HTTP }'), 'networking.istio.io/v2'),
    'use what the API server serves; where your cluster has another CRD of Gateway, name it by --crds',
  ],
  ['a version of a kind without a CRD', service('{ ports: [{ port: 80 }] }', 'v2'), 'use what the API server serves'],
  [
    'an unknown field',
    gateway(server('{ number: 80, name: http, protocol: HTTP, prot: 1 }')),
    'correct its name, or remove it; where your cluster has another CRD of Gateway, name it by --crds',
  ],
  ['an unknown field of a kind without a CRD', service('{ prots: [] }'), 'correct its name, or remove it'],
  ['a field that is missing', gateway(server('{ number: 80, name: http }')), 'add it'],
  ['a wrong value', gateway(server('{ number: "80", name: http, protocol: HTTP }')), 'correct the value'],
])('the schema stage says how to mend %s', (_, yaml, fix) => {
  expect(findingsOf(yaml).map((finding) => finding.fix)).toEqual([fix]);
});
