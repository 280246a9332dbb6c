import type * as pulumi from '@pulumi/pulumi';

/** How controllers sign in to the Git repository of the deploy tree. */
export type RepositoryCredentials =
  | {
      /** Of the account or app; with tokens, most forges take any. */
      readonly username: pulumi.Input<string>;
      /** Password or token. */
      readonly password: pulumi.Input<string>;
    }
  | {
      /** In PEM or the format of OpenSSH, without a passphrase. */
      readonly sshPrivateKey: pulumi.Input<string>;
      /** Lines of a `known_hosts` file: who the host proves to be. */
      readonly knownHosts: pulumi.Input<string>;
    };

type SecretData = Record<string, pulumi.Input<string>>;

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories */
export function forArgoCd(url: string, credentials: RepositoryCredentials): SecretData {
  const access =
    'password' in credentials
      ? { username: credentials.username, password: credentials.password }
      : { sshPrivateKey: credentials.sshPrivateKey };
  return { type: 'git', url, ...access };
}

/** @see https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference */
export function forFlux(credentials: RepositoryCredentials): SecretData {
  return 'password' in credentials
    ? { username: credentials.username, password: credentials.password }
    : { identity: credentials.sshPrivateKey, known_hosts: credentials.knownHosts };
}
