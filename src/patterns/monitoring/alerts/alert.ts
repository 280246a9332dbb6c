import type { AlertingRule } from '../../../constructs/prometheus-operator';

/** An alert of ours: where its runbook is depends on who uses it. */
export type Alert = Omit<AlertingRule, 'runbookUrl' | 'labels' | 'keepFiringFor'>;

/** Alerts about one program. */
export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/**
 * How much a counter has grown. The first event makes a series that begins with 1, from which `increase` sees no growth,
 * so that a series that was not there before counts with its value.
 *
 * @param by labels to sum by
 */
export function grown(counter: string, by: readonly string[], window: string): string {
  const sum = `sum by (${by.join(', ')})`;
  return `${sum} (increase(${counter}[${window}])) > 0 or ${sum} (${counter} unless ${counter} offset ${window}) > 0`;
}
