import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import pc from 'picocolors';
import type { Log } from 'sarif';
import type { Finding } from '../../src/model/finding';
import { ManifestSet } from '../../src/model/manifest-set';
import type { Origin } from '../../src/model/origin';
import type { Validation } from '../../src/report/validation';
import { validationAsGithub } from '../../src/report/validation-github';
import { validationAsJson } from '../../src/report/validation-json';
import { validationAsJunit } from '../../src/report/validation-junit';
import { validationAsSarif } from '../../src/report/validation-sarif';
import { validationSummary } from '../../src/report/validation-summary';
import { validationAsText } from '../../src/report/validation-text';
import jsonSchema from '../../src/report/validation.schema.json';
import { manifestsOf } from '../fixtures/manifests';

const FOLDER = '/project';
const show = (file: string): string => file.replace(`${FOLDER}/`, '');
const TEXT = { cwd: FOLDER, colours: pc.createColors(false) };

const [shop, api, widget] = manifestsOf(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: shop, name: shop }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: shop, name: api }
---
apiVersion: example.com/v1
kind: Widget
metadata: { namespace: shop, name: widget }
`) as [Manifest, Manifest, Manifest];
type Manifest = ReturnType<typeof manifestsOf>[number];

/** Fields are two lines below their object. */
const inYaml: Origin = {
  locate: (pointer) => ({ file: `${FOLDER}/mesh.yaml`, line: pointer === undefined ? 1 : 3, column: 1 }),
};
const composed: Origin = {
  constructPath: 'production/api',
  locate: () => ({ file: `${FOLDER}/environments/production.ts`, line: 12, column: 5 }),
};

const UNKNOWN_SUBSET: Finding = {
  code: 'IST0101',
  severity: 'error',
  stage: 'analyze',
  identity: shop.identity,
  version: 'v1',
  origin: inYaml,
  related: [composed],
  pointer: '/spec/http/0/route/0/destination/subset',
  field: 'spec.http[0].route[0].destination.subset',
  message: 'no destination rule has the subset v2',
  effect: '503 for all of its requests',
  fix: 'add the subset',
};
const NO_TIMEOUT: Finding = {
  code: 'no-timeout',
  severity: 'warning',
  stage: 'policy',
  identity: shop.identity,
  version: 'v1',
  origin: inYaml,
  message: 'it has no timeout',
};
const BROKEN_FILE: Finding = {
  code: 'BAD_INDENT',
  severity: 'error',
  stage: 'lint',
  origin: { locate: () => ({ file: `${FOLDER}/broken file.yaml`, line: 7, column: 3 }) },
  message: 'a sequence is indented by a tab\nand by blanks',
};
const EXCEPTION: Finding = {
  code: 'IGO0109',
  severity: 'info',
  stage: 'analyze',
  identity: api.identity,
  version: 'v1',
  origin: composed,
  message: '50%, of: "all"',
};

const VALIDATION: Validation = {
  findings: [BROKEN_FILE],
  skipped: [{ stage: 'dry-run', reason: 'no cluster was asked for' }],
  unread: [
    { file: `${FOLDER}/old.yaml`, reason: 'in no kustomization' },
    { file: `${FOLDER}/values.yaml`, reason: 'no manifest' },
  ],
  sets: [
    {
      set: new ManifestSet('overlays/staging', [shop, widget]),
      findings: [UNKNOWN_SUBSET, NO_TIMEOUT],
      skipped: [{ stage: 'schema', identity: widget.identity, reason: 'no schema: pass --crds' }],
      unchecked: [{ group: '', kind: 'Service', objects: 2, what: 'what Kubernetes checks by code' }],
    },
    { set: new ManifestSet('production', [api]), findings: [EXCEPTION], skipped: [], unchecked: [] },
  ],
};
const NOTHING: Validation = {
  findings: [],
  skipped: [],
  unread: [],
  sets: [{ set: new ManifestSet('', []), findings: [], skipped: [], unchecked: [] }],
};

test('text is grouped by object, with the line of each field', () => {
  expect(`\n${validationAsText(VALIDATION, TEXT)}`).toBe(`
broken file.yaml
  7:3 error BAD_INDENT a sequence is indented by a tab
    and by blanks

VirtualService shop/shop (mesh.yaml:1:1) in overlays/staging
  3:1 error IST0101 no destination rule has the subset v2 at /spec/http/0/route/0/destination/subset
    see also environments/production.ts:12:5
    effect: 503 for all of its requests
    fix: add the subset
      warning no-timeout it has no timeout

VirtualService shop/api (environments/production.ts:12:5) in production
  info IGO0109 50%, of: "all"
