import type { PolicySpec } from '../../../mesh/policy';
import type { AuthorizationPolicySpec } from '../../../mesh/specs';
import { checkTarget } from './policies';
import type { Report } from './report';
import { subnetProblem } from './values';
import {
  attributeProblem,
  pathProblem,
  portTextProblem,
  serviceAccountProblem,
  trustDomainProblem,
} from './attributes';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

export function checkAuthorizationPolicy(spec: AuthorizationPolicySpec, report: Report): void {
  checkTarget(spec as PolicySpec, report);
  const { action = 'ALLOW', rules, provider } = spec;
  if (action === 'CUSTOM') checkCustom(spec, report);
  else if (provider !== undefined) report.error('/spec/provider', `a provider goes with CUSTOM, not with ${action}`);
  if (action === 'DENY' && (rules ?? []).length === 0) {
    report.error(
      '/spec',
      'a DENY without rules denies nothing: say in rules what is denied, or write spec: {}, which allows nothing',
    );
  }
  for (const [i, rule] of (rules ?? []).entries()) checkRule(rule, `/spec/rules/${i}`, action, report);
}

/** Who the caller is cannot be asked of an external authorizer's rules. */
const UNKNOWN_TO_CUSTOM = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
];
const UNKNOWN_KEYS = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal'];

function checkCustom({ rules, provider }: AuthorizationPolicySpec, report: Report): void {
  if ((rules ?? []).length === 0)
    report.error('/spec', 'a CUSTOM without rules is never asked: rules: [{}] asks always');
  else if ((provider?.name ?? '') === '') report.error('/spec/provider', 'a CUSTOM needs a provider');
  for (const [i, { from = [], when = [] }] of (rules ?? []).entries()) {
    for (const [j, { source }] of from.entries()) {
      const lists = (source ?? {}) as Readonly<Record<string, readonly string[]>>;
      for (const field of UNKNOWN_TO_CUSTOM) {
        if ((lists[field] ?? []).length === 0) continue;
        report.error(`/spec/rules/${i}/from/${j}/source/${field}`, `CUSTOM does not support ${field}`);
      }
    }
    for (const [j, { key }] of when.entries()) {
      if (!UNKNOWN_KEYS.includes(key) && !key.startsWith('request.auth.')) continue;
      report.error(`/spec/rules/${i}/when/${j}/key`, `CUSTOM does not support ${key}`);
    }
  }
}

function checkRule(rule: Rule, pointer: string, action: string, report: Report): void {
  const { from = [], to = [], when = [] } = rule;
  for (const [i, { source }] of from.entries()) {
    const at = `${pointer}/from/${i}`;
    if (source === undefined) report.error(at, 'from has no source');
    else checkSource(source, `${at}/source`, report);
  }
  for (const [i, { operation }] of to.entries()) {
    const at = `${pointer}/to/${i}`;
    if (operation === undefined) report.error(at, 'to has no operation');
    else checkOperation(operation, `${at}/operation`, report);
  }
  for (const [i, { key, values = [], notValues = [] }] of when.entries()) {
    const at = `${pointer}/when/${i}`;
    if (key === '') report.error(`${at}/key`, 'a condition needs a key');
    else if (values.length + notValues.length === 0) report.error(at, 'a condition needs values or notValues');
    else report.error(at, attributeProblem(key, values) ?? attributeProblem(key, notValues));
  }
  if (action === 'DENY' && isOfHttpOnly(rule)) {
    report.warn(pointer, 'a DENY about HTTP only denies all of plain TCP: state the ports that it is for');
  }
}

/** Fields of a source that are known of plain TCP, too. */
const TCP_SOURCES = [
  'principals',
  'notPrincipals',
  'ipBlocks',
  'notIpBlocks',
  'namespaces',
  'notNamespaces',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'serviceAccounts',
  'notServiceAccounts',
];

function isOfHttpOnly({ from = [], to = [] }: Rule): boolean {
  const sources = from.map(({ source }) => source).filter((source) => source !== undefined);
  const operations = to.map(({ operation }) => operation).filter((operation) => operation !== undefined);
  if (operations.length > 0)
    return !operations.some(({ ports, notPorts }) => ports !== undefined || notPorts !== undefined);
  return sources.length > 0 && !sources.some((source) => TCP_SOURCES.some((field) => field in source));
}

function checkSource(source: Source, pointer: string, report: Report): void {
  const lists = Object.entries(source) as [string, readonly string[]][];
  const has = (...fields: readonly string[]): boolean =>
    lists.some(([field, list]) => fields.includes(field) && list.length > 0);
  if (
    has('serviceAccounts', 'notServiceAccounts') &&
    has('principals', 'notPrincipals', 'namespaces', 'notNamespaces')
  ) {
    report.error(pointer, 'serviceAccounts exclude principals and namespaces');
  }
  if (!lists.some(([, list]) => list.length > 0)) report.error(pointer, 'a source says nothing');
  for (const [field, list] of lists) {
    const at = `${pointer}/${field}`;
    if (/ipBlocks$/i.test(field)) for (const block of list) report.error(at, subnetProblem(block));
    if (/serviceAccounts$/i.test(field)) report.error(at, serviceAccountProblem(list));
    else if (/trustDomains$/i.test(field)) report.error(at, trustDomainProblem(list));
    else if (list.includes('')) report.error(at, `one of ${field} is empty`);
  }
}

function checkOperation(operation: Operation, pointer: string, report: Report): void {
  const lists = Object.entries(operation) as [string, readonly string[]][];
  if (!lists.some(([, list]) => list.length > 0)) report.error(pointer, 'an operation says nothing');
  for (const [field, list] of lists) {
    const at = `${pointer}/${field}`;
    if (list.includes('')) report.error(at, `one of ${field} is empty`);
    if (/ports$/i.test(field)) for (const port of list) report.error(at, portTextProblem(port));
    if (/paths$/i.test(field)) for (const path of list) report.error(at, pathProblem(path));
  }
}
