import { HTTP_METHODS } from '../../../mesh/http';
import type { HttpMatch, HttpRule, StringMatch } from '../../../mesh/virtual-service';
import { escapeSegment } from '../../../model/json-pointer';
import { checkFault, checkRedirect, checkRetries, checkRewrite } from './http-actions';
import * as headers from './headers';
import { regexProblem } from './regular-expression';
import type { Report } from './report';
import * as values from './values';
import { checkDestination, checkGateways, checkWeights } from './destinations';

export function checkHttpRule(rule: HttpRule, pointer: string, isDelegate: boolean, report: Report): void {
  checkKind(rule, pointer, isDelegate, report);
  for (const [i, match] of (rule.match ?? []).entries()) checkMatch(match, `${pointer}/match/${i}`, report);
  headers.checkOperations(rule.headers, `${pointer}/headers`, report);
  checkCors(rule, `${pointer}/corsPolicy`, report);
  checkFault(rule.fault, `${pointer}/fault`, report);
  checkMirrors(rule, pointer, report);
  checkRedirect(rule, `${pointer}/redirect`, report);
  checkDirectResponse(rule, `${pointer}/directResponse`, report);
  checkRetries(rule.retries, `${pointer}/retries`, report);
  checkRewrite(rule, pointer, report);
  checkWeights(rule.route ?? [], `${pointer}/route`, report);
  for (const [i, share] of (rule.route ?? []).entries()) {
    headers.checkOperations(share.headers, `${pointer}/route/${i}/headers`, report);
    checkDestination(share.destination, `${pointer}/route/${i}/destination`, report);
  }
  report.error(`${pointer}/timeout`, values.durationProblem(rule.timeout));
}

/** What a rule does is one thing: route, redirect, answer or delegate. */
function checkKind(rule: HttpRule, pointer: string, isDelegate: boolean, report: Report): void {
  const routes = rule.route?.length ?? 0;
  if (rule.delegate !== undefined) {
    if (isDelegate) report.error(`${pointer}/delegate`, 'a delegate cannot delegate');
    else {
      if (rule.redirect !== undefined) report.error(`${pointer}/redirect`, 'a rule that delegates cannot redirect');
      if (routes > 0) report.error(`${pointer}/route`, 'a rule that delegates cannot route');
      return;
    }
  }
  const action =
    rule.redirect !== undefined ? 'redirect' : rule.directResponse !== undefined ? 'directResponse' : undefined;
  if (action !== undefined) {
    const others = [
      ...(routes > 0 ? ['route'] : []),
      ...(rule.fault !== undefined ? ['fault'] : []),
      ...(rule.rewrite !== undefined ? ['rewrite'] : []),
      ...(action === 'redirect' && rule.directResponse !== undefined ? ['directResponse'] : []),
    ];
    for (const other of others) report.error(`${pointer}/${other}`, `a rule cannot have both ${action} and ${other}`);
  } else if (routes === 0) report.error(pointer, 'a rule needs a route, a redirect or a direct response');
  if (rule.mirror !== undefined && (rule.mirrors?.length ?? 0) > 0) {
    report.error(`${pointer}/mirrors`, 'a rule has mirror or mirrors, not both');
  }
}

