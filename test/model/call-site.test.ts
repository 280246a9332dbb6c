import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { callSite, locateInStack } from '../../src/model/call-site';

const CHECKOUT = resolve(__dirname, '..', '..');

function stackOf(...frames: readonly string[]): string {
  return ['Error: something', ...frames.map((frame) => `    at ${frame}`)].join('\n');
}

describe('the call site of a function', () => {
  function make() {
    return callSite(make);
  }

  test('is the line that calls it', () => {
    const location = make().locate?.(); // this line
    const source = readFileSync(__filename, 'utf8').split('\n');
    expect(location?.file).toBe(__filename);
    expect(source[location!.line - 1]).toContain('this line');
  });

  test('is not looked for until somebody asks', () => {
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const format = jest.fn(() => `Error\n    at ${__filename}:1:1`);
    Error.prepareStackTrace = format;
    try {
      const { locate } = make();
      expect(format).not.toHaveBeenCalled();
      locate?.();
      expect(format).toHaveBeenCalled();
    } finally {
      if (before === undefined) delete (Error as Partial<ErrorConstructor>).prepareStackTrace;
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
  });
});

describe('in a stack', () => {
  const user = '/home/me/mesh/environments/production.ts';

  test.each([
    ['a named function', `compose (${user}:12:5)`],
    ['a method with an alias', `Object.compose [as run] (${user}:12:5)`],
    ['a module', `${user}:12:5`],
    ['an asynchronous function', `async ${user}:12:5`],
    ['a named asynchronous function', `async compose (${user}:12:5)`],
    ['a constructor', `new Production (${user}:12:5)`],
    ['an ES module', `file://${user}:12:5`],
    ['a function of an ES module', `compose (file://${user}:12:5)`],
  ])('%s is a place that a person wrote', (_, frame) => {
    expect(locateInStack(stackOf(frame))).toEqual({ file: user, line: 12, column: 5 });
  });

  test.each([
    ['spaces', '/home/me/my mesh/production.ts', 'file:///home/me/my%20mesh/production.ts'],
    ['parentheses', '/home/me/mesh (copy)/production.ts', 'file:///home/me/mesh%20(copy)/production.ts'],
  ])('folders may have %s in their names', (_, path, url) => {
    const location = { file: path, line: 1, column: 2 };
    expect(locateInStack(stackOf(`compose (${path}:1:2)`))).toEqual(location);
    expect(locateInStack(stackOf(`${path}:1:2`))).toEqual(location);
    expect(locateInStack(stackOf(`compose (${url}:1:2)`))).toEqual(location);
  });

  test.each([
    ['this library', `new Gateway (${CHECKOUT}/src/constructs/istio/gateway.ts:1:1)`],
    ['the L1 classes', `new Gateway (${CHECKOUT}/imports/networking.istio.io.ts:1:1)`],
    ['other packages', 'new Construct (/home/me/mesh/node_modules/constructs/lib/construct.js:1:1)'],
    [
      'other packages as ES modules',
      'new Construct (file:///home/me/mesh/node_modules/constructs/lib/construct.js:1:1)',
    ],
    ['Node itself', 'Module._compile (node:internal/modules/cjs/loader:1364:14)'],
    ['Node itself, without a function', 'node:internal/main/run_main_module:28:49'],
    ['nowhere', 'Array.map (<anonymous>)'],
    ['evaluated code', 'eval (eval at <anonymous> (/home/me/mesh/x.js:1:1), <anonymous>:1:1)'],
  ])('lines of %s are passed over', (_, frame) => {
    expect(locateInStack(stackOf(frame))).toBeUndefined();
    expect(locateInStack(stackOf(frame, `compose (${user}:12:5)`, `main (${user}:99:1)`))).toEqual({
      file: user,
      line: 12,
      column: 5,
    });
  });

  test('a project beside the library is not the library', () => {
    const file = `${CHECKOUT}/environments/production.ts`;
    expect(locateInStack(stackOf(`compose (${file}:3:4)`))).toEqual({ file, line: 3, column: 4 });
  });

  test('a message that looks like a place is none', () => {
    expect(locateInStack('Error: cannot read /etc/hosts:1:2\n    at Array.map (<anonymous>)')).toBeUndefined();
  });

  test('without a stack there is no place', () => {
    expect(locateInStack(undefined)).toBeUndefined();
    expect(locateInStack('')).toBeUndefined();
  });
});
