import { isMap, parseDocument } from 'yaml';
import { parseTestCases } from './istio-config-validator';
import { parseTrafficTests } from './parse-tests';
import type { TestFile } from './traffic-test';

/**
 * The tests of a file, whichever of the two formats it has.
 *
 * @param file names the text in errors
 * @throws DataFileError with the line of each thing that is wrong
 */
export function readTests(text: string, file: string): TestFile {
  return isOfIstioConfigValidator(text) ? parseTestCases(text, file) : parseTrafficTests(text, file);
}

function isOfIstioConfigValidator(text: string): boolean {
  if (!text.includes('testCases')) return false;
  const { contents } = parseDocument(text, { prettyErrors: false });
  return isMap(contents) && contents.has('testCases');
}
