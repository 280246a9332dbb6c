import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;

let isSarif: ((value: unknown) => boolean) | undefined;

function sarifSchema(): (value: unknown) => boolean {
  const text = readFileSync(join(__dirname, '..', 'fixtures', 'sarif', 'sarif-schema-2.1.0.json'), 'utf8');
  const schema = JSON.parse(text) as { $schema?: string; id?: string };
  // Draft 4, of which it uses nothing that a later draft reads otherwise.
  delete schema.$schema;
  delete schema.id;
  return new Ajv({ strict: false, validateFormats: false }).compile(schema);
}

/** What is wrong with a report, whatever was read; undefined where a program or a terminal can take it. */
export function damageOf(format: (typeof FORMATS)[number], report: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  if (/[\u0000-\u0008\u000b-\u001f]/.test(report)) return 'it has a control character';
  switch (format) {
    case 'text':
      return report === '' || report.endsWith('\n') ? undefined : 'its last line has no end';
    case 'json':
      return Array.isArray((JSON.parse(report) as { findings: unknown }).findings) ? undefined : 'it has no findings';
    case 'sarif':
      return (isSarif ??= sarifSchema())(JSON.parse(report)) ? undefined : 'it is no SARIF';
    case 'junit':
      return /^<\?xml[^>]*>\s*<testsuites(?:\s[^<]*)?(?:\/>|>[^]*<\/testsuites>)\s*$/.test(report) &&
        !/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(report)
        ? undefined
        : 'it is no JUnit';
    case 'github':
      return /^(?:::(?:error|warning|notice) [^\n]*::[^\n]*\n)*$/.test(report) ? undefined : 'it has other lines';
  }
}

/** The codes of what was found, in the order of the report. */
export function codesIn({ stdout }: { readonly stdout: string }): string[] {
  return (JSON.parse(stdout) as { findings: { code: string }[] }).findings.map(({ code }) => code);
}
