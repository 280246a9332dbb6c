import { Chart, Testing } from 'cdk8s';
import { readTree } from '../../src/synth/manifests';
import { documents } from '../fixtures/manifests';

/**
 * Expects the objects of a plain cdk8s chart, as cdk8s itself synthesizes them, to be those of a YAML text, and our
 * own reading of the chart to be the same.
 */
export function expectManifests(build: (chart: Chart) => void, yaml: string): void {
  const chart = Testing.chart();
  build(chart);
  const synthesized = JSON.parse(JSON.stringify(Testing.synth(chart))) as object[];
  expect(synthesized).toEqual(documents(yaml));
  const { manifests, failures } = readTree(chart);
  expect(failures).toEqual([]);
  expect(manifests.map(({ object }) => object)).toEqual(synthesized);
}

/** Expects a PropsError that says where, what and how to mend it. */
export function expectRefusal(build: (chart: Chart) => void, message: string): void {
  const chart = Testing.chart();
  expect(() => {
    build(chart);
  }).toThrow(expect.objectContaining({ name: 'PropsError', message }) as Error);
}
