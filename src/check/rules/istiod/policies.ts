import type { PolicySpec } from '../../../mesh/policy';
import type { PeerAuthenticationSpec, RequestAuthenticationSpec } from '../../../mesh/specs';
import type { Report } from './report';
import * as values from './values';

interface TargetRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const TARGETS = [
  '/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
];

/** What a policy of any kind is for. */
export function checkTarget(spec: PolicySpec, report: Report): void {
  const targetRef = spec.targetRef as TargetRef | undefined;
  const targetRefs = (spec.targetRefs ?? []) as readonly TargetRef[];
  if ([spec.selector !== undefined, targetRef !== undefined, targetRefs.length > 0].filter(Boolean).length > 1) {
    report.error('/spec', 'a policy has a selector or targets, not both');
  }
  checkPods(spec, report);
  if (targetRef !== undefined) checkTargetRef(targetRef, '/spec/targetRef', report);
  for (const [i, target] of targetRefs.entries()) checkTargetRef(target, `/spec/targetRefs/${i}`, report);
}

export function checkPods({ selector }: PolicySpec, report: Report): void {
  if (selector === undefined) return;
  const { matchLabels = {} } = selector;
  values.checkSelector(matchLabels, '/spec/selector/matchLabels', report);
  if (Object.keys(matchLabels).length === 0) report.warn('/spec/selector', 'the selector has no labels');
}

function checkTargetRef(
  { group = '', kind = '', name = '', namespace = '' }: TargetRef,
  pointer: string,
  report: Report,
): void {
  if (name === '') report.error(`${pointer}/name`, 'a target needs a name');
  if (namespace !== '') report.error(`${pointer}/namespace`, 'a target is of the namespace of the policy');
  const isCore = group === 'core' ? '' : group;
  if (!TARGETS.includes(`${isCore}/${kind}`)) {
    report.error(pointer, `${kind} is no target: name a Service, a ServiceEntry, a Gateway or a GatewayClass`);
  }
}

export function checkPeerAuthentication(spec: PeerAuthenticationSpec, report: Report): void {
  const { portLevelMtls, selector } = spec;
  const ports = Object.keys(portLevelMtls ?? {});
  if (ports.length > 0 && Object.keys(selector?.matchLabels ?? {}).length === 0) {
    report.error('/spec/portLevelMtls', 'modes of ports need a selector of pods');
  }
  for (const port of ports) report.error(`/spec/portLevelMtls/${port}`, values.portProblem(Number(port)));
  checkPods(spec as PolicySpec, report);
}

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

export function checkRequestAuthentication(spec: RequestAuthenticationSpec, report: Report): void {
  checkTarget(spec as PolicySpec, report);
  for (const [i, rule] of (spec.jwtRules ?? []).entries()) checkJwtRule(rule, `/spec/jwtRules/${i}`, report);
}

function checkJwtRule(rule: JwtRule, pointer: string, report: Report): void {
  const { issuer = '', audiences = [], jwksUri = '', jwks = '', timeout } = rule;
  const empty: readonly [field: string, values: readonly string[]][] = [
    ['audiences', audiences],
    ['fromParams', rule.fromParams ?? []],
    ['fromCookies', rule.fromCookies ?? []],
    ['fromHeaders', (rule.fromHeaders ?? []).map(({ name }) => name)],
  ];
  for (const [field, texts] of empty) {
    const i = texts.indexOf('');
    if (i >= 0) report.error(`${pointer}/${field}/${i}`, `one of ${field} is empty`);
  }
  if (issuer === '' && jwksUri === '') report.error(pointer, 'a rule needs an issuer or a jwksUri');
  if (jwksUri !== '' && !/^https?:/i.test(jwksUri))
    report.error(`${pointer}/jwksUri`, `"${jwksUri}" is neither http nor https`);
  if (jwks !== '') checkKeys(jwks, `${pointer}/jwks`, report);
  for (const [i, { claim, header }] of (rule.outputClaimToHeaders ?? []).entries()) {
    const at = `${pointer}/outputClaimToHeaders/${i}`;
    if (claim === '' || header === '') report.error(at, 'a claim and a header are needed');
    else if (!/^[-_A-Za-z0-9]+$/.test(header)) report.error(`${at}/header`, `"${header}" is no name of a header`);
  }
  report.error(`${pointer}/timeout`, values.durationProblem(timeout));
}

interface JsonWebKeys {
  readonly keys?: readonly object[];
}

function checkKeys(jwks: string, pointer: string, report: Report): void {
  let parsed: JsonWebKeys | null;
  try {
    parsed = JSON.parse(jwks) as JsonWebKeys | null;
  } catch {
    report.error(pointer, 'the keys are no JSON');
    return;
  }
  const keys = Array.isArray(parsed?.keys) ? (parsed.keys as readonly object[]) : parsed === null ? [] : [parsed];
  const secret = keys.findIndex((key) => 'd' in key || 'k' in key);
  if (secret >= 0) report.warn(pointer, `key ${secret} is a private one: proxies need public keys only`);
}
