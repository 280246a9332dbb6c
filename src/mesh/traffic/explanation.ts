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
      explainChoice(evaluation, at, chosen);
      return;
    }
    if ('because' in candidate && candidate.concerns?.(request) === false) continue;
    const because = 'because' in candidate ? candidate.because : (candidate.failure(request) ?? '');
    evaluation.note(at, 'route', () => `not this one: ${because}`, manifest, pointer, true);
  }
  evaluation.note(at, 'route', () => `no rule of ${host.domain} takes it`);
}

/** A delegate's rule without a match of its own is used for what the root's match takes. */
function explainChoice(evaluation: Evaluation, at: string, { rule, match, manifest, pointer }: HttpRoute): void {
  const { name = '' } = rule.rule;
  const title = name === '' ? 'this rule' : `rule ${name}`;
  if (rule.manifest !== manifest) {
    evaluation.note(at, 'route', () => 'its match fits, and hands on to a delegate', manifest, pointer);
    evaluation.note(at, 'route', () => `${title} of the delegate takes it`, rule.manifest, rule.pointer);
    return;
  }
  const how = match === undefined ? 'which takes every request' : 'whose match fits';
  evaluation.note(at, 'route', () => `${title}, ${how}, takes it`, manifest, pointer);
}
