import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../../../src/model/identity';
import type { Istiod } from './istiod';
import type { Proxy } from './pod/proxy';

/** What the harness adds to a tree, to see when a change has arrived. */
export const MARKER =
  'EnvoyFilter istio-system/harness-marker added: an unused cluster, to see when a change has arrived';

const PATIENCE_MILLISECONDS = 20_000;
const INTERVAL_MILLISECONDS = 20;

/** Waits until a change, whatever it is, is what all proxies do. */
export class Settling {
  private marks = 0;

  /**
   * @param put applies an object
   * @param debounce for how long istiod waits for more changes, in milliseconds
   */
  constructor(
    private readonly put: (object: KubernetesObject) => void,
    private readonly istiod: Istiod,
    private readonly proxies: readonly Proxy[],
    private readonly debounce: number,
  ) {}

  /** @throws Error naming proxies that do not get there */
  async settle(): Promise<void> {
    const mark = `harness-marker-${++this.marks}`;
    this.put(marker(mark));
    // istiod handles changes in their order: who has the mark is being sent all that was changed before.
    await Promise.all(
      this.proxies.map((proxy) => this.until(`the mark ${mark} in ${proxy.name}`, () => has(proxy, mark))),
    );
    // Clusters, which the mark is one of, come first: the rest has come when nothing is unanswered, and nothing new comes,
    // for longer than istiod may wait for changes of other kinds, which it hears of by watches of their own.
    let before = '';
    let since = Date.now();
    await this.until('answers of all proxies', async () => {
      const deliveries = await this.istiod.deliveries();
      const now = deliveries
        .map(({ sent }) => sent)
        .sort()
        .join();
      if (now !== before) since = Date.now();
      before = now;
      return (
        Date.now() - since > this.debounce &&
        deliveries.every(({ isTaken, refusal }) => isTaken || refusal !== undefined)
      );
    });
    await Promise.all(this.proxies.map((proxy) => this.until(`no warming in ${proxy.name}`, () => isWarm(proxy))));
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`there is not ${what}`);
      await sleep(INTERVAL_MILLISECONDS);
    }
  }
}

async function has(proxy: Proxy, cluster: string): Promise<boolean> {
  return (await proxy.ask(`/config_dump?resource=dynamic_active_clusters&name_regex=${cluster}`)).includes(cluster);
}

/** Listeners and clusters that wait for something, such as a certificate, do not serve yet. */
async function isWarm(proxy: Proxy): Promise<boolean> {
  return (await proxy.statistics('_warming$|warming_clusters$')).length === 0;
}

function marker(cluster: string): KubernetesObject {
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'harness-marker', namespace: 'istio-system' },
    spec: {
      configPatches: [
        {
          applyTo: 'CLUSTER',
          match: { context: 'ANY' },
          patch: { operation: 'ADD', value: { name: cluster, type: 'STATIC', connect_timeout: '1s' } },
        },
      ],
    },
  };
}
