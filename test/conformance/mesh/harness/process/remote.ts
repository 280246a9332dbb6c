import type { ChildProcess } from 'node:child_process';

// Calls of one process in another, its child: typed at both ends by one interface.

/** What can be called: asynchronous methods whose parameters and results can be cloned. */
export type Api<T> = { readonly [K in keyof T]: (...parameters: never[]) => Promise<unknown> };

type Result<M> = M extends (...parameters: never[]) => Promise<infer R> ? Promise<R> : never;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

type Reply = { readonly id: number } & ({ readonly result: unknown } | { readonly failure: string });

interface Caller {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The calling end, in the parent. */
export class Remote<T extends Api<T>> {
  private readonly waiting = new Map<number, Caller>();
  private calls = 0;

  /** @param child started with an IPC channel, running a program that calls {@link answerCalls} */
  constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    child.on('message', (reply: Reply) => this.settle(reply));
    child.once('exit', (code, signal) => this.abandon(`${name} ended with ${signal ?? code}`));
    child.once('error', (error) => this.abandon(`${name} did not start: ${error.message}`));
  }

  /** @throws Error with what went wrong in the child */
  async call<K extends keyof T & string>(method: K, ...parameters: Parameters<T[K]>): Promise<Awaited<Result<T[K]>>> {
    const id = this.calls++;
    const result = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    const call: Call = { id, method, parameters };
    if (this.child.connected) this.child.send(call);
    else this.abandon(`${this.name} runs no more`);
    return (await result) as Awaited<Result<T[K]>>;
  }

  private settle(reply: Reply): void {
    const caller = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('failure' in reply) caller?.reject(new Error(`${this.name}: ${reply.failure}`));
    else caller?.resolve(reply.result);
  }

  private abandon(reason: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }
}

/** The answering end, in the child, which ends with its parent. */
export function answerCalls<T extends Api<T>>(api: T): void {
  // The other end has the same type, so that what is called is there and the parameters are right.
  const methods = api as Readonly<Record<string, (...parameters: readonly never[]) => Promise<unknown>>>;
  process.on('message', ({ id, method, parameters }: Call) => {
    const answer = async (): Promise<Reply> => {
      try {
        return { id, result: await methods[method]!(...(parameters as readonly never[])) };
      } catch (error) {
        return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
    };
    void answer().then((reply) => process.send?.(reply));
  });
  process.once('disconnect', () => process.exit());
}
