import XmlBuilder from 'fast-xml-builder';

/** What XML 1.0 cannot hold, whatever the escape. */
const IMPOSSIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export interface TestCase {
  readonly '@name': string;
  readonly '@classname': string;
  readonly '@file'?: string;
  readonly '@line'?: number;
  readonly failure?: readonly object[];
  readonly skipped?: object;
  readonly 'system-out'?: string;
}

/** The text with what XML cannot hold replaced. */
export function cleanXml(text: string): string {
  return text.replace(IMPOSSIBLE, '\ufffd');
}

export function junitFailure(type: string, message: string, text: string): object {
  return { '@type': type, '@message': cleanXml(message), '#text': cleanXml(text) };
}

export function junitSuite(name: string, cases: readonly TestCase[]): object {
  return {
    '@name': cleanXml(name),
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    testcase: cases,
  };
}

export function junitDocument(suites: readonly object[]): string {
  const builder = new XmlBuilder({
    attributeNamePrefix: '@',
    format: true,
    ignoreAttributes: false,
    suppressEmptyNode: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': 'istio-gitops', testsuite: suites },
  });
}
