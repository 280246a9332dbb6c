import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../adapters/temporary-folder';
import { Exporter, EXPORTERS } from '../patterns/monitoring/metrics';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { freePorts, LOOPBACK } from './free-ports';
import { KubeApi } from './kube-api';
import { describeWith, programPath } from './programs';
import { ServerProcess } from './server-process';
import { until } from './until';

const GROUPS = ['networking.istio.io', 'source.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io'];

/** A series as it is scraped. */
interface Sample {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Samples and types of the text that Prometheus scrapes. */
function readMetrics(text: string) {
  const lines = text.split('\n');
  const samples = lines.flatMap((line): Sample[] => {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, labels: [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label!) }];
  });
  const types = new Map(lines.flatMap((line) => [...line.matchAll(/^# TYPE (\w+) (\w+)$/g)].map(typeOf)));
  return { samples, types };
}

function typeOf([, name, type]: readonly string[]): readonly [string, string] {
  return [name!, type!];
}

/** What the table says of a metric, and what the program says of it itself. */
function expectAsScraped(exporter: Exporter, seen: readonly string[], text: string): void {
  const { samples, types } = readMetrics(text);
  for (const name of seen) {
    const { type, labels } = exporter.metrics[name]!;
    const first = samples.find((sample) => sample.name === (type === 'histogram' ? `${name}_bucket` : name));
    expect({ name, type: types.get(name), labels: [...(first?.labels ?? [])].sort() }).toEqual({
      name,
      type,
      labels: [...labels].sort(),
    });
  }
}

describeWith([...CONTROL_PLANE_PROGRAMS, 'pilot-discovery', 'kustomize-controller'], 'metrics of real programs', () => {
  const newFolder = temporaryFolders();
  const programs: ServerProcess[] = [];
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions().filter(({ spec }) => GROUPS.includes(spec.group)));
    await api.createNamespaces(['istio-system', 'flux-system']);
  });

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.stop()));
    await api.stop();
  });

  /** Runs a program until its metrics have something, and gives them. */
  async function scrape(
    name: string,
    options: (port: number) => readonly string[],
    environment: Readonly<Record<string, string>>,
    wanted: string,
  ): Promise<string> {
    const { metrics } = await freePorts(['metrics']);
    const program = new ServerProcess(name, options(metrics), join(newFolder(), `${name}.log`), environment);
    programs.push(program);
    let text = '';
    await until(async () => {
      const answer = await fetch(`http://${LOOPBACK}:${metrics}/metrics`).catch(() => undefined);
      text = (await answer?.text()) ?? '';
      return program.hasEnded || text.includes(wanted);
    });
    if (!text.includes(wanted)) throw new Error(`${name} has no ${wanted}\n${program.endOfLog()}`);
    return text;
  }

  test('istiod says of its root certificate and of changed objects what the table has', async () => {
    await api.apply({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'shop', namespace: 'istio-system' },
      spec: { hosts: ['shop'], http: [{ route: [{ destination: { host: 'shop' } }] }] },
    });
    const { http } = await freePorts(['http']);
    const text = await scrape(
      'pilot-discovery',
      (port) => [
        ...['discovery', `--kubeconfig=${api.server.kubeconfig()}`, '--ctrlz_port=0'],
        ...['--meshConfig=/nonexistent', '--networksConfig=/nonexistent'],
        ...['--grpcAddr=', '--secureGRPCAddr=', '--httpsAddr=', `--httpAddr=${LOOPBACK}:${http}`],
        `--monitoringAddr=${LOOPBACK}:${port}`,
      ],
      {
        ...{ POD_NAME: 'istiod', POD_NAMESPACE: 'istio-system', CLUSTER_ID: 'Kubernetes' },
        ...{ ENABLE_LEADER_ELECTION: 'false', KUBE_FEATURE_WatchListClient: 'false' },
        ...{ VALIDATION_WEBHOOK_CONFIG_NAME: '', INJECTION_WEBHOOK_CONFIG_NAME: '' },
      },
      'pilot_k8s_cfg_events',
    );
    expectAsScraped(EXPORTERS.istiod, ['citadel_server_root_cert_expiry_timestamp', 'pilot_k8s_cfg_events'], text);
  }, 120_000);

  test('kustomize-controller says of reconciliations what the table has', async () => {
    await api.apply({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'mesh', namespace: 'flux-system' },
      spec: { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'none' } },
    });
    const { health } = await freePorts(['health']);
    const text = await scrape(
      'kustomize-controller',
      (port) => [
        ...[`--metrics-addr=${LOOPBACK}:${port}`, `--health-addr=${LOOPBACK}:${health}`],
        '--enable-leader-election=false',
      ],
      { KUBECONFIG: api.server.kubeconfig(), RUNTIME_NAMESPACE: 'flux-system' },
      'gotk_reconcile_duration_seconds_bucket',
    );
    expectAsScraped(EXPORTERS['kustomize-controller'], ['gotk_reconcile_duration_seconds'], text);
    expect(text).not.toContain('gotk_reconcile_condition');
  }, 120_000);
});

/** Where nothing fails, most metrics are not there yet; their names are in the program all the same. */
const PROGRAM_OF = { istiod: 'pilot-discovery', 'argo-cd': 'argocd', 'kustomize-controller': 'kustomize-controller' };

describe.each(Object.entries(PROGRAM_OF))('%s', (exporter, program) => {
  describeWith([program], program, () => {
    test('has the names of all its metrics', () => {
      const content = readFileSync(programPath(program));
      const names = Object.keys(EXPORTERS[exporter as keyof typeof PROGRAM_OF].metrics);
      expect(names.filter((name) => !content.includes(name))).toEqual([]);
    });
  });
});
