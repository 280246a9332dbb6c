import type { WorkloadGroupSpec } from '../../../mesh/specs';
import type { Report } from './report';
import * as values from './values';

type Probe = NonNullable<WorkloadGroupSpec['probe']>;

export function checkWorkloadGroup({ template, metadata, probe }: WorkloadGroupSpec, report: Report): void {
  if (template === undefined) {
    report.error('/spec', 'a workload group needs a template');
    return;
  }
  values.checkLabels(metadata?.labels, '/spec/metadata/labels', report);
  if (probe !== undefined && report.errors.length === 0) checkProbe(probe, '/spec/probe', report);
}

const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function checkProbe(probe: Probe, pointer: string, report: Report): void {
  for (const field of COUNTS) {
    const count = probe[field] ?? 0;
    if (count < 0) report.error(`${pointer}/${field}`, `${count} is negative`);
  }
  const { httpGet, tcpSocket, exec } = probe;
  if (httpGet !== undefined) {
    report.error(`${pointer}/httpGet/port`, values.portProblem(httpGet.port));
    if (!['', 'HTTP', 'HTTPS'].includes(httpGet.scheme ?? '')) {
      report.error(`${pointer}/httpGet/scheme`, `"${httpGet.scheme!}" is neither HTTP nor HTTPS`);
    }
    for (const [i, { name = '' }] of (httpGet.httpHeaders ?? []).entries()) {
      const isName = /^[-A-Za-z0-9]+$/.test(name);
      if (!isName) report.error(`${pointer}/httpGet/httpHeaders/${i}/name`, `"${name}" is no name of a header`);
    }
  } else if (tcpSocket !== undefined) report.error(`${pointer}/tcpSocket/port`, values.portProblem(tcpSocket.port));
  else if (exec !== undefined) {
    if (exec.command.length === 0) report.error(`${pointer}/exec/command`, 'a command is missing');
  } else report.error(pointer, 'a probe needs httpGet, tcpSocket or exec');
}
