export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'] as const;

/** Those of WebDAV and other extensions, too. */
export const REGISTERED_METHODS: ReadonlySet<string> = new Set([
  ...HTTP_METHODS,
  ...['ACL', 'BIND', 'CHECKOUT', 'COPY', 'LABEL', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR'],
  ...['MKCOL', 'MKREDIRECTREF', 'MKWORKSPACE', 'MOVE', 'NOTIFY', 'ORDERPATCH', 'PRI', 'PROPFIND', 'PROPPATCH', 'PURGE'],
  ...['QUERY', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'UNBIND', 'UNCHECKOUT', 'UNLINK', 'UNLOCK'],
  ...['UNSUBSCRIBE', 'UPDATE', 'UPDATEREDIRECTREF', 'VERSION-CONTROL', 'BASELINE-CONTROL'],
]);

const ROUTING_CLAIM = /^@request\.auth\.claims(\..+|\[.+\])$/i;

/** Whether the name of a header in a match stands for a claim of the request's token, as only gateways know it. */
export function isRoutingClaim(header: string): boolean {
  return ROUTING_CLAIM.test(header);
}

/** The names on the way to such a claim: `@request.auth.claims.realm.role` and `@request.auth.claims[realm][role]` are one. */
export function routingClaimPath(header: string): readonly string[] {
  const path = header.slice('@request.auth.claims'.length);
  return path.startsWith('.') ? path.slice(1).split('.') : path.slice(1, -1).split('][');
}
