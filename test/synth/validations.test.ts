import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Sidecar } from '../../imports/networking.istio.io';
import { synthesize } from '../../src/synth/synthesize';
import { lineFinder } from '../fixtures/source-lines';

const lineOf = lineFinder(__filename);

/** What synth says of a tree, as `code line: message`. */
function refusedBy(build: (chart: Chart) => void): string[] {
  const chart = new Chart(new App(), 'chart');
  build(chart);
  return synthesize(chart, 'test').refused.map(({ code, message, origin }) => {
    const location = origin.locate?.();
    return `${code}${location === undefined ? '' : ` ${location.file}:${location.line}`} ${message}`;
  });
}

test("what a program's own constructs object to is refused, all of it and each once", () => {
  const refused = refusedBy((chart) => {
    const team = new Construct(chart, 'team');
    team.node.addValidation({ validate: () => ['it has no owner', 'it has no budget'] });
    new Construct(team, 'service').node.addValidation({ validate: () => ['it is too slow'] });
    new Construct(team, 'content').node.addValidation({ validate: () => [] });
  });
  expect(refused).toEqual([
    'IGO0110 [chart/team] it has no owner',
    'IGO0110 [chart/team] it has no budget',
    'IGO0110 [chart/team/service] it is too slow',
  ]);
});

test('an object that is objected to is named by the line that made it', () => {
  const refused = refusedBy((chart) => {
    const sidecar = new Sidecar(chart, 'sidecar', { metadata: { name: 's', namespace: 'shop' } }); // sidecar
    sidecar.node.addValidation({ validate: () => ['it knows everything'] });
  });
  expect(refused).toEqual([`IGO0110 ${lineOf('sidecar')} [chart/sidecar] it knows everything`]);
});

test('an object without a name is refused', () => {
  const refused = refusedBy((chart) => {
    new ApiObject(chart, 'nameless', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: undefined as never } });
  });
  expect(refused).toEqual(['IGO0108 no manifest can be made of it: /metadata/name is missing']);
});
