import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { specOf } from '../../mesh/specs';
import type { Kind } from '../../model/identity';
import type { Manifest } from '../../model/manifest';
import type { Complaint, Rule } from '../rule';
import { checkAuthorizationPolicy } from './istiod/authorization-policy';
import { checkDestinationRule } from './istiod/destination-rule';
import { checkEnvoyFilter } from './istiod/envoy-filter';
import { checkTrafficExtension, checkWasmPlugin } from './istiod/extensions';
import { checkGateway } from './istiod/gateway';
import { checkPeerAuthentication, checkPods, checkRequestAuthentication } from './istiod/policies';
import { Report } from './istiod/report';
import { checkServiceEntry, checkWorkloadEntry } from './istiod/service-entry';
import { checkSidecar } from './istiod/sidecar';
import { checkTelemetry } from './istiod/telemetry';
import { checkVirtualService } from './istiod/virtual-service';
import { checkWorkloadGroup } from './istiod/workload-group';

/** What istiod's webhook refuses, although the kind's schema admits it. */
export const istiodRefusal: Rule = {
  code: 'IST0106',
  name: 'SchemaValidationError',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The API server or the webhook of istiod refuses the object.',
    effect: 'the object is not applied, and the sync stops; proxies keep what they have',
    fix: 'mend the field that is named',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http: [{ match: [{ uri: { regex: '/api/(' } }], route: [{ destination: { host: api } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http: [{ match: [{ uri: { regex: '/api/.*' } }], route: [{ destination: { host: api } }] }]
`,
  },
  *check(mesh) {
    for (const { manifest, report } of reportsOf(mesh))
      for (const problem of report.errors) yield { manifest, ...problem };
  },
};

/** What istiod takes with a warning. */
export const istiodWarning: Rule = {
  code: 'IST0133',
  name: 'SchemaWarning',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'istiod takes the object, and warns of something in it, or of all its kind, as of EnvoyFilters.',
    effect: 'what is warned of is ignored, or not what it looks like',
    fix: 'mend the field that is named',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - mirror: { host: audit }
      mirrorPercent: 10
      route: [{ destination: { host: reviews } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - mirror: { host: audit }
      mirrorPercentage: { value: 10 }
      route: [{ destination: { host: reviews } }]
`,
  },
  *check(mesh): Generator<Complaint> {
    for (const { manifest, report } of reportsOf(mesh))
      for (const problem of report.warnings) yield { manifest, ...problem };
  },
};

type Check = (manifest: Manifest, report: Report) => void;

const CHECKS: readonly (readonly [Kind, Check])[] = [
  [kinds.AuthorizationPolicy, (manifest, report) => checkAuthorizationPolicy(specOf(manifest), report)],
  [kinds.DestinationRule, (manifest, report) => checkDestinationRule(specOf(manifest), namespaceOf(manifest), report)],
  [kinds.EnvoyFilter, (manifest, report) => checkEnvoyFilter(specOf(manifest), report)],
  [kinds.Gateway, (manifest, report) => checkGateway(specOf(manifest), manifest.identity.name, report)],
  [kinds.PeerAuthentication, (manifest, report) => checkPeerAuthentication(specOf(manifest), report)],
  [kinds.ProxyConfig, (manifest, report) => checkPods(specOf(manifest), report)],
  [kinds.RequestAuthentication, (manifest, report) => checkRequestAuthentication(specOf(manifest), report)],
  [kinds.ServiceEntry, (manifest, report) => checkServiceEntry(specOf(manifest), manifest.object.metadata, report)],
  [kinds.Sidecar, (manifest, report) => checkSidecar(specOf(manifest), namespaceOf(manifest), report)],
  [kinds.Telemetry, (manifest, report) => checkTelemetry(specOf(manifest), report)],
  [kinds.TrafficExtension, (manifest, report) => checkTrafficExtension(specOf(manifest), report)],
  [kinds.VirtualService, (manifest, report) => checkVirtualService(specOf(manifest), namespaceOf(manifest), report)],
  [kinds.WasmPlugin, (manifest, report) => checkWasmPlugin(specOf(manifest), report)],
  [kinds.WorkloadEntry, (manifest, report) => checkWorkloadEntry(specOf(manifest), '/spec', true, report)],
  [kinds.WorkloadGroup, (manifest, report) => checkWorkloadGroup(specOf(manifest), report)],
];

const namespaceOf = ({ identity }: Manifest): string => identity.namespace;

interface ReportOfManifest {
  readonly manifest: Manifest;
  readonly report: Report;
}

const reports = new WeakMap<Mesh, readonly ReportOfManifest[]>();

/** Those that say something; made once for both rules. */
function reportsOf(mesh: Mesh): readonly ReportOfManifest[] {
  let found = reports.get(mesh);
  if (found === undefined) {
    found = CHECKS.flatMap(([kind, check]) => mesh.all(kind).flatMap((manifest) => reportOf(manifest, check)));
    reports.set(mesh, found);
  }
  return found;
}

function reportOf(manifest: Manifest, check: Check): ReportOfManifest[] {
  const report = new Report();
  check(manifest, report);
  return report.errors.length + report.warnings.length === 0 ? [] : [{ manifest, report }];
}
