import type { SourceLocation } from '../../model/origin';
import type { ReadProblem } from '../problem';

/** Why a kustomization cannot be built. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';

  constructor(readonly problem: ReadProblem) {
    super(problem.message);
  }
}

/** The kustomization may be right, but uses what only the kustomize program builds. */
export class NotBuiltHere extends BuildFailure {}

export function failure(code: string, location: SourceLocation, message: string): BuildFailure {
  return new BuildFailure({ code, severity: 'error', location, message });
}

export function remoteResource(entry: string, location: SourceLocation): BuildFailure {
  const message = `${entry} is on the network, and nothing is fetched: copy it here, or pass the output of \`kustomize build\``;
  return failure('REMOTE_RESOURCE', location, message);
}

/** @param what `replacements are`, `the field metadata of a patch is` */
export function notBuiltHere(location: SourceLocation, what: string): NotBuiltHere {
  const message = `${what} not built without the kustomize program: put kustomize or kubectl on the PATH, or pass the output of \`kustomize build\``;
  return new NotBuiltHere({ code: 'NEEDS_KUSTOMIZE', severity: 'error', location, message });
}
