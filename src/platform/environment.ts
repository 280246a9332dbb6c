import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { OciImage } from '../constructs/istio/wasm-plugin';
import { SealedSecretFile } from '../constructs/sealed-secrets/sealed-secret-file';
import { callSite } from '../model/call-site';
import type { Origin } from '../model/origin';
import { fieldsOf, having, listOf, objectOf, optional, Shape, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { TEXT } from '../model/props-values';
import type { Release } from '../model/release';
import { didYouMean } from '../model/suggest';
import { CLUSTER, Cluster } from './cluster';
import { COMMON_LABELS } from './common-labels';
import type { Delivery } from './delivery';
import type { ImageLock } from './image-lock';
import { ReleaseState } from './release-state';

/** What {@link defineEnvironment} takes. */
export interface EnvironmentProps {
  /** Clusters that the environment is delivered to, at least one. */
  readonly clusters: readonly Cluster[];
  /**
   * Revision of the control plane that manages the environment's namespaces: the value of `istio.io/rev` on them. An
   * upgrade is a change of this line. No revision tag: the mesh config is named after the revision.
   * @default 'default', the revision of an installation that names none
   * @see https://istio.io/latest/docs/setup/upgrade/canary/
   */
  readonly revision?: string | undefined;
  /**
   * File that says which versions are rolled out, relative to the file that calls `defineEnvironment`.
   * @default none: {@link Environment.release} fails
   */
  readonly releases?: string | undefined;
  /**
   * File that says which images are used by which digests, relative to the file that calls `defineEnvironment`;
   * environments may share one.
   * @default none: {@link Environment.image} fails
   */
  readonly images?: string | undefined;
  /**
   * How a GitOps controller gets the manifests: `argoCd()` or `flux()`.
   * @default not by one of ours
   */
  readonly delivery?: Delivery | undefined;
  /** Adds the constructs that the environment is made of. */
  readonly compose: (environment: Environment) => void;
}

const SHAPE: Shape<EnvironmentProps> = {
  clusters: listOf(CLUSTER),
  revision: optional(TEXT),
  releases: optional(TEXT),
  images: optional(TEXT),
  delivery: optional(having<Delivery>({ annotationsOf: 'function', compose: 'function' }, 'pass argoCd() or flux()')),
  compose: valueOf({ fix: 'pass a function' }, (value) => typeof value === 'function'),
};

const PROPS = objectOf<EnvironmentProps>(SHAPE);

const DNS_LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What an environment is made of, as data: nothing is composed until something needs its manifests. */
export interface EnvironmentDefinition extends EnvironmentProps {
  /** A DNS label, which names the folder in the deploy tree, too. */
  readonly name: string;
  /** Revision of the control plane that manages its namespaces. */
  readonly revision: string;
  /** The call of `defineEnvironment`. */
  readonly origin: Origin;
}

export const ENVIRONMENT_DEFINITION = objectOf<EnvironmentDefinition>({
  ...SHAPE,
  name: TEXT,
  revision: TEXT,
  origin: fieldsOf<Origin>(),
});

/**
 * Says what an environment is made of; nothing is composed yet.
 *
 * @param name a DNS label: it names a folder of the deploy tree and is the value of the label `environment`
 * @param props where it is delivered, and a function that composes it
 * @throws PropsError when the name is no DNS label or there is no cluster
 */
export function defineEnvironment(name: string, props: EnvironmentProps): EnvironmentDefinition {
  checkProps('defineEnvironment', TEXT, name, 'name');
  if (!DNS_LABEL.test(name)) {
    throw new PropsError(name, `"${name}" is no name for an environment`, 'use lower-case letters, digits and dashes');
  }
  checkProps(name, PROPS, props);
  const misnamed = props.clusters.find((cluster) => !DNS_LABEL.test(cluster.name));
  if (misnamed !== undefined) {
    throw new PropsError(
      name,
      `"${misnamed.name}" is no name for a cluster`,
      'use lower-case letters, digits and dashes',
    );
  }
  if (props.clusters.length === 0) {
    throw new PropsError(name, 'it has no cluster, so nothing would be delivered', 'list at least one in `clusters`');
  }
  return { ...props, revision: props.revision ?? 'default', name, origin: callSite(defineEnvironment) };
}

/**
 * The construct that everything of one environment is in. It is an ordinary cdk8s chart: constructs of any library
 * can be added to it.
 */
export class Environment extends Chart {
  /** Revision of the control plane that manages its namespaces. */
  readonly revision: string;
  /** Clusters that it is delivered to. */
  readonly clusters: readonly Cluster[];

  /**
   * @param scope the cdk8s app
   * @param releases release state of the environment, where it has one
   * @param images tags and digests that automation has written, where there are any
   */
  constructor(
    scope: Construct,
    /** What it is made of. */
    readonly definition: EnvironmentDefinition,
    private readonly releases: ReleaseState | undefined,
    private readonly images?: ImageLock,
    /** Reads a file by its path, which is relative to the file that calls `defineEnvironment`. */
    private readonly readFile?: (path: string) => { readonly text: string; readonly file: string },
  ) {
    super(scope, definition.name, { labels: { ...COMMON_LABELS, environment: definition.name } });
    this.revision = definition.revision;
    this.clusters = definition.clusters;
  }

  /** Name of the environment, which its folder in the deploy tree has too. */
  get name(): string {
    return this.definition.name;
  }

  /**
   * What is rolled out of a service, from the environment's release state.
   * @throws PropsError when the release state does not have it
   */
  release(service: string): Release {
    checkProps(this.name, TEXT, service, 'service');
    const file = this.definition.releases;
    if (this.releases === undefined || file === undefined) {
      throw new PropsError(this.name, 'it has no release state', 'name a file in `releases`');
    }
    return this.entry(file, 'services', this.releases.services, 'service', service);
  }

  /**
   * An image by the digest that the environment's image lock has.
   * @param name of the image in the lock
   * @throws PropsError when the image lock does not have it
   */
  image(name: string): OciImage {
    checkProps(this.name, TEXT, name, 'image');
    const file = this.definition.images;
    if (this.images === undefined || file === undefined) {
      throw new PropsError(this.name, 'it has no image lock', 'name a file in `images`');
    }
    const { image, digest } = this.entry(file, 'images', this.images.images, 'image', name);
    return OciImage.withDigest(image, digest);
  }

  /**
   * A Secret that `kubeseal` has sealed for the cluster of the environment.
   * @param path of the file, relative to the file that calls `defineEnvironment`
   * @throws PropsError with the line, and with no value, of what is no sealed Secret
   */
  sealedSecret(path: string): SealedSecretFile {
    checkProps(this.name, TEXT, path, 'path');
    if (this.readFile === undefined) {
      throw new PropsError(this.name, `nothing reads the file ${path} here`, 'use SealedSecretFile.parse(text, file)');
    }
    const { text, file } = this.readFile(path);
    return SealedSecretFile.parse(text, file);
  }

  private entry<T>(file: string, field: string, all: Readonly<Record<string, T>>, what: string, name: string): T {
    const names = Object.keys(all);
    const entry = names.includes(name) ? all[name] : undefined;
    if (entry !== undefined) return entry;
    throw new PropsError(
      this.name,
      `${file} has no ${what} "${name}"${didYouMean(name, names)}`,
      `add it under \`${field}\`; there are ${names.join(', ') || 'none'}`,
    );
  }
}
