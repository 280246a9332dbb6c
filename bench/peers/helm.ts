import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../src/layout/yaml';
import { ENVIRONMENTS, environmentLabels, namespaceOf, PORT, serviceNames } from '../workload';
import type { Maker, Place } from './peer';
import { streams } from './streams';

/** A chart that ranges over the services, with a values file per environment. */
export function helm(program: string): Maker {
  return {
    name: 'helm template',
    prepare: writeChart,
    commands: ({ output }) =>
      ENVIRONMENTS.map(({ name }) => ({
        argv: [program, 'template', 'shop', 'chart', '--values', `values-${name}.yaml`],
        stdout: join(output, `${name}.yaml`),
      })),
    documents: streams,
  };
}

function writeChart({ folder, services }: Place): void {
  const templates = join(folder, 'chart', 'templates');
  mkdirSync(templates, { recursive: true });
  writeFileSync(join(folder, 'chart', 'Chart.yaml'), toYaml({ apiVersion: 'v2', name: 'shop', version: '0.1.0' }));
  writeFileSync(join(templates, '_helpers.tpl'), HELPERS);
  writeFileSync(join(templates, 'services.yaml'), SERVICES);
  for (const settings of ENVIRONMENTS) {
    const values = {
      labels: environmentLabels(settings),
      namespace: namespaceOf(settings),
      stable: settings.stable,
      canary: 100 - settings.stable,
      timeout: settings.timeout,
      maxConnections: settings.maxConnections,
      port: PORT,
      services: serviceNames(services),
    };
    writeFileSync(join(folder, `values-${settings.name}.yaml`), toYaml(values));
  }
}

const HELPERS = `{{- define "shop.metadata" -}}
metadata:
  labels:
    app.kubernetes.io/name: {{ .name }}
    app.kubernetes.io/part-of: shop
    {{- range $key, $value := .values.labels }}
    {{ $key }}: {{ $value }}
    {{- end }}
  name: {{ .name }}
  namespace: {{ .values.namespace }}
{{- end -}}
{{- define "shop.destination" -}}
destination:
  host: {{ .name }}
  port:
    number: {{ .values.port }}
  subset: {{ .subset }}
{{- end -}}
{{- define "shop.retries" -}}
retries:
  attempts: 3
  perTryTimeout: 2s
  retryOn: 5xx,reset,connect-failure
{{- end -}}
`;

const SERVICES = `{{- range $name := .Values.services }}
{{- $service := dict "name" $name "values" $.Values }}
{{- $stable := dict "name" $name "values" $.Values "subset" "stable" }}
{{- $canary := dict "name" $name "values" $.Values "subset" "canary" }}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
{{ include "shop.metadata" $service }}
spec:
  host: {{ $name }}
  subsets:
    {{- range $version := list "stable" "canary" }}
    - labels:
        version: {{ $version }}
      name: {{ $version }}
    {{- end }}
  trafficPolicy:
    connectionPool:
      http:
        http2MaxRequests: 1000
        maxRequestsPerConnection: 100
      tcp:
        connectTimeout: 2s
        maxConnections: {{ $.Values.maxConnections }}
    loadBalancer:
      simple: LEAST_REQUEST
    outlierDetection:
      baseEjectionTime: 30s
      consecutive5xxErrors: 5
      interval: 10s
      maxEjectionPercent: 50
---
apiVersion: networking.istio.io/v1
kind: VirtualService
{{ include "shop.metadata" $service }}
spec:
  hosts:
    - {{ $name }}
  http:
    - match:
        - headers:
            x-canary:
              exact: "true"
      name: canary-header
      {{- include "shop.retries" nil | nindent 6 }}
      route:
        - {{- include "shop.destination" $canary | nindent 10 }}
      timeout: {{ $.Values.timeout }}
    - name: weighted
      {{- include "shop.retries" nil | nindent 6 }}
      route:
        - {{- include "shop.destination" $stable | nindent 10 }}
          weight: {{ $.Values.stable }}
        - {{- include "shop.destination" $canary | nindent 10 }}
          weight: {{ $.Values.canary }}
      timeout: {{ $.Values.timeout }}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
{{ include "shop.metadata" $service }}
spec:
  action: ALLOW
  rules:
    - from:
        - source:
            principals:
              - cluster.local/ns/istio-ingress/sa/gateway
        - source:
            namespaces:
              - monitoring
      to:
        - operation:
            methods:
              - GET
              - POST
            paths:
              - /api/*
              - /healthz
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ $name }}
{{- end }}
`;
