import type { NamespaceSelector } from '../../../imports/monitoring.coreos.com';
import { eitherOf, oneOf, someOf } from '../../model/props';
import { TEXT } from '../../model/props-values';

/** Namespaces in which a monitor looks for what it scrapes. */
export type MonitoredNamespaces = 'all' | readonly string[];

export const MONITORED_NAMESPACES = eitherOf(oneOf('all'), someOf(TEXT));

/** Without a selector it is the namespace of the monitor itself. */
export function namespaceSelector(namespaces: MonitoredNamespaces | undefined): NamespaceSelector | undefined {
  if (namespaces === undefined) return undefined;
  return namespaces === 'all' ? { any: true } : { matchNames: namespaces };
}
