import type { HttpRoute } from '../routing/http-routes';
import type { RoutedRequest } from '../routing/routed-request';
import type { VirtualHost } from '../routing/virtual-hosts';
import type { Evaluation } from './evaluation';

/** Why each rule before the chosen one is not it, and that it is. */
export function explainRoutes(
  evaluation: Evaluation,
  at: string,
  host: VirtualHost,
  chosen: HttpRoute | undefined,
  request: RoutedRequest,
): void {
  for (const candidate of host.candidates()) {
    const { manifest, pointer } = candidate;
    if (candidate === chosen) {
      evaluation.note(at, 'route', () => `${ruleName(chosen)} takes it`, manifest, pointer);
      return;
    }
    const because = 'because' in candidate ? candidate.because : (candidate.failure(request) ?? '');
    evaluation.note(at, 'route', () => `not this one: ${because}`, manifest, pointer, true);
  }
  evaluation.note(at, 'route', () => `no rule of ${host.domain} takes it`);
}

function ruleName({ rule: { rule }, match }: HttpRoute): string {
  const how = match === undefined ? 'which takes every request' : 'whose match fits';
  return rule.name === undefined ? `this rule, ${how},` : `rule ${rule.name}, ${how},`;
}
