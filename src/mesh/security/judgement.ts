import type { Manifest } from '../../model/manifest';
import type { PolicyEffect, TraceStep } from '../traffic/answer';
import type { Semantic } from '../traffic/semantics';

/** What policies say of one request at one proxy, kept as they are asked. */
export class Judgement {
  readonly policies: PolicyEffect[] = [];
  readonly doubts: Semantic[] = [];

  /**
   * @param at the proxy
   * @param trace undefined where nobody asks for the steps
   */
  constructor(
    private readonly at: string,
    private readonly trace: TraceStep[] | undefined,
  ) {}

  effect(manifest: Manifest, action: string, effect: string): void {
    this.policies.push({ manifest, action, effect });
  }

  doubt(doubts: readonly Semantic[]): void {
    for (const doubt of doubts) if (!this.doubts.includes(doubt)) this.doubts.push(doubt);
  }

  /** @param because is asked only where somebody wants to know */
  step(
    step: TraceStep['step'],
    manifest: Manifest | undefined,
    pointer: string | undefined,
    because: () => string,
  ): void {
    this.trace?.push({
      at: this.at,
      step,
      ...(manifest === undefined ? {} : { manifest }),
      ...(pointer === undefined ? {} : { pointer }),
      because: because(),
    });
  }
}
