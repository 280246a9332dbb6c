import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { meshOf } from '../fixtures/manifests';
import { RULE_FIXTURES, ruleFixture } from '../fixtures/rules/expectations';
import {
  codeOf,
  GIVEN_FROM_FILES,
  isAboutMissingGateway,
  ourVerdicts,
  theirVerdicts,
  unshared,
} from './analysis-cases';
import { istioctlAnalyze } from './istioctl';
import { kustomizeBuild } from './kustomize';
import { describeWith } from './programs';
import { overlayOf } from './sample';

// What istioctl says of files, we say: same codes, same levels, same objects. Where we differ, it is by one of these
// reasons, and no other.

/** What istioctl says of a fixture and we do not, by what is the matter with it. */
const FALSE_ALARMS: Readonly<Record<string, readonly string[]>> = {
  'one virtual service with two names of a host is no conflict': [
    'ConflictingMeshGatewayVirtualServiceHosts: IST0109 Error VirtualService shop/good-twice-itself',
  ],
  'one that is for some namespaces wins there over one that is for all': [
    'istiod/VirtualService: IST0109 Error VirtualService shop/export',
    'istiod/VirtualService: IST0109 Error VirtualService shop/export-nobody',
    'istiod/VirtualService: IST0109 Error VirtualService shop/all-hosts',
  ],
  'a destination rule for a wildcard has subsets for all of its hosts': [
    'ReferencedResourceNotFound: IST0101 Error VirtualService shop/good',
  ],
  'istiod still takes the old form of a name of a gateway': [
    'SchemaWarning: IST0101 Error VirtualService shop/gateway',
  ],
  'a policy with targets is for no pods': [
    'MultipleTelemetriesWithoutWorkloadSelectors: IST0160 Error Telemetry shop/good-targeted',
  ],
};

/** What we say of a fixture and istioctl does not, by what it lacks. */
const MISSED: Readonly<Record<string, readonly string[]>> = {
  'it looks for one host that the gateway admits, not for those that no gateway does': [
    'VirtualServiceHostNotFoundInGateway: IST0132 Warning VirtualService shop/outside',
  ],
  'it does not look whether delegates exist': [
    'istiod/VirtualService: IST0101 Error VirtualService shop/delegate-that-delegates',
    'istiod/VirtualService: IST0101 Error VirtualService shop/delegate-and-route',
  ],
  'it reads no Services from files': [
    'UndeclaredDestination: IST0101 Error VirtualService shop/undeclared',
    'ReferencedResourceNotFound: IST0101 Error VirtualService shop/hosts-and-ports',
    'ReferencedResourceNotFound: IST0101 Error VirtualService catalog/exported',
  ],
  'it reads no mesh config from files': ['Deprecated: IST0002 Warning Telemetry shop/traces'],
  'its check of removed kinds never finds any': [
    'Deprecated: IST0002 Warning CustomResourceDefinition rbacconfigs.rbac.istio.io',
  ],
  'its warning gets lost on the way': ['SchemaWarning: IST0133 Warning VirtualService shop/abort'],
};

const falseAlarms = new Set(Object.values(FALSE_ALARMS).flat());
const missed = new Set(Object.values(MISSED).flat());

/** What other repositories are said to have, for a program that cannot be told so. */
const ELSEWHERE = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shared, namespace: elsewhere }
spec:
  selector: { istio: elsewhere }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
`;

const ISTIOD = readdirSync(join(__dirname, '..', 'fixtures', 'rules', 'istiod')).map(
  (file) => `istiod/${file.replace('.yaml', '')}`,
);

describeWith(['istioctl'], 'istioctl analyze of files', () => {
  const said = new Set<string>();

  // The schema's fixture has shapes that istioctl cannot even read.
  test.each([...RULE_FIXTURES, ...ISTIOD].filter((name) => name !== 'SchemaValidationError'))(
    'agrees on %s',
    async (name) => {
      const { yaml, mesh, external } = ruleFixture(name);
      const ours = ourVerdicts(mesh);
      const theirs = theirVerdicts(await istioctlAnalyze(external.length === 0 ? yaml : yaml + ELSEWHERE));
      for (const verdict of [...ours.keys(), ...theirs.keys()]) said.add(`${name}: ${verdict}`);
      expect({
        'they alone': unshared(theirs, ours, (verdict) => {
          return !falseAlarms.has(`${name}: ${verdict}`) && !isAboutMissingGateway(verdict, theirs);
        }),
        'we alone': unshared(
          ours,
          theirs,
          (verdict) => GIVEN_FROM_FILES.has(codeOf(verdict)) && !missed.has(`${name}: ${verdict}`),
        ),
      }).toEqual({ 'they alone': [], 'we alone': [] });
    },
  );

  test('differs by no reason that is out of date', () => {
    expect([...falseAlarms, ...missed].filter((verdict) => !said.has(verdict))).toEqual([]);
  });

  test.each(['development', 'staging', 'production'])('agrees on the %s of the sample', async (environment) => {
    const yaml = await kustomizeBuild(overlayOf(environment));
    const theirs = theirVerdicts(await istioctlAnalyze(yaml));
    // All rules, whatever istioctl can say: a sample that is clean is clean.
    expect([...ourVerdicts(meshOf(yaml)).keys()].sort()).toEqual([...theirs.keys()].sort());
  });
});
