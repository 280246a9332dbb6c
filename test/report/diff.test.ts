import Ajv from 'ajv';
import pc from 'picocolors';
import { diffTrees, DiffOptions } from '../../src/diff/diff';
import { refusalsAsText } from '../../src/report/deletions';
import { diffAsJson } from '../../src/report/diff-json';
import { diffAsMarkdown, COMMENT_BYTES, MARKER } from '../../src/report/diff-markdown';
import { NO_TRAFFIC } from '../../src/diff/traffic/sets';
import type { DiffReport } from '../../src/report/diff-report';
import schema from '../../src/report/diff.schema.json';
import { diffAsText } from '../../src/report/diff-text';
import { LIMITS, trees } from '../diff/trees';

const NO_COLOURS = pc.createColors(false);
const WHOLE = { whole: 'in `all.md`' };

const BEFORE = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: default }
spec:
  hosts: [api.example.com]
  http:
    - name: search
      route:
        - { destination: { host: api, subset: stable }, weight: 90 }
        - { destination: { host: api, subset: canary }, weight: 10 }
    - name: default
      timeout: 5s
      route:
        - { destination: { host: api, subset: stable }, weight: 90 }
        - { destination: { host: api, subset: canary }, weight: 10 }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: web, namespace: default } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    accessLogFile: /dev/stdout
    enableTracing: true
    rootNamespace: istio-system
`;

const AFTER = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: default, labels: { team: shop } }
spec:
  hosts: [www.example.com, api.example.com]
  http:
    - name: default
      timeout: 3s
      route:
        - { destination: { host: api, subset: stable }, weight: 50 }
        - { destination: { host: api, subset: canary }, weight: 50 }
    - name: search
      route:
        - { destination: { host: api, subset: stable }, weight: 50 }
        - { destination: { host: api, subset: canary }, weight: 50 }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: default }
spec: { action: DENY }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    accessLogFile: /dev/stdout
    enableTracing: false
    rootNamespace: istio-system
`;

const PROJECT = '{ apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: { name: a, namespace: argocd } }';

function reportOf(before: string | object[], after: string | object[], options: Partial<DiffOptions> = {}): DiffReport {
  const name = 'overlays/production';
  const diff = diffTrees(trees({ argocd: PROJECT, [name]: before }), trees({ argocd: PROJECT, [name]: after }), {
    limits: LIMITS,
    ...options,
  });
  return { diff, requests: NO_TRAFFIC, before: 'main', after: 'HEAD', environments: options.environments };
}

