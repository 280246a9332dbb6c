import type { Mesh } from '../mesh';
import { MeshIndex } from '../routing/mesh-index';
import type { TrafficAnswer, TraceStep } from './answer';
import { Evaluation } from './evaluation';
import type { TrafficRequest } from './request';
import { Senders } from './senders';
import { told } from './shares';
import { Walk } from './walk';

/** What requests would meet in a mesh: everything is looked up once, so that one more request costs little. */
export class Traffic {
  private readonly index: MeshIndex;
  private readonly senders: Senders;

  constructor(mesh: Mesh) {
    this.index = new MeshIndex(mesh);
    this.senders = new Senders(this.index);
  }

  /** @throws RangeError in words that can be shown, where the mesh has no such sender */
  answer(request: TrafficRequest): TrafficAnswer {
    return this.evaluate(request, undefined);
  }

  /**
   * The same answer, with each step that led to it.
   *
   * @throws RangeError in words that can be shown, where the mesh has no such sender
   */
  explain(request: TrafficRequest): TrafficAnswer {
    return this.evaluate(request, []);
  }

  private evaluate(request: TrafficRequest, trace: TraceStep[] | undefined): TrafficAnswer {
    const evaluation = new Evaluation(trace);
    const walk = new Walk(this.index, evaluation);
    const ending = walk.start(this.senders.find(request.from, request.principal), request);
    return {
      ...told(ending),
      request,
      policies: evaluation.policies,
      doubts: [...evaluation.doubts],
      trace: trace ?? [],
    };
  }
}
