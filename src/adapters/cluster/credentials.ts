import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { WorldError } from '../world-error';
import type { ClusterAccess, CredentialPlugin, UserCredentials } from './kubeconfig';

const CREDENTIAL = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
  }),
});

/** A plugin may open a browser or ask a metadata server. In milliseconds. */
const PLUGIN_TIMEOUT = 60_000;

/**
 * The credentials of a user, asking the plugin where one gives them.
 *
 * @throws WorldError when the plugin is missing, fails, or gives none; never with what it gave
 */
export async function credentialsFor(access: ClusterAccess, environment: NodeJS.ProcessEnv): Promise<UserCredentials> {
  const { plugin } = access.user;
  if (plugin === undefined) return access.user;
  const answer = await run(plugin, access, environment);
  const result = CREDENTIAL.safeParse(answer);
  const { token, clientCertificateData, clientKeyData } = result.data?.status ?? {};
  if (token === undefined && clientCertificateData === undefined) {
    throw new WorldError(`the credential plugin ${plugin.command} gave no credentials: run it by hand to see why`);
  }
  return { token, certificate: clientCertificateData, key: clientKeyData };
}

async function run(plugin: CredentialPlugin, access: ClusterAccess, environment: NodeJS.ProcessEnv): Promise<unknown> {
  const { apiVersion, command, args, env, installHint, provideClusterInfo = false } = plugin;
  const cluster = {
    server: access.server,
    'certificate-authority-data':
      access.certificateAuthority && Buffer.from(access.certificateAuthority).toString('base64'),
    'insecure-skip-tls-verify': access.skipsVerification,
    'tls-server-name': access.serverName,
  };
  const request = {
    apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(provideClusterInfo && { cluster }) },
  };
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  try {
    const { stdout } = await promisify(execFile)(command, args ?? [], {
      env: { ...environment, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(request) },
      timeout: PLUGIN_TIMEOUT,
    });
    return JSON.parse(stdout) as unknown;
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: string | number; readonly stderr?: string };
    const why =
      code === 'ENOENT'
        ? `is not on PATH${installHint === undefined ? '' : `: ${installHint}`}`
        : `failed: ${stderr.trim()}`;
    throw new WorldError(`the credential plugin ${command} of the kubeconfig ${why}`, { cause: error });
  }
}
