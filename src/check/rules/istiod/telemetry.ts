import type { PolicySpec } from '../../../mesh/policy';
import type { TelemetrySpec } from '../../../mesh/specs';
import { escapeSegment } from '../../../model/json-pointer';
import { checkTarget } from './policies';
import type { Report } from './report';

type Tracing = NonNullable<TelemetrySpec['tracing']>[number];
type Metrics = NonNullable<TelemetrySpec['metrics']>[number];

/** What an access log's expression may be is CEL's business, and the proxy's. */
export function checkTelemetry(spec: TelemetrySpec, report: Report): void {
  checkTarget(spec as PolicySpec, report);
  const { tracing = [], metrics = [], accessLogging = [] } = spec;
  if (tracing.length > 1) report.warn('/spec/tracing', 'only one tracing is supported');
  for (const [i, one] of tracing.entries()) checkTracing(one, `/spec/tracing/${i}`, report);
  for (const [i, one] of metrics.entries()) checkMetrics(one, `/spec/metrics/${i}`, report);
  for (const [i, { providers }] of accessLogging.entries()) {
    checkProviders(providers, `/spec/accessLogging/${i}/providers`, report);
  }
}

function checkProviders(providers: readonly { readonly name: string }[] = [], pointer: string, report: Report): void {
  const i = providers.findIndex(({ name }) => name === '');
  if (i >= 0) report.error(`${pointer}/${i}/name`, 'a provider needs a name');
}

function checkTracing(tracing: Tracing, pointer: string, report: Report): void {
  const { providers = [], customTags = {} } = tracing;
  const sampling = tracing.randomSamplingPercentage ?? 0;
  if (providers.length > 1) report.warn(`${pointer}/providers`, 'only one provider is supported');
  checkProviders(providers, `${pointer}/providers`, report);
  if (sampling < 0 || sampling > 100) {
    report.error(`${pointer}/randomSamplingPercentage`, `${sampling} is not 0 to 100`);
  }
  for (const [name, { literal, header, environment }] of Object.entries(customTags)) {
    const at = `${pointer}/customTags/${escapeSegment(name)}`;
    if (name === '') report.error(at, 'a tag needs a name');
    if (literal?.value === '') report.error(`${at}/literal/value`, 'a tag needs a value');
    if (header?.name === '') report.error(`${at}/header/name`, 'a header needs a name');
    if (environment?.name === '') report.error(`${at}/environment/name`, 'a variable needs a name');
  }
}

function checkMetrics({ providers, overrides = [] }: Metrics, pointer: string, report: Report): void {
  checkProviders(providers, `${pointer}/providers`, report);
  for (const [i, { tagOverrides = {}, match }] of overrides.entries()) {
    const at = `${pointer}/overrides/${i}`;
    if (match?.customMetric === '') report.error(`${at}/match/customMetric`, 'a metric needs a name');
    for (const [name, { operation = 'UPSERT', value = '' }] of Object.entries(tagOverrides)) {
      const tag = `${at}/tagOverrides/${escapeSegment(name)}`;
      if (name === '') report.warn(tag, 'a tag needs a name');
      if (operation === 'UPSERT' && value === '') report.error(tag, 'UPSERT needs a value');
      if (operation === 'REMOVE' && value !== '') report.error(`${tag}/value`, 'REMOVE has no value');
    }
  }
}
