import { relative } from 'node:path';
import { readText } from '../adapters/read-text';
import { replaceText } from '../adapters/replace-text';
import { didYouMean } from '../model/suggest';
import type { Release } from '../model/release';
import type { EnvironmentDefinition } from '../platform/environment';
import { parseReleaseState, ReleaseState } from '../platform/release-state';
import { withRelease } from '../release/release-file';
import { fileOf } from '../synth/compose';
import { UsageError } from './usage-error';

/** The release state of an environment, as commands read and edit it. */
export class ReleaseFile {
  readonly state: ReleaseState;
  private text: string;

  private constructor(
    readonly environment: string,
    readonly path: string,
  ) {
    this.text = readText(path);
    this.state = parseReleaseState(this.text, path);
  }

  /**
   * @throws UsageError when the environment has no release state
   * @throws DataFileError when it is not valid
   * @throws WorldError when it cannot be read
   */
  static of(definition: EnvironmentDefinition): ReleaseFile {
    const path = fileOf(definition, 'releases');
    if (path !== undefined) return new ReleaseFile(definition.name, path);
    throw new UsageError(`${definition.name} has no release state: name a file in its \`releases\``);
  }

  /** @throws UsageError when the release state does not have the service */
  release(service: string): Release {
    const services = Object.keys(this.state.services);
    if (services.includes(service)) return this.state.services[service]!;
    throw new UsageError(
      `${this.environment} has no service "${service}" among ${services.join(', ')}${didYouMean(service, services)}`,
    );
  }

  set(service: string, release: Release): void {
    this.text = withRelease(this.text, service, release);
  }

  /** Whether the file is another one than it was. */
  save({ dryRun }: { readonly dryRun: boolean }): boolean {
    if (this.text === readText(this.path)) return false;
    if (!dryRun) replaceText(this.path, this.text);
    return true;
  }

  shownFrom(cwd: string): string {
    return relative(cwd, this.path);
  }
}
