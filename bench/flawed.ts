import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toYaml } from '../src/layout/yaml';
import type { Place } from './peers/peer';
import { ENVIRONMENTS, objectsOf, serviceNames, Settings } from './workload';

/** What is wrong with a service, each the business of another stage of `validate`, and of another tool. */
export type Flaw = 'trailing blank' | 'wrong type' | 'missing subset' | 'no timeout';

const FLAWS: readonly Flaw[] = ['trailing blank', 'wrong type', 'missing subset', 'no timeout'];
/** One service in so many has each of the flaws. */
const EVERY = 25;

const SETTINGS = toYaml({ extends: 'default' });

/** The workload as files, one for each service, some of them with a flaw; the same for all peers. */
export interface Flawed {
  readonly manifests: string;
  /** The settings of yamllint, in the folder above. */
  readonly lintSettings: string;
}

export function flawedAt({ folder, services }: Place): Flawed {
  const shared = join(dirname(folder), `${services}-files`);
  return { manifests: join(shared, 'manifests'), lintSettings: join(shared, '.yamllint.yaml') };
}

/** Writes them for whoever comes first. */
export function writeFlawed(place: Place): void {
  const { manifests, lintSettings } = flawedAt(place);
  if (existsSync(manifests)) return;
  for (const settings of ENVIRONMENTS) {
    mkdirSync(join(manifests, settings.name), { recursive: true });
    for (const [index, service] of serviceNames(place.services).entries()) {
      const file = join(manifests, pathOf(settings, service));
      writeFileSync(file, textOf(service, settings, FLAWS[index % EVERY]));
    }
  }
  writeFileSync(lintSettings, SETTINGS);
}

function pathOf({ name }: Settings, service: string): string {
  return join(name, `${service}.yaml`);
}

function textOf(service: string, settings: Settings, flaw: Flaw | undefined): string {
  const text = objectsOf(service, settings).map((object) => `---\n${toYaml(object)}`).join(''); // prettier-ignore
  switch (flaw) {
    case undefined:
      return text;
    case 'trailing blank':
      return replaced(text, 'kind: VirtualService\n', 'kind: VirtualService \n');
    case 'wrong type':
      return replaced(text, 'action: ALLOW\n', 'action: PERMIT\n');
    case 'missing subset':
      return replaced(text, 'subset: canary\n', 'subset: canaries\n');
    case 'no timeout':
      return replaced(text, / +timeout: .*\n/g, '');
  }
}

function replaced(text: string, what: string | RegExp, by: string): string {
  const result = text.replace(what, by);
  if (result === text) throw new Error(`the workload has no ${String(what)} to make a flaw of`);
  return result;
}

/** What a tool has to say of a file, for comparing: the flaw if it is one, else its own words. */
export function finding(what: string, path: string): string {
  const { file, folder } = /(?<folder>[^/]+)\/(?<file>[^/]+)\.yaml$/.exec(path)?.groups ?? {};
  return `${what} in ${folder}/${file}`;
}

/** What there is to find by those who look for some of the flaws. */
export function* expectedFindings(services: number, flaws: readonly Flaw[]): Generator<string> {
  for (const settings of ENVIRONMENTS) {
    for (const [index, service] of serviceNames(services).entries()) {
      const flaw = FLAWS[index % EVERY];
      if (flaw !== undefined && flaws.includes(flaw)) yield finding(flaw, pathOf(settings, service));
    }
  }
}
