import { subnetProblem } from './values';

// Why values of an AuthorizationPolicy are refused; undefined when they are not.

export function portTextProblem(port: string): string | undefined {
  return /^\d+$/.test(port) && Number(port) <= 65535 ? undefined : `"${port}" is no port`;
}

export function serviceAccountProblem(accounts: readonly string[]): string | undefined {
  if (accounts.length > 16) return 'there are more than 16';
  const wrong = accounts.find((account) => account.length > 320 || !/^[^*/]+(\/[^*/]+)?$/.test(account));
  return wrong === undefined ? undefined : `"${wrong}" is neither name nor namespace/name`;
}

function wildcardProblem(values: readonly string[]): string | undefined {
  const wrong = values.find((value) => value === '' || !/^(\*[^*]*|[^*]*\*?)$/.test(value));
  return wrong === undefined ? undefined : `"${wrong}" is empty, or has a wildcard that is not at its begin or end`;
}

export function trustDomainProblem(domains: readonly string[]): string | undefined {
  const slashed = domains.find((domain) => domain.includes('/'));
  return wildcardProblem(domains) ?? (slashed === undefined ? undefined : `"${slashed}" is no trust domain`);
}

const TEMPLATES = ['{*}', '{**}'];

/** Paths may have `{*}` for one segment and, as the last template, `{**}` for any number of them. */
export function pathProblem(path: string): string | undefined {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const last = segments.indexOf('{**}');
  const message = (why: string): string => `the path ${path} ${why}`;
  if (last >= 0 && segments.slice(last + 1).some((segment) => TEMPLATES.includes(segment))) {
    return message('has a template after {**}');
  }
  for (const segment of segments) {
    if (TEMPLATES.includes(segment)) continue;
    if (/[{}]/.test(segment)) return message(`has braces that are no template in "${segment}"`);
    if (TEMPLATES.some((template) => path.includes(template)) && !/^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/.test(segment)) {
      return message(`has a segment "${segment}" that cannot stand beside a template`);
    }
  }
  return undefined;
}

const FREE = [
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
];
const WITH_NAME = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const ADDRESSES = ['source.ip', 'remote.ip', 'destination.ip'];

/** Of a condition: its key, and its values or notValues. */
export function attributeProblem(key: string, values: readonly string[]): string | undefined {
  if (values.includes('')) return `a value of ${key} is empty`;
  if (FREE.includes(key)) return undefined;
  if (ADDRESSES.includes(key)) return values.map(subnetProblem).find((problem) => problem !== undefined);
  if (key === 'destination.port') return values.map(portTextProblem).find((problem) => problem !== undefined);
  if (key === 'source.serviceAccount') return serviceAccountProblem(values);
  if (key === 'source.trustDomain') return wildcardProblem(values);
  if (WITH_NAME.some((prefix) => key.startsWith(prefix))) {
    const open = key.indexOf('[');
    const isWhole = key.endsWith(']') && open > 0 && open < key.length - 2;
    return isWhole ? undefined : `${key} has to be followed by a name in brackets`;
  }
  return `${key} is no key of a condition`;
}
