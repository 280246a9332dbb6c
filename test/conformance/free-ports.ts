import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Ports that nothing listens on, as many as the caller names. */
export async function freePorts<const T extends readonly string[]>(names: T): Promise<Record<T[number], number>> {
  const holders = names.map((name) => ({ name, server: createServer() }));
  for (const { server } of holders) await once(server.listen(0, LOOPBACK), 'listening');
  const ports = holders.map(({ name, server }) => [name, (server.address() as AddressInfo).port]);
  for (const { server } of holders) server.close();
  return Object.fromEntries(ports) as Record<T[number], number>;
}
