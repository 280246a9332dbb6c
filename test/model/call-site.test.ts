import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { callSite, locateInStack, locateRefusal } from '../../src/model/call-site';
import type { SourceLocation } from '../../src/model/origin';

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

describe('the call of what refuses a value is found', () => {
  const library = `checkProps (${CHECKOUT}/src/model/props-check.ts:1:1)`;
  const loader = '/home/me/mesh/node_modules/jiti/dist/jiti.cjs:1:1';
  const at = (name: string, place: string): string => `${name} (/home/me/mesh/${place}:1)`;
  const compose = at('Object.compose', 'production.ts:9');

  test.each<[string, readonly string[], string, string?]>([
    ['a construct of ours', [library, compose], 'production.ts:9'],
    ['one in a function of environments', [library, at('shop', 'shop.ts:5'), compose], 'shop.ts:5'],
    ['the environment itself', [compose], 'production.ts:9'],
    ["a user's construct", [at('new Team', 'team.ts:3'), compose], 'production.ts:9', 'team.ts:3'],
    [
      "a user's in a function of environments",
      [at('new Team', 'team.ts:3'), at('shop', 'shop.ts:5'), compose],
      'shop.ts:5',
      'team.ts:3',
    ],
    [
      'one in the file of its environment',
      [at('new Team', 'production.ts:3'), compose],
      'production.ts:9',
      'production.ts:3',
    ],
    ['one that passes its props on', [library, at('new Team', 'team.ts:3'), compose], 'production.ts:9', 'team.ts:3'],
    ['a method of it', [at('Team.mayCall', 'team.ts:3'), compose], 'production.ts:9', 'team.ts:3'],
    [
      'a method of it that the library calls',
      [at('Team.admit', 'team.ts:3'), library, compose],
      'production.ts:9',
      'team.ts:3',
    ],
    [
      'one with a function beside it',
      [at('check', 'checks.ts:2'), at('new Team', 'team.ts:3'), compose],
      'production.ts:9',
      'checks.ts:2',
    ],
    [
      'one with a base class',
      [at('new Base', 'base.ts:2'), at('new Team', 'team.ts:3'), compose],
      'production.ts:9',
      'base.ts:2',
    ],
    ["a user's function", [at('share', 'shares.ts:2'), at('shop', 'shop.ts:5'), compose], 'shop.ts:5', 'shares.ts:2'],
    [
      'a construct of ours in one that is the environment',
      [library, at('new Production', 'production.ts:9')],
      'production.ts:9',
    ],
  ])('for %s', (...[, frames, call, within]) => {
    const refusal = locateRefusal(stackOf(...frames, loader, at('new Main', 'main.ts:1')))!;
    const text = ({ file, line }: SourceLocation): string => `${file.slice('/home/me/mesh/'.length)}:${line}`;
    expect(text(refusal.call)).toBe(call);
    expect(refusal.within && text(refusal.within)).toBe(within);
  });

  test('nowhere, without a line that a user wrote', () => {
    expect(locateRefusal(stackOf(library, loader))).toBeUndefined();
    expect(locateRefusal(undefined)).toBeUndefined();
  });
});
