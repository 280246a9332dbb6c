import { basename, dirname, relative } from 'node:path';
import { GitRepository } from '../adapters/git';
import { readText } from '../adapters/read-text';
import { replaceText } from '../adapters/replace-text';
import { didYouMean } from '../model/suggest';
import type { Release } from '../model/release';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { parseReleaseState, ReleaseState, ReleaseStateError } from '../platform/release-state';
import { withRelease } from '../release/release-file';
import { fileOf } from '../synth/compose';
import { UsageError } from './usage-error';

/**
 * What is said of a file that was edited.
 *
 * @param fleet whose deploy tree follows by itself after a merge where it has a repository of its own
 */
export function editedText(file: string, dryRun: boolean, { repository }: Fleet): string {
  if (dryRun) return `${file} would be changed\n`;
  const next = repository?.sources === undefined ? 'run synth, and commit both' : 'commit it; the deploy tree follows';
  return `${file} is changed: ${next}\n`;
}

/** The release state of an environment, as commands read and edit it. */
export class ReleaseFile {
  private readonly state: ReleaseState;
  private readonly before: string;
  private text: string;
  private states: readonly ReleaseState[] | undefined;

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

  /**
   * What the commits that lead to `HEAD` have of a service, the newest first: none where nobody commits it. What could not
   * be read today is left out.
   */
  past(service: string): readonly Release[] {
    this.states ??= committedStates(this.path);
    return this.states.flatMap(({ services }) => (Object.hasOwn(services, service) ? [services[service]!] : []));
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

function committedStates(path: string): readonly ReleaseState[] {
  const versions = new GitRepository(dirname(path)).pastOf(basename(path));
  return versions.flatMap((version) => {
    try {
      return [parseReleaseState(version.toString('utf8'), path)];
    } catch (error) {
      if (error instanceof ReleaseStateError) return [];
      throw error;
    }
  });
}
