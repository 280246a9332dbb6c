import type { TrafficRequest } from '../mesh/traffic/request';
import { urlOf, whereOf } from './route-url';
import { shellWord } from './shell-word';

/**
 * The command that tells all of the way of a request.
 *
 * @param where options that name the mesh, such as `--env production`
 */
export function routeCommandLine(request: TrafficRequest, where: readonly string[]): string {
  const { method, authority, headers, repeatedHeaders = {}, from, principal, claims, address } = request;
  const asked = { ...(authority !== whereOf(request) && { host: authority }), ...headers };
  const words = [
    'npx',
    'istio-gitops',
    'route',
    `${method} ${urlOf(request)}`,
    ...Object.entries(asked).flatMap(([name, value]) =>
      (repeatedHeaders[name] ?? [value]).flatMap((one) => ['--header', `${name}=${one}`]),
    ),
    ...(from === 'ingress' ? [] : ['--from', from]),
    ...(principal === undefined ? [] : ['--as', principal]),
    ...(claims === undefined ? [] : ['--claims', JSON.stringify(claims)]),
    ...(address === undefined ? [] : ['--address', address]),
    ...where,
  ];
  return words.map(shellWord).join(' ');
}
