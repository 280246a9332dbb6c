import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../src/layout/yaml';
import {
  authorizationPolicy,
  destinationRule,
  ENVIRONMENTS,
  environmentLabels,
  namespaceOf,
  serviceLabels,
  serviceNames,
  Settings,
  virtualService,
} from '../workload';
import type { Maker, Place } from './peer';
import { streams } from './streams';

/** A base with a file per service, and per environment an overlay that sets what differs. */
export function kustomize(program: string, mostServices: number): Maker {
  return {
    name: 'kustomize build',
    // Its time is quadratic: 5,000 services take more than seven minutes per overlay.
    mostServices,
    prepare: writeOverlays,
    commands: ({ output }) =>
      ENVIRONMENTS.map(({ name }) => ({
        argv: [program, 'build', `overlays/${name}`],
        stdout: join(output, `${name}.yaml`),
      })),
    documents: streams,
  };
}

/** The values that every overlay replaces. */
const UNSET: Settings = { name: 'base', stable: 100, timeout: '0s', maxConnections: 0 };

function writeOverlays({ folder, services }: Place): void {
  const base = join(folder, 'base');
  mkdirSync(base, { recursive: true });
  const names = serviceNames(services);
  for (const name of names) {
    const object = (group: string, kind: string, spec: unknown): string =>
      toYaml({ apiVersion: `${group}/v1`, kind, metadata: { labels: serviceLabels(name), name }, spec });
    const objects = [
      object('networking.istio.io', 'DestinationRule', destinationRule(name, UNSET)),
      object('networking.istio.io', 'VirtualService', virtualService(name, UNSET)),
      object('security.istio.io', 'AuthorizationPolicy', authorizationPolicy(name)),
    ];
    writeFileSync(join(base, `${name}.yaml`), objects.join('---\n'));
  }
  writeKustomization(base, { resources: names.map((name) => `${name}.yaml`) });
  for (const settings of ENVIRONMENTS) writeOverlay(join(folder, 'overlays', settings.name), settings);
}

function writeOverlay(folder: string, settings: Settings): void {
  const patch = (kind: string, values: Readonly<Record<string, unknown>>): object => ({
    target: { kind },
    patch: JSON.stringify(Object.entries(values).map(([path, value]) => ({ op: 'replace', path, value }))),
  });
  mkdirSync(folder, { recursive: true });
  writeKustomization(folder, {
    namespace: namespaceOf(settings),
    resources: ['../../base'],
    labels: [{ pairs: environmentLabels(settings), includeSelectors: false }],
    patches: [
      patch('VirtualService', {
        '/spec/http/1/route/0/weight': settings.stable,
        '/spec/http/1/route/1/weight': 100 - settings.stable,
        '/spec/http/0/timeout': settings.timeout,
        '/spec/http/1/timeout': settings.timeout,
      }),
      patch('DestinationRule', { '/spec/trafficPolicy/connectionPool/tcp/maxConnections': settings.maxConnections }),
    ],
  });
}

function writeKustomization(folder: string, content: object): void {
  const header = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
  writeFileSync(join(folder, 'kustomization.yaml'), toYaml({ ...header, ...content }));
}