`);
});

describe('text', () => {
  const validationOf = (...sets: readonly (readonly [name: string, findings: readonly Finding[]])[]): Validation => ({
    ...NOTHING,
    sets: sets.map(([name, findings]) => ({
      set: new ManifestSet(name, [shop, api]),
      findings,
      skipped: [],
      unchecked: [],
    })),
  });
  const inFile = (line: number, column: number, rest: Partial<Finding> = {}): Finding => ({
    ...BROKEN_FILE,
    origin: { locate: () => ({ file: `${FOLDER}/a.yaml`, line, column }) },
    message: 'wrong',
    ...rest,
  });

  test('has what is alike in several sets once', () => {
    const other = { ...EXCEPTION, message: 'it differs' };
    const text = validationAsText(
      validationOf(['development', [EXCEPTION]], ['staging', [EXCEPTION]], ['production', [EXCEPTION, other]]),
      TEXT,
    );
    expect(`\n${text}`).toBe(`
VirtualService shop/api (environments/production.ts:12:5) in development and staging
  info IGO0109 50%, of: "all"

VirtualService shop/api (environments/production.ts:12:5) in production
  info IGO0109 50%, of: "all"
  info IGO0109 it differs
`);
  });

  test('has the findings of a file from top to bottom, and what is said of all of them once', () => {
    const fix = 'indent by spaces';
    const validation = { ...NOTHING, findings: [inFile(12, 1, { fix }), inFile(3, 10, { fix }), inFile(3, 2)] };
    expect(`\n${validationAsText(validation, TEXT)}`).toBe(`
a.yaml
   3:2 error BAD_INDENT wrong
  3:10 error BAD_INDENT wrong
    fix: indent by spaces
  12:1 error BAD_INDENT wrong
`);
  });

  test('names the places that have a part in it each time', () => {
    const twins = [1, 2].map((line) => inFile(line, 1, { related: [inYaml], fix: 'remove one' }));
    expect(validationAsText({ ...NOTHING, findings: twins }, TEXT)).toBe(`a.yaml
  1:1 error BAD_INDENT wrong
    see also mesh.yaml:1:1
    fix: remove one
  2:1 error BAD_INDENT wrong
    see also mesh.yaml:1:1
`);
  });

  test('names the other file where a field comes from one', () => {
    const patched: Finding = {
      ...UNKNOWN_SUBSET,
      related: [],
      origin: {
        locate: (pointer) => ({ file: `${FOLDER}/${pointer === undefined ? 'a' : 'patch'}.yaml`, line: 2, column: 1 }),
      },
    };
    expect(validationAsText(validationOf(['', [patched]]), TEXT)).toContain(
      'VirtualService shop/shop (a.yaml:2:1)\n  patch.yaml:2:1 error IST0101 no destination rule',
    );
  });

  test('shows what a terminal would obey', () => {
    const hostile = '\u001b]0;title\u0007\u202e\r';
    const finding: Finding = {
      ...inFile(1, 1, { message: hostile, effect: hostile, fix: hostile, pointer: `/${hostile}`, code: hostile }),
      identity: { ...shop.identity, name: hostile },
      origin: { locate: () => ({ file: `${FOLDER}/${hostile}.yaml`, line: 1, column: 1 }) },
      related: [{ constructPath: hostile }],
    };
    const validation = validationOf([hostile, [finding]], ['', [{ ...finding, message: 'other' }]]);
    expect(validationAsText(validation, TEXT) + validationSummary(validation)).not.toMatch(/[^\n\x20-\x7e]/);
  });
});

test('the summary counts, and calls nothing valid that was skipped', () => {
  expect(validationSummary(VALIDATION)).toBe(`2 errors, 1 warning, 1 note in 3 objects of 2 sets
