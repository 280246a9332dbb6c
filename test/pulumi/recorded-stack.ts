import * as pulumi from '@pulumi/pulumi';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks';

/** What the engine was asked to register. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** As they went over the wire: secrets are wrapped, see {@link secretsOf}. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Name of the parent, `''` for the stack. */
  readonly parent: string;
  /** Names of what has to be there before. */
  readonly dependsOn: readonly string[];
  readonly provider: string;
  readonly isProtected: boolean;
  readonly isRetained: boolean;
  readonly ignored: readonly string[];
  readonly aliasTypes: readonly string[];
  readonly secretOutputs: readonly string[];
  readonly version: string;
}

export interface StackOptions {
  readonly stack?: string;
  /** Without the name of the project. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Keys of what is stored encrypted. */
  readonly secret?: readonly string[];
  readonly isPreview?: boolean;
}

/** Runs a program under Pulumi's mocks, and tells what it registered, in order, and its outputs. */
export async function recordedStack(
  program: () => unknown,
  { stack = 'dev', config = {}, secret = [], isPreview = false }: StackOptions = {},
): Promise<{ readonly resources: readonly Registered[]; readonly outputs: unknown }> {
  const resources: Registered[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => ({
      id: type.startsWith('pulumi:providers:') || !isPreview ? `${name}-id` : undefined,
      state: inputs as Record<string, unknown>,
    }),
    call: () => ({}),
  };
  const register = jest.spyOn(MockMonitor.prototype, 'registerResource');
  await pulumi.runtime.setMocks(mocks, 'istio-gitops', stack, isPreview);
  const texts = Object.entries(config).map(([key, value]) => [
    `istio-gitops:${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(texts) as Record<string, string>,
    secret.map((key) => `istio-gitops:${key}`),
  );
  try {
    // What was registered before a failure goes on by itself, and would end in the next test.
    const outputs: unknown = await Promise.resolve()
      .then(program)
      .finally(() => pulumi.runtime.disconnect());
    for (const [request] of register.mock.calls) resources.push(registered(request as Request));
    return { resources, outputs };
  } finally {
    register.mockRestore();
  }
}

/** The part of a request that is looked at. */
interface Request {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getParent(): string;
  getDependenciesList(): string[];
  getProvider(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getAliasesList(): { getSpec(): { getType(): string } | undefined }[];
  getAdditionalsecretoutputsList(): string[];
  getVersion(): string;
}

function registered(request: Request): Registered {
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: request.getObject().toJavaScript(),
    parent: nameOf(request.getParent()),
    dependsOn: request.getDependenciesList().map(nameOf),
    provider: request.getProvider(),
    isProtected: request.getProtect(),
    isRetained: request.getRetainondelete(),
    ignored: request.getIgnorechangesList(),
    aliasTypes: request.getAliasesList().map((alias) => alias.getSpec()?.getType() ?? ''),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    version: request.getVersion(),
  };
}

function nameOf(urn: string): string {
  const [, , type, name] = urn.split('::');
  return type === 'pulumi:pulumi:Stack' ? '' : (name ?? '');
}

const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** JSON pointers of all values that the engine keeps encrypted. */
export function secretsOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.values(value).includes(SECRET)) return [at];
  return Object.entries(value).flatMap(([key, child]) => secretsOf(child, `${at}/${key}`));
}
