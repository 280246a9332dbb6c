import { emitGroup } from '../../tools/import/emit';
import { type CrdFixture, importedKind } from './crd-fixture';

// json-schema-to-typescript loads prettier, which Jest cannot load, but does not call it.
jest.mock('prettier', () => ({}));

async function interfacesOf(...fixtures: CrdFixture[]): Promise<readonly string[]> {
  const text = await emitGroup(fixtures.map(importedKind));
  const names = [...text.matchAll(/^export interface (\w+)/gm)].map(([, name = '']) => name);
  return names.filter((name) => !/(Props|Spec)$/.test(name));
}

/** The schema of an object with one string field of this name, so that different names are different shapes. */
const shape = (name: string): string => `{ type: object, properties: { ${name}: { type: string } } }`;
const object = (fields: Record<string, string>): string =>
  `{ type: object, properties: { ${Object.entries(fields)
    .map(([name, schema]) => `${name}: ${schema}`)
    .join(', ')} } }`;

describe('the name of a shape', () => {
  it('is its kind and field', async () => {
    expect(await interfacesOf({ spec: object({ http: object({ match: shape('uri') }) }) })).toEqual([
      'WidgetHttp',
      'WidgetMatch',
    ]);
  });

  it('has as many fields of the path as tell it from others', async () => {
    const spec = object({ http: object({ match: shape('uri') }), tcp: object({ match: shape('port') }) });
    expect(await interfacesOf({ spec })).toEqual(['WidgetHttp', 'WidgetHttpMatch', 'WidgetTcp', 'WidgetTcpMatch']);
  });

  it('belongs to the shape whose whole path it spells', async () => {
    const spec = object({ match: shape('uri'), tcp: object({ match: shape('port') }) });
    expect(await interfacesOf({ spec })).toEqual(['WidgetMatch', 'WidgetTcp', 'WidgetTcpMatch']);
  });

  it('is one for all places that have the shape, after the field that most of them are', async () => {
    const spec = object({
      a: object({ target: shape('host') }),
      b: object({ target: shape('host'), x: shape('y') }),
      mirror: shape('host'),
    });
    expect(await interfacesOf({ spec })).toEqual(['WidgetA', 'WidgetTarget', 'WidgetB', 'WidgetX']);
  });

  it('is one for shapes that differ in bounds only', async () => {
    const bounded = '{ type: object, properties: { host: { type: string, maxLength: 9 } } }';
    expect(await interfacesOf({ spec: object({ from: shape('host'), to: bounded }) })).toEqual(['WidgetTo']);
  });

  it('has no kind where several kinds use it, but two fields if they agree on them', async () => {
    const pool = object({ pool: object({ tcp: shape('keepalive') }), selector: shape('label') });
    const other = object({ own: shape('z'), pool: object({ tcp: shape('keepalive') }), selector: shape('label') });
    expect(await interfacesOf({ spec: pool }, { kind: 'Gadget', spec: other })).toEqual([
      'GadgetOwn',
      'Pool',
      'PoolTcp',
      'Selector',
    ]);
  });

  it('is the one of the documentation where it has one', async () => {
    const match = object({ exact: '{ type: string }', prefix: '{ type: string }', regex: '{ type: string }' });
    expect(await interfacesOf({ spec: object({ uri: match, method: match }) })).toEqual(['StringMatch']);
  });

  it('is never that of a kind or its props', async () => {
    const spec = object({ class: shape('a'), props: shape('b') });
    expect(await interfacesOf({ spec }, { kind: 'WidgetClass', spec: shape('c') })).toEqual([
      'WidgetClass_0',
      'WidgetProps_1',
    ]);
  });

  it('is unique where names differ in punctuation only', async () => {
    const names = await interfacesOf({ spec: object({ 'retry-on': shape('a'), retryOn: shape('b') }) });
    expect(new Set(names).size).toBe(2);
  });
});
