import pc from 'picocolors';
import { diffTrees } from '../../src/diff/diff';
import type { Effect } from '../../src/diff/traffic/effect';
import { NO_TRAFFIC } from '../../src/diff/traffic/sets';
import type { TrafficChange } from '../../src/diff/traffic/traffic-diff';
import { refusalsAsText } from '../../src/report/deletions';
import { diffAsJson } from '../../src/report/diff-json';
import { diffAsMarkdown } from '../../src/report/diff-markdown';
import type { DiffReport } from '../../src/report/diff-report';
import { diffAsText } from '../../src/report/diff-text';
import { diffOf, LIMITS, trees } from '../diff/trees';

const NO_COLOURS = pc.createColors(false);
const WHOLE = { whole: 'in `all.md`' };

describe('several environments', () => {
  const policy = (environment: string, caller = 'web'): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: api, namespace: default, labels: { environment: ${environment} } }
spec:
  selector: { matchLabels: { app: api } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/default/sa/${caller}] } }] }]
`;
  const map = (value: string): string =>
    `{ apiVersion: v1, kind: ConfigMap, metadata: { name: c, namespace: default }, data: { a: '${value}', b: x } }`;
  const gateway = '{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: g, namespace: default } }';
  const report = (before: Record<string, string[]>, after: Record<string, string[]>): DiffReport => {
    const [was, will] = [before, after].map((sets) =>
      trees(
        Object.fromEntries(
          Object.entries(sets).map(([name, objects]) => [`overlays/${name}`, objects.join('\n---\n')]),
        ),
      ),
    );
    return { diff: diffTrees(was!, will!, { limits: LIMITS }), requests: NO_TRAFFIC, before: 'main', after: 'HEAD' };
  };
  const merged = report(
    { development: [map('1'), gateway], production: [map('1'), gateway], staging: [map('1'), gateway] },
    {
      development: [map('2'), policy('development')],
      production: [map('3'), policy('production', 'batch')],
      staging: [map('2'), policy('staging')],
    },
  );

  test('in which the same changes are named once', () => {
    expect(diffAsText(merged, NO_COLOURS)).toBe(`policies
  + AuthorizationPolicy default/api in development, staging
      ALLOW on app=api: default/web
  + AuthorizationPolicy default/api in production
      ALLOW on app=api: default/batch

removed
  - Gateway default/g in development, production, staging

other
  ~ ConfigMap default/c in development, staging
      ~ data.a: "1" → "2"
  ~ ConfigMap default/c in production
      ~ data.a: "1" → "3"

main → HEAD: 9 objects: 3 added, 3 changed, 3 removed
`);
    expect(diffAsMarkdown(merged, WHOLE)).toContain(
      '- <code>AuthorizationPolicy default/api</code> in <code>development, staging</code> added: ',
    );
    expect(refusalsAsText(merged.diff.deletions)).toContain(
      '  Gateway default/g in development, production, staging: --allow-deletion Gateway/default/g\n',
    );
  });

  test('with all of what comes and goes, but for the labels with their names, where it is asked for', () => {
    const text = diffAsText(merged, NO_COLOURS, { details: true });
    expect(text).toContain(`  + AuthorizationPolicy default/api in development, staging
      + apiVersion: security.istio.io/v1
      + kind: AuthorizationPolicy
      + metadata:
      +   labels:
      +     environment: (its name)
`);
    expect(text).toContain(`  + AuthorizationPolicy default/api in production
      + apiVersion: security.istio.io/v1
      + kind: AuthorizationPolicy
      + metadata:
      +   labels:
      +     environment: production
`);
    expect(text).toContain(`  - Gateway default/g in development, production, staging
      - apiVersion: networking.istio.io/v1
`);
  });

  test('of JSON have everything', () => {
    const { objects } = JSON.parse(diffAsJson(merged)) as { objects: { set: string; fields: object[] }[] };
    expect(objects).toHaveLength(9);
    expect(objects[0]).toMatchObject({ set: 'overlays/development', fields: [{ after: { spec: { rules: [{}] } } }] });
  });

  test('that are many are counted', () => {
    const sets = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`e${i}`, [map('1')]]));
    expect(diffAsText(report({}, sets), NO_COLOURS)).toContain('in e0, e1, e2, e3, e4, e5, e6, e7, and 2 more\n');
  });
});

test('a policy that nobody has words for is shown whole', () => {
  const role =
    '{ apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: r }, rules: [{ verbs: ["*"] }] }';
  const report = { diff: diffOf('', role), requests: NO_TRAFFIC, before: 'main', after: 'HEAD' };
  expect(diffAsText(report, NO_COLOURS)).toContain('      +       - "*"\n');
});

describe('requests', () => {
  const request = { method: 'GET', url: 'https://api.example.com/x', headers: {} } as const;
  const sender = { kind: 'gateway', selector: { istio: 'ingressgateway' } } as const;
  const effect = (outcome: Effect['outcome'], weight?: number): Effect => ({
    outcome,
    destinations: weight === undefined ? [] : [{ host: 'api', port: 80, weight }],
    applied: weight === undefined ? {} : { timeout: weight, rateLimits: [{ resource: LIMITER, limit: '1 per 1s' }] },
  });
  const LIMITER = { group: 'networking.istio.io', kind: 'EnvoyFilter', namespace: 'a', name: 'b' };
  const change = (set: string, parts: Pick<TrafficChange, 'aspects' | 'before' | 'after' | 'exposure'>) => ({
    set: `overlays/${set}`,
    from: ['gateway istio=ingressgateway'],
    origin: 'https://api.example.com',
    requests: [{ ...request, sender }],
    ...parts,
  });
  const traffic = ['production', 'staging'].flatMap((set) => [
    change(set, {
      aspects: ['verdict', 'destination', 'timeout', 'other'],
      before: effect('denied'),
      after: effect('routed', 100),
      exposure: 'reachable',
    }),
    change(set, { aspects: ['timeout'], before: effect('routed', 100), after: effect('routed', 50) }),
  ]);
  const report = (): DiffReport => {
    const sets = trees({ 'overlays/production': '', 'overlays/staging': '' });
    const diff = diffTrees(sets, sets, { limits: LIMITS });
    return { diff, requests: { traffic, exposure: [], unjudged: [] }, before: 'main', after: 'HEAD' };
  };

  test('that meet the same in several environments are told once, and those that newly get through by what they meet', () => {
    expect(diffAsText(report(), NO_COLOURS)).toBe(`exposure
  + reachable: https://api.example.com from gateway istio=ingressgateway: GET /x → api:80 100 % in production, staging

traffic
  ~ https://api.example.com from gateway istio=ingressgateway: GET /x in production, staging
      timeout: 100ms → 50ms

main → HEAD: no object differs
`);
    const markdown = diffAsMarkdown(report(), WHOLE);
    expect(markdown.match(/^[+!] .*\((.*)\)$/gm)).toHaveLength(2);
  });

  test('that newly get through are told in full where all is asked for', () => {
    expect(diffAsText(report(), NO_COLOURS, { details: true })).toContain(`
      verdict: denied → api:80 100 %
      timeout: none → 100ms
      rate limits: none → 1 per 1s (EnvoyFilter a/b)
`);
  });
});
