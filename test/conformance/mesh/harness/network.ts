import { execFileSync } from 'node:child_process';

/** Addresses of pods, of services, and of the node: everything outside of pods, such as istiod and the internet. */
const POD_NETWORK = '10.244.0';
const SERVICE_NETWORK = '10.96.0';
const FIRST = 10;

export const NODE_ADDRESS = `${POD_NETWORK}.1`;

/** The ports where Istio's configuration has a sidecar listen. */
const SIDECAR_INBOUND_PORT = 15006;
const SIDECAR_OUTBOUND_PORT = 15001;

/** Where proxies answer questions of the harness. */
export const ADMIN_PORT = 15000;

/** On connections that a proxy makes, which are not to be redirected to it again. */
export const PROXY_MARK = 1337;

/** Source of connections from a sidecar to its application, as Istio's configuration has it. */
const SIDECAR_TO_APPLICATION = '127.0.0.6';

/** What istio-init does in a pod by iptables. */
const INTERCEPTION = `
table ip interception {
  chain inbound {
    type nat hook prerouting priority -100
    tcp dport != ${ADMIN_PORT} redirect to :${SIDECAR_INBOUND_PORT}
  }
  chain outbound {
    type nat hook output priority -100
    meta mark ${PROXY_MARK} return
    ip saddr ${SIDECAR_TO_APPLICATION} return
    ip daddr 127.0.0.0/8 return
    meta l4proto tcp redirect to :${SIDECAR_OUTBOUND_PORT}
  }
}`;

/** Refuses what other pods send, and goes on answering the node: the control plane hears nothing of it. */
const ISOLATION = `
table ip isolation {
  chain inbound {
    type filter hook input priority 0
    ip saddr ${NODE_ADDRESS} accept
    iifname eth0 ct direction original reject with tcp reset
  }
}`;

/** A port of a service, and where it leads. */
export interface ServiceEndpoints {
  readonly address: string;
  readonly port: number;
  /** `10.244.0.12:8080` */
  readonly endpoints: readonly string[];
}

/** The address that the pod at an index of a scene gets. */
export function podAddressAt(index: number): string {
  return `${POD_NETWORK}.${FIRST + index}`;
}

/** The network of a node and its pods: one bridge, and a namespace for each pod. */
export class Network {
  private pods = 0;
  private services = 0;

  /** Makes the network of this process the node's: it must be a namespace of its own. */
  constructor() {
    ip([
      'link set lo up',
      'link add bridge type bridge',
      `address add ${NODE_ADDRESS}/24 dev bridge`,
      'link set bridge up',
    ]);
  }

  podAddress(): string {
    return podAddressAt(this.pods++);
  }

  /** An address where connections are refused. */
  emptyAddress(): string {
    const address = this.podAddress();
    ip([`address add ${address}/32 dev bridge`]);
    return address;
  }

  serviceAddress(): string {
    return `${SERVICE_NETWORK}.${FIRST + this.services++}`;
  }

  /**
   * Connects the network namespace of a process to the bridge.
   *
   * @param intercepted whether all connections are redirected to a sidecar
   */
  connect(process: number, address: string, intercepted: boolean): void {
    const link = `pod${address.split('.').at(-1)}`;
    ip([
      `link add ${link} type veth peer name eth0 netns ${process}`,
      `link set ${link} master bridge`,
      `link set ${link} up`,
    ]);
    const commands = [
      'link set lo up',
      `address add ${address}/24 dev eth0`,
      'link set eth0 up',
      // Addresses of services are nowhere, until leadToServices says what to do with them.
      `route add default via ${NODE_ADDRESS}`,
    ];
    ip(commands, within(process));
    if (intercepted) run([...within(process), 'nft', '--file', '-'], INTERCEPTION);
  }

  /**
   * Leads connections of a process to addresses of services on to their pods, as kube-proxy does.
   *
   * @param intercepted whether only connections of its sidecar get there
   */
  leadToServices(process: number, services: readonly ServiceEndpoints[], intercepted: boolean): void {
    const rules = services.flatMap(({ address, port, endpoints }) =>
      endpoints.map((endpoint, i) => {
        const chance = `numgen random mod ${endpoints.length - i} 0`;
        return `ip daddr ${address} tcp dport ${port} ${chance} dnat to ${endpoint}`;
      }),
    );
    const chain = ['type nat hook output priority -110', ...(intercepted ? [`meta mark != ${PROXY_MARK} return`] : [])];
    const table = `table ip services {\nchain outbound {\n${[...chain, ...rules].join('\n')}\n}\n}`;
    run([...within(process), 'nft', '--file', '-'], table);
  }

  /** Refuses all connections of other pods to a process that is connected. */
  isolate(process: number): void {
    run([...within(process), 'nft', '--file', '-'], ISOLATION);
  }

  /** Ends what {@link isolate} does. */
  rejoin(process: number): void {
    run([...within(process), 'nft', '--file', '-'], 'delete table ip isolation');
  }
}

/** The start of a command that runs a program in the network namespace of a process. */
export function within(process: number): readonly string[] {
  return ['nsenter', `--net=/proc/${process}/ns/net`];
}

function ip(commands: readonly string[], prefix: readonly string[] = []): void {
  run([...prefix, 'ip', '-batch', '-'], commands.join('\n'));
}

function run([program, ...options]: readonly string[], input: string): void {
  execFileSync(program!, options, { input, stdio: ['pipe', 'ignore', 'pipe'] });
}
