import { annotationProblem, ANNOTATIONS, DEPRECATED_ANNOTATIONS } from '../../mesh/annotations';
import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { escapeSegment } from '../../model/json-pointer';
import type { Manifest } from '../../model/manifest';
import { didYouMean } from '../../model/suggest';
import type { Rule } from '../rule';

const pod = (annotation: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: { ${annotation} } }
    spec: { containers: [{ name: web, image: web }] }
`;
const service = (annotation: string): string => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, annotations: { ${annotation} } }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
`;

/** An annotation on a kind that Istio does not read it from. */
export const misplacedAnnotation: Rule = {
  code: 'IST0107',
  name: 'MisplacedAnnotation',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An annotation of Istio is on a kind of object that it is not for.',
    effect: 'it has no effect there',
    fix: 'move it to a kind that it is for; annotations of pods belong into the pod template',
    bad: service("sidecar.istio.io/proxyCPU: '1'"),
    good: pod("sidecar.istio.io/proxyCPU: '1'"),
  },
  *check(mesh) {
    for (const { manifest, kind, name, pointer } of annotationsOf(mesh)) {
      const places = ANNOTATIONS.get(name);
      if (places === undefined || isFor(places, kind)) continue;
      yield { manifest, pointer, message: `${name} is for ${places.join(', ')}, not for ${kind}` };
    }
  },
};

/** An annotation that Istio does not know. */
export const unknownAnnotation: Rule = {
  code: 'IST0108',
  name: 'UnknownAnnotation',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: "An annotation in Istio's name that Istio does not know.",
    effect: 'it has no effect',
    fix: 'mend the name, or remove it',
    bad: pod("sidecar.istio.io/proxyCpu: '1'"),
    good: pod("sidecar.istio.io/proxyCPU: '1'"),
  },
  *check(mesh) {
    for (const { manifest, name, pointer } of annotationsOf(mesh)) {
      if (ANNOTATIONS.has(name)) continue;
      yield { manifest, pointer, message: `Istio knows no annotation ${name}${didYouMean(name, ANNOTATIONS.keys())}` };
    }
  },
};

/** An annotation with a value that is none. */
export const invalidAnnotation: Rule = {
  code: 'IST0125',
  name: 'InvalidAnnotation',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An annotation of Istio has a value that it cannot have.',
    effect: 'the injection of the proxy fails, or ignores the annotation',
    fix: 'mend the value',
    bad: pod("traffic.sidecar.istio.io/excludeOutboundPorts: 'mysql'"),
    good: pod("traffic.sidecar.istio.io/excludeOutboundPorts: '3306'"),
  },
  *check(mesh) {
    for (const { manifest, kind, name, value, pointer } of annotationsOf(mesh)) {
      const places = ANNOTATIONS.get(name);
      // One for any kind is not looked at.
      if (places === undefined || places.includes('Any') || !isFor(places, kind)) continue;
      const problem = annotationProblem(name, value);
      if (problem !== undefined) yield { manifest, pointer, message: `"${value}" ${problem}` };
    }
  },
};

/** An annotation that Istio will drop. */
export const deprecatedAnnotation: Rule = {
  code: 'IST0135',
  name: 'DeprecatedAnnotation',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An annotation that newer versions of Istio may not know any more.',
    effect: 'none yet',
    fix: 'use what has taken its place: for sidecar.istio.io/inject, the label of that name',
    bad: pod("sidecar.istio.io/inject: 'true'"),
    good: pod("sidecar.istio.io/proxyCPU: '1'"),
  },
  *check(mesh) {
    for (const { manifest, labels, name, pointer } of annotationsOf(mesh)) {
      if (!DEPRECATED_ANNOTATIONS.has(name)) continue;
      // Those who have the label, too, know.
      if (name === 'sidecar.istio.io/inject' && labels[name] !== undefined) continue;
      yield { manifest, pointer, message: `${name} is deprecated` };
    }
  },
};

interface Annotation {
  readonly manifest: Manifest;
  /** The kind that the annotation is on; pod templates are pods. */
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
  readonly value: string;
  readonly pointer: string;
}

/** Istio's own bookkeeping, which nobody writes. */
const KEPT_BY_ISTIO = new Set(['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev']);

function* annotationsOf(mesh: Mesh): Generator<Annotation> {
  for (const kind of [kinds.Namespace, kinds.Service, kinds.Deployment]) {
    for (const manifest of mesh.all(kind)) {
      const { annotations = {}, labels = {} } = manifest.object.metadata;
      yield* ofIstio({ manifest, kind: kind.kind, labels }, annotations, '/metadata/annotations');
    }
  }
  for (const { manifest, annotations, labels, pointer } of mesh.workloads) {
    yield* ofIstio({ manifest, kind: 'Pod', labels }, annotations, `${pointer}/metadata/annotations`);
  }
}

function* ofIstio(
  place: Pick<Annotation, 'manifest' | 'kind' | 'labels'>,
  annotations: Readonly<Record<string, string>>,
  pointer: string,
): Generator<Annotation> {
  for (const name in annotations) {
    const isOfIstio = name === 'kubernetes.io/ingress.class' || name.split('/', 1)[0]!.endsWith('istio.io');
    if (!isOfIstio || KEPT_BY_ISTIO.has(name)) continue;
    yield { ...place, name, value: annotations[name]!, pointer: `${pointer}/${escapeSegment(name)}` };
  }
}

function isFor(places: readonly string[], kind: string): boolean {
  return places.includes('Any') || places.includes(kind);
}
