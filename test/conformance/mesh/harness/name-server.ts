import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_ADDRESS } from './network';

const PORT = 53;

const HEADER_BYTES = 12;
const ADDRESS_RECORD = 1;
const NO_SUCH_NAME = 3;
const ANSWER_FLAGS = 0x8180;

/** Tells istiod and proxies the addresses of hosts outside of the cluster: DNS, as far as they ask. */
export class NameServer {
  private constructor(
    private readonly socket: Socket,
    private readonly addresses: ReadonlyMap<string, string>,
  ) {}

  /**
   * Starts the server that all programs of this process ask from now on: it must be in a mount namespace of its own.
   *
   * @param folder for the file that leads to the server
   */
  static async start(addresses: ReadonlyMap<string, string>, folder: string): Promise<NameServer> {
    const file = join(folder, 'resolv.conf');
    writeFileSync(file, `nameserver ${NODE_ADDRESS}\n`);
    execFileSync('mount', ['--bind', file, '/etc/resolv.conf']);
    const socket = createSocket('udp4');
    const server = new NameServer(socket, addresses);
    socket.on('message', (query, { port, address }) => socket.send(server.answer(query), port, address));
    socket.bind(PORT, NODE_ADDRESS);
    await once(socket, 'listening');
    return server;
  }

  stop(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer {
    const { name, end } = nameIn(query);
    const type = query.readUInt16BE(end);
    const address = this.addresses.get(name);
    const records = address !== undefined && type === ADDRESS_RECORD ? [addressRecord(address)] : [];
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2); // the number of the query
    header.writeUInt16BE(ANSWER_FLAGS | (address === undefined ? NO_SUCH_NAME : 0), 2);
    header.writeUInt16BE(1, 4); // questions
    header.writeUInt16BE(records.length, 6);
    return Buffer.concat([header, query.subarray(HEADER_BYTES, end + 4), ...records]);
  }
}

/** The name that a query asks for, and where it ends. */
function nameIn(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let position = HEADER_BYTES;
  for (let length = query.readUInt8(position++); length > 0; length = query.readUInt8(position++)) {
    labels.push(query.toString('ascii', position, position + length));
    position += length;
  }
  return { name: labels.join('.').toLowerCase(), end: position };
}

/** For the name of the question, for a minute. */
function addressRecord(address: string): Buffer {
  return Buffer.from([
    0xc0,
    HEADER_BYTES,
    0,
    ADDRESS_RECORD,
    0,
    1,
    0,
    0,
    0,
    60,
    0,
    4,
    ...address.split('.').map(Number),
  ]);
}