function checkMatch(match: HttpMatch, pointer: string, report: Report): void {
  for (const [name, header] of Object.entries(match.headers ?? {})) {
    const at = `${pointer}/headers/${escapeSegment(name)}`;
    report.error(at, headers.matchedNameProblem(name));
    report.error(at, stringProblem(header));
  }
  for (const [name, header] of Object.entries(match.withoutHeaders ?? {})) {
    const at = `${pointer}/withoutHeaders/${escapeSegment(name)}`;
    report.error(at, headers.matchedNameProblem(name));
    // Not a regular expression: any value.
    if (header.regex !== '*') report.error(at, stringProblem(header));
  }
  if (match.uri?.regex !== undefined) report.error(`${pointer}/uri`, regexProblem(match.uri.regex));
  for (const field of ['scheme', 'method', 'authority'] as const) {
    report.error(`${pointer}/${field}`, stringProblem(match[field]));
  }
  for (const [name, value] of Object.entries(match.queryParams ?? {})) {
    report.error(`${pointer}/queryParams/${escapeSegment(name)}`, stringProblem(value));
  }
  if ((match.port ?? 0) !== 0) report.error(`${pointer}/port`, values.portProblem(match.port));
  values.checkLabels(match.sourceLabels, `${pointer}/sourceLabels`, report);
  checkGateways(match.gateways, `${pointer}/gateways`, report);
  const { sourceNamespace = '' } = match;
  if (sourceNamespace !== '' && !values.isDnsLabel(sourceNamespace)) {
    report.error(`${pointer}/sourceNamespace`, `"${sourceNamespace}" is no namespace`);
  }
}

function stringProblem(match: StringMatch | undefined): string | undefined {
  if (match?.prefix === '') return 'a prefix is empty';
  return match?.regex === undefined ? undefined : regexProblem(match.regex);
}

const METHODS: readonly string[] = [...HTTP_METHODS, '*'];

function checkCors({ corsPolicy }: HttpRule, pointer: string, report: Report): void {
  if (corsPolicy === undefined) return;
  for (const [i, origin] of (corsPolicy.allowOrigins ?? []).entries()) {
    const at = `${pointer}/allowOrigins/${i}`;
    if ((origin.exact ?? origin.prefix ?? origin.regex ?? '') === '') report.error(at, 'an origin is empty');
    else if (origin.regex !== undefined) report.error(at, regexProblem(origin.regex));
  }
  for (const [i, method] of (corsPolicy.allowMethods ?? []).entries()) {
    if (!METHODS.includes(method)) report.error(`${pointer}/allowMethods/${i}`, `"${method}" is no method of HTTP`);
  }
  for (const field of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [i, name] of (corsPolicy[field] ?? []).entries()) {
      if (name !== '*') report.error(`${pointer}/${field}/${i}`, headers.nameProblem(name));
    }
  }
  const { maxAge } = corsPolicy;
  report.error(`${pointer}/maxAge`, values.durationProblem(maxAge));
  if (maxAge !== undefined && values.hasFractionOfSecond(maxAge)) {
    report.error(`${pointer}/maxAge`, `"${maxAge}" is not a whole number of seconds`);
  }
}

function checkMirrors(rule: HttpRule, pointer: string, report: Report): void {
  const percent = rule.mirrorPercent ?? undefined;
  if (percent !== undefined) {
    report.warn(`${pointer}/mirrorPercent`, 'mirrorPercent is deprecated: use mirrorPercentage');
    if (percent > 100) report.error(`${pointer}/mirrorPercent`, `${percent} is not 0 to 100`);
  }
  report.error(`${pointer}/mirrorPercentage/value`, values.percentProblem(rule.mirrorPercentage?.value));
  if (rule.mirror !== undefined) checkDestination(rule.mirror, `${pointer}/mirror`, report);
  for (const [i, { destination, percentage }] of (rule.mirrors ?? []).entries()) {
    checkDestination(destination, `${pointer}/mirrors/${i}/destination`, report);
    report.error(`${pointer}/mirrors/${i}/percentage/value`, values.percentProblem(percentage?.value));
  }
}

const KIB = 1024;

function checkDirectResponse({ directResponse }: HttpRule, pointer: string, report: Report): void {
  if (directResponse === undefined) return;
  const { body, status } = directResponse;
  const size =
    body?.string !== undefined ? Buffer.byteLength(body.string) : Buffer.byteLength(body?.bytes ?? '', 'base64');
  if (size > KIB * KIB) report.error(`${pointer}/body`, 'a body is larger than 1 MiB');
  else if (size > 100 * KIB) report.warn(`${pointer}/body`, 'a body of more than 100 KiB is a burden for istiod');
  report.error(`${pointer}/status`, values.statusProblem(status));
}
