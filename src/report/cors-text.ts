import type { Applied } from '../mesh/traffic/answer';
import type { HttpRule } from '../mesh/virtual-service';

type CorsPolicy = NonNullable<HttpRule['corsPolicy']>;

/** What a CORS policy allows, part by part, so that those can be told that change. */
export const CORS_PARTS: readonly {
  readonly title: string;
  readonly items: (cors: NonNullable<Applied['cors']>) => readonly string[];
}[] = [
  part('origins', ({ allowOrigins, allowOrigin = [] }) => allowOrigins?.map(originText) ?? allowOrigin),
  part('methods', ({ allowMethods = [] }) => allowMethods),
  part('headers', ({ allowHeaders = [] }) => allowHeaders),
  part('exposed headers', ({ exposeHeaders = [] }) => exposeHeaders),
  part('max age', ({ maxAge }) => (maxAge === undefined ? [] : [maxAge])),
  part('credentials', ({ allowCredentials = false }) => (allowCredentials ? ['allowed'] : [])),
  part('preflights kept from the backend', ({ unmatchedPreflights }) => {
    return unmatchedPreflights === 'IGNORE' ? ['those of other origins'] : [];
  }),
];

function part(name: string, items: (cors: CorsPolicy) => readonly string[]): (typeof CORS_PARTS)[number] {
  return { title: `CORS ${name}`, items };
}

function originText({ exact, prefix, regex }: NonNullable<CorsPolicy['allowOrigins']>[number]): string {
  if (exact !== undefined) return exact;
  return prefix === undefined ? `regex ${regex ?? ''}` : `${prefix}*`;
}
