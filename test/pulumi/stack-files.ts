import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..');

/** The configuration of each `Pulumi.<stack>.yaml`, by stack, without the name of the project. */
export function stackFiles(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const stacks = readdirSync(ROOT).flatMap((name) => /^Pulumi\.([-a-z]+)\.yaml$/.exec(name)?.[1] ?? []);
  return new Map(
    stacks.sort().map((stack) => {
      const { config } = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), 'utf8')) as { config: object };
      const entries = Object.entries(config).map(([key, value]: [string, unknown]) => [
        key.replace(/^istio-gitops:/, ''),
        value,
      ]);
      return [stack, Object.fromEntries(entries) as Record<string, unknown>];
    }),
  );
}
