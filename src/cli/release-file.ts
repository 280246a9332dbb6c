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
  private readonly state: ReleaseState;
  private readonly before: string;
  private text: string;

  private constructor(
    readonly environment: string,
    private readonly path: string,
  ) {
    this.before = readText(path);
    this.text = this.before;
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

  get services(): readonly string[] {
    return Object.keys(this.state.services);
  }

  /** @throws UsageError when the release state does not have the service */
  release(service: string): Release {
    if (this.services.includes(service)) return this.state.services[service]!;
    const known = this.services.length === 0 ? ': it has none' : ` among ${this.services.join(', ')}`;
    throw new UsageError(
      `${this.environment} has no service "${service}"${known}${didYouMean(service, this.services)}`,
    );
  }

  set(service: string, release: Release): void {
    this.text = withRelease(this.text, service, release);
  }

  /** Whether the file is another one than it was. */
  save({ dryRun }: { readonly dryRun: boolean }): boolean {
    if (this.text === this.before) return false;
    if (!dryRun) replaceText(this.path, this.text);
    return true;
  }

  shownFrom(cwd: string): string {
    return relative(cwd, this.path);
  }
}
