/** By its own name, because sources and compiled files stand at different depths below package.json. */
const info = require('istio-gitops/package.json') as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

export const { version } = info;

/** What a project of its own needs, sorted by name, each at the version that this one is developed with. */
export function projectPackages(): Readonly<Record<string, string>> {
  const ranges: Readonly<Record<string, string | undefined>> = { ...info.devDependencies, ...info.dependencies };
  const names = ['@types/node', 'cdk8s', 'constructs', 'istio-gitops', 'jiti', 'typescript'];
  return Object.fromEntries(names.map((name) => [name, (ranges[name] ?? version).replace(/^[~^]/, '')]));
}
