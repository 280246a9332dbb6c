import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { programPath } from '../../../programs';
import { ServerProcess } from '../../../server-process';
import { ADMIN_PORT, within } from '../network';
import { bootstrap, type BootstrapProps } from './bootstrap';

/** Old listeners go at once: what is asked next is answered by the new ones. */
const DRAINING = ['--drain-time-s', '0', '--drain-strategy', 'immediate'];

/** The Envoy of a pod. */
export class Proxy {
  private readonly server: ServerProcess;
  private readonly address: string;
  readonly name: string;

  /**
   * @param process one that is in the pod's network namespace
   * @param folder for its bootstrap and its log
   */
  constructor(process: number, folder: string, props: BootstrapProps) {
    this.name = props.pod.name;
    this.address = props.address;
    const file = join(folder, 'bootstrap.json');
    writeFileSync(file, JSON.stringify(bootstrap(props)));
    const [nsenter, ...options] = within(process);
    const envoy = [programPath('envoy'), '-c', file, '--concurrency', '1', '--disable-hot-restart', '-l', 'warn'];
    this.server = new ServerProcess(nsenter!, [...options, ...envoy, ...DRAINING], join(folder, 'envoy.log'));
  }

  get hasEnded(): boolean {
    return this.server.hasEnded;
  }

  endOfLog(): string {
    return this.server.endOfLog();
  }

  /** Whether it has its first configuration and serves. */
  async isLive(): Promise<boolean> {
    return (await this.ask('/ready').catch(() => '')).startsWith('LIVE');
  }

  /** Counters and gauges whose names match, as `name: value`, if they are not zero. */
  async statistics(pattern: string): Promise<readonly string[]> {
    const statistics = await this.ask(`/stats?usedonly&filter=${encodeURIComponent(pattern)}`);
    return statistics.split('\n').filter((line) => line !== '' && !line.endsWith(': 0'));
  }

  /** Answer to a question of the admin interface. */
  async ask(path: string): Promise<string> {
    const [response] = (await once(get({ host: this.address, port: ADMIN_PORT, path, agent: false }), 'response')) as [
      IncomingMessage,
    ];
    return text(response);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
