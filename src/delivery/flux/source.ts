import type { Construct } from 'constructs';
import { SECRET_REFERENCE, SecretReference } from '../../constructs/flux/flux-resource';
import { GIT_VERIFICATION, GitRepository, GitVerification } from '../../constructs/flux/git-repository';
import type { FluxSource } from '../../constructs/flux/kustomization';
import {
  OCI_REFERENCE,
  OCI_VERIFICATION,
  OciReference,
  OCIRepository,
  OciVerification,
} from '../../constructs/flux/oci-repository';
import type { Duration } from '../../model/duration';
import { optional, variantsOf } from '../../model/props';
import { DURATION, TEXT } from '../../model/props-values';
import { pathInRepository, Repository } from '../../platform/repository';

/** The deploy tree in Git: URL, branch and folder are the fleet's. */
export interface GitSource {
  /** Flux clones the repository. */
  readonly kind: 'GitRepository';
  /** Credentials. @default none, for public repositories */
  readonly secretRef?: SecretReference | undefined;
  /** @default nothing is verified */
  readonly verify?: GitVerification | undefined;
  /** How often it is looked for new commits. @default 1 minute */
  readonly interval?: Duration | undefined;
}

/** The deploy tree as the root of an artifact, as `flux push artifact --path=deploy` makes it. */
export interface OciSource {
  /** Flux pulls an artifact that CI pushes. */
  readonly kind: 'OCIRepository';
  /** `oci://host/path`. */
  readonly url: string;
  /** Which artifact of the repository. */
  readonly ref: OciReference;
  /** Credentials. @default none */
  readonly secretRef?: SecretReference | undefined;
  /** @default nothing is verified */
  readonly verify?: OciVerification | undefined;
  /** How often it is looked for new artifacts. @default 1 minute */
  readonly interval?: Duration | undefined;
}

export const FLUX_SOURCE = variantsOf<GitSource | OciSource, 'kind'>('kind', {
  GitRepository: {
    secretRef: optional(SECRET_REFERENCE),
    verify: optional(GIT_VERIFICATION),
    interval: optional(DURATION),
  },
  OCIRepository: {
    url: TEXT,
    ref: OCI_REFERENCE,
    secretRef: optional(SECRET_REFERENCE),
    verify: optional(OCI_VERIFICATION),
    interval: optional(DURATION),
  },
});

/** The source that a cluster reads the deploy tree from. */
export function fluxSource(
  scope: Construct,
  name: string,
  { url, branch, path }: Pick<Repository, 'url' | 'branch' | 'path'>,
  source: GitSource | OciSource = { kind: 'GitRepository' },
): FluxSource {
  if (source.kind === 'OCIRepository') {
    const { kind, ...artifact } = source;
    return new OCIRepository(scope, kind, { ...artifact, name });
  }
  const { kind, ...access } = source;
  return new GitRepository(scope, kind, { ...access, name, url, branch, ignore: allBut(path) });
}

/** Where a source has a path of the deploy tree, which is the root of an artifact and a folder of a repository. */
export function pathInSource(source: FluxSource, repository: Repository, path: string): string {
  return source.kind === 'OCIRepository' ? path : pathInRepository(repository, path);
}

/** As in `.gitignore`: nothing but one folder; undefined where that is the root. */
function allBut(path: string): string | undefined {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.length === 0) return undefined;
  const lines = segments.flatMap((_, i) => {
    const parent = segments.slice(0, i).map((segment) => `/${segment}`);
    return [`${parent.join('')}/*`, `!${parent.join('')}/${segments[i]!}`];
  });
  return `${lines.join('\n')}\n`;
}
