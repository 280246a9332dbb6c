import type { Explanation, Rule } from '../rule';
import { PEER_AUTHENTICATION, rivalsOfNamespace, rivalsOfPods, SIDECAR, TELEMETRY } from './singular-kinds';

const two = (one: string, other: string): string => `${one}---\n${other}`;

const sidecar = (name: string, selector = ''): string => `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, namespace: shop }
spec: { ${selector}egress: [{ hosts: ['./*'] }] }
`;
const telemetry = (name: string, selector = ''): string => `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${name}, namespace: shop }
spec: { ${selector}accessLogging: [{ providers: [{ name: envoy }] }] }
`;
const peer = (name: string, selector = ''): string => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: shop }
spec: { ${selector}mtls: { mode: STRICT } }
`;

const forAll = (kind: string): Omit<Explanation, 'bad' | 'good'> => ({
  what: `Several objects of kind ${kind} in one namespace select no pods, so that each is for all of them.`,
  effect: 'Istio uses the oldest one, which nobody sees in Git, and ignores the others',
  fix: 'merge them, or give all but one a selector',
});
const forSome = (kind: string): Omit<Explanation, 'bad' | 'good'> => ({
  what: `Several objects of kind ${kind} select the same pods.`,
  effect: 'Istio uses the oldest one, which nobody sees in Git, and ignores the others',
  fix: 'merge them, or make their selectors disjoint',
});

/** Sidecars for the same pods. */
export const rivalSidecarsOfPods: Rule = {
  code: 'IST0110',
  name: 'ConflictingSidecarWorkloadSelectors',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forSome('Sidecar'),
    bad: two(
      sidecar('web', 'workloadSelector: { labels: { app: web } }, '),
      sidecar('front', 'workloadSelector: { labels: { app: web } }, '),
    ),
    good: two(
      sidecar('web', 'workloadSelector: { labels: { app: web } }, '),
      sidecar('front', 'workloadSelector: { labels: { app: front } }, '),
    ),
  },
  check: (mesh) => rivalsOfPods(mesh, SIDECAR),
};

/** Sidecars for a whole namespace. */
export const rivalSidecars: Rule = {
  code: 'IST0111',
  name: 'MultipleSidecarsWithoutWorkloadSelectors',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forAll('Sidecar'),
    bad: two(sidecar('default'), sidecar('egress')),
    good: two(sidecar('default'), sidecar('egress', 'workloadSelector: { labels: { app: web } }, ')),
  },
  check: (mesh) => rivalsOfNamespace(mesh, SIDECAR),
};

/** Telemetries for the same pods. */
export const rivalTelemetriesOfPods: Rule = {
  code: 'IST0159',
  name: 'ConflictingTelemetryWorkloadSelectors',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forSome('Telemetry'),
    bad: two(
      telemetry('web', 'selector: { matchLabels: { app: web } }, '),
      telemetry('front', 'selector: { matchLabels: { app: web } }, '),
    ),
    good: two(
      telemetry('web', 'selector: { matchLabels: { app: web } }, '),
      telemetry('front', 'selector: { matchLabels: { app: front } }, '),
    ),
  },
  check: (mesh) => rivalsOfPods(mesh, TELEMETRY),
};

/** Telemetries for a whole namespace. */
export const rivalTelemetries: Rule = {
  code: 'IST0160',
  name: 'MultipleTelemetriesWithoutWorkloadSelectors',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forAll('Telemetry'),
    bad: two(telemetry('logs'), telemetry('more-logs')),
    good: two(telemetry('logs'), telemetry('more-logs', 'selector: { matchLabels: { app: web } }, ')),
  },
  check: (mesh) => rivalsOfNamespace(mesh, TELEMETRY),
};

/** PeerAuthentications for a whole namespace. */
export const rivalPeerAuthentications: Rule = {
  code: 'KIA0002',
  name: 'generic.multimatch.selectorless',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forAll('PeerAuthentication'),
    bad: two(peer('default'), peer('strict')),
    good: two(peer('default'), peer('strict', 'selector: { matchLabels: { app: web } }, ')),
  },
  check: (mesh) => rivalsOfNamespace(mesh, PEER_AUTHENTICATION),
};

/** PeerAuthentications for the same pods. */
export const rivalPeerAuthenticationsOfPods: Rule = {
  code: 'KIA0003',
  name: 'generic.multimatch.selector',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    ...forSome('PeerAuthentication'),
    bad: two(
      peer('web', 'selector: { matchLabels: { app: web } }, '),
      peer('front', 'selector: { matchLabels: { app: web } }, '),
    ),
    good: two(
      peer('web', 'selector: { matchLabels: { app: web } }, '),
      peer('front', 'selector: { matchLabels: { app: front } }, '),
    ),
  },
  check: (mesh) => rivalsOfPods(mesh, PEER_AUTHENTICATION),
};
