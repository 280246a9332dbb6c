import type { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AddressedRequest, describeAnswer, type Tally } from '../traffic';
import { lastingConnections, sendBy } from './client';

const CONNECTIONS = 4;

/**
 * Sends a request again and again by connections that last, so that each change of the mesh meets connections of before.
 * Each sends when it has its answer: a busy machine gets fewer requests, and answers them no worse.
 */
class Load {
  private readonly agent: Agent;
  private readonly clients: Promise<unknown>;
  private readonly sending: Promise<void>[] = [];
  private tally: Record<string, number> = {};
  private isEnding = false;

  constructor(
    private readonly request: AddressedRequest,
    perSecond: number,
  ) {
    this.agent = lastingConnections(request, CONNECTIONS);
    const interval = (1000 * CONNECTIONS) / perSecond;
    this.clients = Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => this.run(i, interval)));
  }

  /** Answers to all that has been sent since the last time. */
  async cut(): Promise<Tally> {
    const { tally } = this;
    this.tally = {};
    await Promise.all(this.sending);
    return tally;
  }

  async stop(): Promise<void> {
    this.isEnding = true;
    await this.clients;
    this.agent.destroy();
  }

  private async run(client: number, interval: number): Promise<void> {
    while (!this.isEnding) {
      const next = sleep(interval);
      await (this.sending[client] = this.send(this.tally));
      await next;
    }
  }

  private async send(tally: Record<string, number>): Promise<void> {
    const description = describeAnswer(await sendBy(this.agent, this.request));
    tally[description] = (tally[description] ?? 0) + 1;
  }
}

/** What a process sends all the time, each by a name. */
export class Loads {
  private readonly loads = new Map<string, Load>();

  /** @param perSecond requests, at most */
  start(name: string, request: AddressedRequest, perSecond: number): Promise<void> {
    this.loads.set(name, new Load(request, perSecond));
    return Promise.resolve();
  }

  /** Answers to all that has been sent since the last time. */
  cut(name: string): Promise<Tally> {
    return this.named(name).cut();
  }

  async stop(name: string): Promise<void> {
    await this.named(name).stop();
    this.loads.delete(name);
  }

  private named(name: string): Load {
    const load = this.loads.get(name);
    if (load === undefined) throw new Error(`there is no load ${name}`);
    return load;
  }
}
