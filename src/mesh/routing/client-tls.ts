import type { DestinationRuleView } from '../mesh';

/** What a proxy does with connections to a destination; `auto` is mutual TLS where the pods take it. */
export interface ClientTls {
  readonly mode: 'auto' | 'none' | 'mutual' | 'own';
  /** Name that it asks for. */
  readonly serverName: string;
}

const MODES = { DISABLE: 'none', ISTIO_MUTUAL: 'mutual', SIMPLE: 'own', MUTUAL: 'own' } as const;

/** The narrowest setting counts: of the subset's port, of the subset, of the port, of all. */
export function clientTls(
  rules: readonly DestinationRuleView[],
  { host, port, subset = '' }: { readonly host: string; readonly port: number; readonly subset?: string },
): ClientTls {
  const own = `outbound_.${port}_.${subset}_.${host}`;
  const policy = rules.find(({ spec }) => spec.trafficPolicy !== undefined)?.spec.trafficPolicy;
  const ofSubset = rules.flatMap(({ spec }) => spec.subsets ?? []).find(({ name }) => name === subset)?.trafficPolicy;
  for (const { portLevelSettings = [], tls } of [ofSubset ?? {}, policy ?? {}]) {
    const ofPort = portLevelSettings.find((setting) => setting.port?.number === port);
    // Settings of a port are all that counts for it.
    const found = ofPort === undefined ? tls : (ofPort.tls ?? 'none');
    if (found === undefined) continue;
    if (found === 'none') break;
    const mode = MODES[found.mode ?? 'DISABLE'];
    const written = found.sni ?? '';
    return { mode, serverName: written === '' && mode === 'mutual' ? own : written };
  }
  return { mode: 'auto', serverName: own };
}