stage dry-run skipped: no cluster was asked for
skipped, not valid: 1 Widget (schema: no schema: pass --crds)
unchecked: what Kubernetes checks by code (2 Service)
not read: 1 file (in no kustomization)
`);
  expect(validationSummary(NOTHING)).toBe('nothing found in 0 objects of 1 set\n');
});

test('JSON is as its schema says, and so is the JSON of nothing', () => {
  const isValid = new Ajv().compile(jsonSchema);
  for (const validation of [VALIDATION, NOTHING]) {
    expect([isValid(JSON.parse(validationAsJson(validation, show))), isValid.errors]).toEqual([true, null]);
  }
  const { findings, summary } = JSON.parse(validationAsJson(VALIDATION, show)) as Record<string, unknown[]>;
  expect(findings?.[1]).toEqual({
    code: 'IST0101',
    severity: 'error',
    stage: 'analyze',
    set: 'overlays/staging',
    resource: { group: 'networking.istio.io', version: 'v1', kind: 'VirtualService', namespace: 'shop', name: 'shop' },
    file: 'mesh.yaml',
    line: 3,
    column: 1,
    pointer: '/spec/http/0/route/0/destination/subset',
    field: 'spec.http[0].route[0].destination.subset',
    message: 'no destination rule has the subset v2',
    effect: '503 for all of its requests',
    fix: 'add the subset',
    related: [{ file: 'environments/production.ts', line: 12, column: 5, origin: 'production/api' }],
  });
  expect(summary).toMatchObject({ objects: 3, errors: 2, warnings: 1, infos: 1 });
  expect(summary).toMatchObject({ unchecked: [{ kind: 'Service', objects: 2 }], unread: [{ file: 'old.yaml' }, {}] });
});

describe('SARIF', () => {
  const options = {
    show,
    version: '1.2.3',
    describe: (code: string) =>
      code === 'IST0101' ? { name: 'ReferencedResourceNotFound', what: 'what', markdown: '**what**' } : undefined,
  };
  const parsed = (validation: Validation): Log => JSON.parse(validationAsSarif(validation, options)) as Log;

  test('is valid by its schema', () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, '..', 'fixtures', 'sarif', 'sarif-schema-2.1.0.json'), 'utf8'),
    ) as { $schema?: string; id?: string };
    // Draft 4, of which it uses nothing that a later draft reads otherwise.
    delete schema.$schema;
    delete schema.id;
    const isValid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    for (const validation of [VALIDATION, NOTHING]) {
      expect([isValid(parsed(validation)), isValid.errors]).toEqual([true, null]);
    }
    expect(isValid({ ...parsed(NOTHING), version: '3' })).toBe(false);
  });

  test('tells findings that are alike apart', () => {
    const validation = { ...NOTHING, findings: [BROKEN_FILE, { ...BROKEN_FILE, fix: 'mend it' }] };
    const prints = parsed(validation).runs[0]!.results!.map(({ partialFingerprints }) => partialFingerprints);
    expect(prints).toEqual([
      { 'istioGitopsFinding/v1': 'BAD_INDENT broken file.yaml ' },
      { 'istioGitopsFinding/v1': 'BAD_INDENT broken file.yaml  2' },
    ]);
  });

  test('has lines, levels and rules', () => {
    const [run] = parsed(VALIDATION).runs as [Log['runs'][number]];
    const results = run.results!.map(({ ruleId, ruleIndex, level, locations }) => [
      ruleId,
      run.tool.driver.rules![ruleIndex!]!.id,
      level,
      locations![0]!.physicalLocation?.artifactLocation?.uri,
      locations![0]!.physicalLocation?.region?.startLine,
    ]);
    expect(results).toEqual([
      ['BAD_INDENT', 'BAD_INDENT', 'error', 'broken%20file.yaml', 7],
      ['IST0101', 'IST0101', 'error', 'mesh.yaml', 3],
      ['no-timeout', 'no-timeout', 'warning', 'mesh.yaml', 1],
      ['IGO0109', 'IGO0109', 'note', 'environments/production.ts', 12],
    ]);
    expect(run.tool.driver.rules!.find(({ id }) => id === 'IST0101')!.name).toBe('ReferencedResourceNotFound');
  });
});

test('JUnit has a case per object, failed, skipped or with output', () => {
  const xml = validationAsJunit(VALIDATION, show, ({ severity }) => severity === 'error');
  expect(`\n${xml}`).toBe(`
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="istio-gitops">
  <testsuite name="files" tests="1" failures="1" skipped="0">
    <testcase name="error BAD_INDENT broken file.yaml:7:3" classname="files">
      <failure type="BAD_INDENT" message="a sequence is indented by a tab
and by blanks">error BAD_INDENT broken file.yaml:7:3
a sequence is indented by a tab
and by blanks</failure>
    </testcase>
  </testsuite>
  <testsuite name="overlays/staging" tests="2" failures="1" skipped="1">
    <testcase name="VirtualService shop/shop" classname="overlays/staging">
      <failure type="IST0101" message="no destination rule has the subset v2">error IST0101 mesh.yaml:3:1
no destination rule has the subset v2
effect: 503 for all of its requests
fix: add the subset</failure>
      <system-out>warning no-timeout mesh.yaml:1:1
it has no timeout</system-out>
    </testcase>
    <testcase name="Widget shop/widget" classname="overlays/staging">
      <skipped message="schema: no schema: pass --crds"/>
    </testcase>
  </testsuite>
  <testsuite name="production" tests="1" failures="0" skipped="0">
    <testcase name="VirtualService shop/api" classname="production">
      <system-out>info IGO0109 environments/production.ts:12:5
50%, of: &quot;all&quot;</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('GitHub gets a line per finding, whatever is in it', () => {
  expect(`\n${validationAsGithub(VALIDATION, show)}`).toBe(`
::error file=broken file.yaml,line=7,col=3,title=BAD_INDENT::a sequence is indented by a tab%0Aand by blanks
::error file=mesh.yaml,line=3,col=1,title=IST0101 VirtualService shop/shop::no destination rule has the subset v2%0Aeffect: 503 for all of its requests%0Afix: add the subset
::warning file=mesh.yaml,line=1,col=1,title=no-timeout VirtualService shop/shop::it has no timeout
::notice file=environments/production.ts,line=12,col=5,title=IGO0109 VirtualService shop/api::50%25, of: "all"
`);
});

test('no message breaks out of its format', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (message) => {
      const validation: Validation = { ...NOTHING, findings: [{ ...BROKEN_FILE, message }] };
      const github = validationAsGithub(validation, show);
      expect(github.split(/\r|\n/).filter((line) => line !== '')).toHaveLength(1);
      const xml = validationAsJunit(validation, show, () => true);
      expect(xml.match(/<(\/?)testcase/g)).toHaveLength(2);
      // eslint-disable-next-line no-control-regex -- what XML 1.0 forbids
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }),
  );
});