describe('as text', () => {
  test('what matters first, and a sentence at the end', () => {
    expect(diffAsText(reportOf(BEFORE, AFTER), NO_COLOURS)).toBe(`weights
  ~ VirtualService default/api in production
      ! api stable: 90 % → 50 % (spec.http[default], spec.http[search])
      ! api canary: 10 % → 50 % (spec.http[default], spec.http[search])
      + spec.hosts[]: "www.example.com"
      + metadata.labels: {"team":"shop"}
      ~ spec.http[default]: moved from place 2 to 1
      ~ spec.http[default].timeout: "5s" → "3s"

policies
  + AuthorizationPolicy default/web in production
      DENY: nothing

removed
  - Namespace shop in production
  - Sidecar default/web in production

other
  ~ ConfigMap istio-system/istio in production
      ~ data.mesh:
      -   enableTracing: true
      +   enableTracing: false

main → HEAD: 5 objects: 1 added, 2 changed, 2 removed
`);
  });

  test('nothing is said of what is the same', () => {
    expect(diffAsText(reportOf(BEFORE, BEFORE), NO_COLOURS)).toBe('main → HEAD: no object differs\n');
  });

  test('between environments nothing comes and nothing goes', () => {
    const namespace = '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }';
    const report = reportOf(namespace, '', { environments: { before: 'staging', after: 'production' } });
    expect(diffAsText(report, NO_COLOURS)).toBe(`only in staging
  - Namespace shop in production

main → HEAD: 1 object: 1 only in staging
`);
  });

  test('a destination that joins without a share is told', () => {
    const route = (...entries: string[]): string =>
      `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: x }, spec: { http: [{ name: a, route: [${entries.join()}] }] } }`;
    const stable = '{ destination: { host: a, subset: s }';
    const report = reportOf(
      route(`${stable} }`),
      route(`${stable}, weight: 100 }`, '{ destination: { host: b }, weight: 0 }'),
    );
    expect(diffAsText(report, NO_COLOURS)).toBe(`weights
  ~ VirtualService x in production
      + spec.http[a].route[a s].weight: 100
      + spec.http[a].route[b]: {"destination":{"host":"b"},"weight":0}

main → HEAD: 1 object: 1 changed
`);
  });

  test('a destination that joins is told where more is said of it than its share', () => {
    const route = (...entries: string[]): string =>
      `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: x }, spec: { http: [{ name: a, route: [${entries.join()}] }] } }`;
    const [a, b] = ['{ destination: { host: a }, weight: 1 }', '{ destination: { host: b }, weight: 1, headers: {} }'];
    expect(diffAsText(reportOf(route(a), route(a, b)), NO_COLOURS)).toContain(`
      ! a: 100 % → 50 % (spec.http[a])
      ! b: 0 % → 50 % (spec.http[a])
      + spec.http[a].route[b]: {"destination":{"host":"b"},"headers":{},"weight":1}
`);
  });

  test('a terminal obeys nothing of it', () => {
    const after = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a\u001b[2J' }, data: { x: 'b\u202e\u0007\nc' } },
    ];
    const text = diffAsText(reportOf([], after), NO_COLOURS);
    expect(text).toContain(String.raw`ConfigMap a\u{1b}[2J`);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('deletions that are refused', () => {
  const removed = (count: number): object[] =>
    Array.from({ length: count }, (_, i) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c${i}`, namespace: 'n' },
    }));

  test('are named with what allows them', () => {
    expect(refusalsAsText(reportOf(BEFORE, '').diff.deletions)).toBe(
      `error: 1 object would go away that must be allowed by name, because others go with them:
  Namespace shop in production: --allow-deletion Namespace/shop
`,
    );
  });

  test('are all of them where they are too many', () => {
    const limits = { allowed: new Set(['ConfigMap/n/c0']), most: 1 };
    expect(refusalsAsText(reportOf(removed(3), [], { limits }).diff.deletions)).toBe(
      `error: 2 objects would go away, and without being allowed by name at most 1 may: if all are meant, add --max-deletions 2:
  ConfigMap n/c1 in production: --allow-deletion ConfigMap/n/c1
  ConfigMap n/c2 in production: --allow-deletion ConfigMap/n/c2
`,
    );
  });

  test('are quoted for a shell', () => {
    const [object] = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: "x'$(id)" } }];
    expect(refusalsAsText(reportOf([object], []).diff.deletions)).toContain(
      String.raw`--allow-deletion 'Namespace/x'\''$(id)'`,
    );
  });
});

describe('as JSON', () => {
  const parse = (report: DiffReport): Record<string, unknown> =>
    JSON.parse(diffAsJson(report)) as Record<string, unknown>;

  test('follows its schema', () => {
    const validate = new Ajv({ strict: true }).compile(schema);
    const guarded = reportOf(BEFORE, '', { limits: { allowed: new Set(), most: 0 } });
    const compared = reportOf(BEFORE, AFTER, { environments: { before: 'a', after: 'b' } });
    for (const report of [reportOf(BEFORE, AFTER), guarded, compared, reportOf('', '')]) {
      validate(parse(report));
      expect(validate.errors).toBe(null);
    }
  });

  test('has the deletions, whether they are safe, and the fields', () => {
    const { safe, maxDeletions, deletions, objects } = parse(reportOf(BEFORE, AFTER)) as Record<string, unknown[]>;
    expect({ safe, maxDeletions, deletions }).toEqual({
      safe: false,
      maxDeletions: 20,
      deletions: [
        {
          set: 'overlays/production',
          environment: 'production',
          resource: { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: 'shop' },
          guarded: true,
          allowed: false,
          refused: true,
          allow: 'Namespace/shop',
        },
        {
          set: 'overlays/production',
          environment: 'production',
          resource: { group: 'networking.istio.io', version: 'v1', kind: 'Sidecar', namespace: 'default', name: 'web' },
          guarded: false,
          allowed: false,
          refused: false,
          allow: 'Sidecar/default/web',
        },
      ],
    });
    expect(objects![0]).toMatchObject({
      set: 'overlays/production',
      resource: { kind: 'VirtualService', name: 'api' },
      change: 'changed',
      category: 'weights',
      weights: expect.arrayContaining([
        {
          path: 'spec.http[search]',
          pointer: '/spec/http/1/route/1',
          from: '/spec/http/0/route/1',
          destination: { host: 'api', subset: 'canary' },
          before: 10,
          after: 50,
        },
      ]) as unknown,
      fields: expect.arrayContaining([
        {
          change: 'changed',
          category: 'other',
          path: 'spec.http[default].timeout',
          pointer: '/spec/http/0/timeout',
          from: '/spec/http/1/timeout',
          before: '5s',
          after: '3s',
        },
      ]) as unknown,
    });
  });

  test('a deletion that is allowed by name is safe', () => {
    const limits = { allowed: new Set(['Namespace/shop']), most: 20 };
    expect(parse(reportOf(BEFORE, AFTER, { limits }))['safe']).toBe(true);
  });

  test('what reorders text is escaped, and read back', () => {
    const name = 'a\u202eb\u{e0041}';
    const json = diffAsJson(reportOf([], [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }]));
    expect(json).toMatch(/^[^\p{Cf}]*$/u);
    expect(JSON.parse(json)).toMatchObject({ objects: [{ resource: { name } }] });
  });
});

describe('as Markdown', () => {
  test('has a marker, a verdict, a table, and details folded', () => {
    expect(diffAsMarkdown(reportOf(BEFORE, AFTER), WHOLE)).toBe(`${MARKER}

### <code>main</code> → <code>HEAD</code>: 5 objects: 1 added, 2 changed, 2 removed

> [!CAUTION]
> 1 object would go away that must be allowed by name, because others go with them:
>
> - <code>Namespace shop</code> in <code>production</code>: <code>--allow-deletion Namespace/shop</code>

| | added | changed | removed |
| --- | ---: | ---: | ---: |
| <code>production</code> | 1 | 2 | 2 |

#### weights

<details><summary><code>VirtualService default/api</code> in <code>production</code> changed: <code>api stable: 90 % → 50 % &#40;spec.http&#91;default&#93;, spec.http&#91;search&#93;&#41;</code>, and 1 more</summary>

\`\`\`diff
! api stable: 90 % → 50 % (spec.http[default], spec.http[search])
! api canary: 10 % → 50 % (spec.http[default], spec.http[search])
+ spec.hosts[]: "www.example.com"
+ metadata.labels: {"team":"shop"}
! spec.http[default]: moved from place 2 to 1
! spec.http[default].timeout: "5s" → "3s"
\`\`\`

</details>

#### policies

- <code>AuthorizationPolicy default/web</code> in <code>production</code> added: <code>DENY: nothing</code>

#### removed

- <code>Namespace shop</code> in <code>production</code> removed

- <code>Sidecar default/web</code> in <code>production</code> removed

#### other

<details><summary><code>ConfigMap istio-system/istio</code> in <code>production</code> changed</summary>

\`\`\`diff
! data.mesh:
-   enableTracing: true
+   enableTracing: false
\`\`\`

</details>
`);
  });

  const HOSTILE = [
    '```\n</details>\n# owned',
    '</details></summary><script>alert(1)</script>',
    '<!-- istio-gitops diff -->',
    '| a | b |',
    '@octocat and #123 and octo/repo#1',
    'https://example.com/ [x](javascript:alert(1)) ![x](y)',
    'EOF\n',
    '\nEOF\n::set-output name=a::b\n',
    '\u202egnirts\u2066 \u0000 \u001b[31m \ud800',
    '***bold*** _x_ ~~x~~ :tada: \\` &lt;b&gt;',
  ];

  test.each(HOSTILE)('%j stays text wherever it is', (text) => {
    const object = (value: string): object => ({
      apiVersion: 'v1',
      kind: `Kind${text}`,
      metadata: { name: text, namespace: text, labels: { [text]: value } },
      data: { [text]: `${text}\n${text}${value}`, list: [text, value] },
    });
    const sets = trees({ [text]: [object('b')], x: [object('c')] });
    const report: DiffReport = {
      diff: diffTrees(trees({ [text]: [object('a')], y: [object('c')] }), sets, { limits: LIMITS }),
      requests: NO_TRAFFIC,
      before: text,
      after: text,
    };
    const [marker, ...lines] = diffAsMarkdown(report, { ...WHOLE, details: true }).split('\n');
    expect(marker).toBe(MARKER);
    let isCode = false;
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      if (line === '```diff' || line === '```') isCode = !isCode;
      // In a block of code all lines begin with a sign, so that none can end it.
      else if (isCode) expect(line).toMatch(/^[-+!] /);
      else {
        const markup = line.replaceAll(/<code>[A-Za-z0-9 .,:/%→…&#;-]*<\/code>/gu, '').replaceAll(/&#\d+;/g, '');
        expect(markup).toMatch(/^(#{3,4} |> |[-|*]|<details><summary>|<\/details>|$)/);
        expect(markup).not.toMatch(/octocat|script|EOF|owned|bold|example|set-output/);
      }
    }
    expect(isCode).toBe(false);
  });

  test('fits into a comment, whatever it is about, and says what is left out', () => {
    const many = (name: string, count: number): object[] =>
      Array.from({ length: count }, (_, i) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: `${name}${i}` },
        data: { text: '🦊|`\n'.repeat(i) },
      }));
    const sets = trees(
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${'|'.repeat(200)}${i}`, many('a', 20)])),
    );
    for (const [before, after] of [
      [sets, trees({})],
      [trees({}), sets],
      [trees({ a: many('x'.repeat(70_000), 3) }), trees({ a: many('🦊'.repeat(70_000), 3) })],
    ] as const) {
      const report: DiffReport = {
        diff: diffTrees(before, after, { limits: LIMITS }),
        requests: NO_TRAFFIC,
        before: '|'.repeat(100_000),
        after: 'b',
      };
      const comment = diffAsMarkdown(report, { ...WHOLE, bytes: COMMENT_BYTES });
      expect(Buffer.byteLength(comment)).toBeLessThan(65_536);
      expect(comment).toMatch(/\*\*Left out: .*\*\* All of it: in `all\.md`\.\n$|- .*\n$/);
      expect(diffAsMarkdown(report, WHOLE)).not.toContain('Left out');
    }
  });

  test('of objects that do not fit, those that do are shown', () => {
    const text = 'x\n'.repeat(20_000);
    const map = (name: string, data: string): object => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { data },
    });
    const comment = diffAsMarkdown(reportOf([], [map('a', 'small'), map('b', text), map('c', 'small')]), {
      ...WHOLE,
      details: true,
      bytes: COMMENT_BYTES,
    });
    expect(comment.match(/^(<details>|- |\*\*).*$/gm)).toEqual([
      '<details><summary><code>ConfigMap a</code> in <code>production</code> added</summary>',
      '- <code>ConfigMap b</code> in <code>production</code> added, too long for a comment',
      '<details><summary><code>ConfigMap c</code> in <code>production</code> added</summary>',
      '**Left out: details of 1 object.** All of it: in `all.md`.',
    ]);
  });
});
