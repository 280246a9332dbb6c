export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'] as const;

const ROUTING_CLAIM = /^@request\.auth\.claims(\..+|\[.+\])$/i;

/** Whether the name of a header in a match stands for a claim of the request's token, as only gateways know it. */
export function isRoutingClaim(header: string): boolean {
  return ROUTING_CLAIM.test(header);
}
