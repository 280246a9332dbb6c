import type { Construct } from 'constructs';
import * as l1 from '../../../imports/extensions.istio.io';
import { fieldsOf, listOf, madeWith, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, NUMBER, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/** An OCI image that no push can change under its users. */
export class OciImage {
  private constructor(
    /** `oci://`, the repository, and the digest. */
    readonly url: string,
  ) {}

  /**
   * An image by its digest.
   * @param repository such as `ghcr.io/acme/header-filter`
   * @param digest `sha256:` and 64 hexadecimal digits
   * @throws RangeError when it is no digest: a tag may be another image tomorrow
   */
  static withDigest(repository: string, digest: string): OciImage {
    checkProps('OciImage.withDigest', TEXT, repository, 'repository');
    checkProps('OciImage.withDigest', TEXT, digest, 'digest');
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new RangeError(
        `"${digest}" is no image digest: write sha256: and 64 hexadecimal digits, as \`crane digest\` prints`,
      );
    }
    if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(repository)) {
      throw new RangeError(`"${repository}" is no image repository: write host/path, without scheme and tag`);
    }
    return new OciImage(`oci://${repository}@${digest}`);
  }
}

export interface WasmPluginProps extends ResourceProps {
  /** The plugin. */
  readonly image: OciImage;
  /** Where in the chain of filters it runs. @default after Istio's own filters, right before the router */
  readonly phase?: 'AUTHN' | 'AUTHZ' | 'STATS' | undefined;
  /** Labels of the pods that run it. Excludes `targetRefs`. @default all pods of the namespace */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Gateways and services that run it, by the Gateway API. @default none */
  readonly targetRefs?: l1.WasmPluginSpec['targetRefs'];
  /** What the plugin is told. @default nothing */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Secret with the credentials of the registry, in the same namespace. @default none */
  readonly imagePullSecret?: string | undefined;
  /**
   * What happens when the plugin cannot be fetched or fails.
   * @default 'FAIL_CLOSE': requests are refused
   */
  readonly failStrategy?: 'FAIL_CLOSE' | 'FAIL_OPEN' | 'FAIL_RELOAD' | undefined;
  /** Order among plugins of one phase, the highest first. @default 0 */
  readonly priority?: number | undefined;
}

const PROPS = objectOf<WasmPluginProps>({
  ...RESOURCE_SHAPE,
  image: madeWith<OciImage>({ url: 'string' }, 'pass OciImage.withDigest(repository, digest)'),
  phase: optional(oneOf('AUTHN', 'AUTHZ', 'STATS')),
  matchLabels: optional(LABELS),
  targetRefs: optional(listOf(fieldsOf<TargetRef>())),
  config: optional(fieldsOf<Readonly<Record<string, unknown>>>()),
  imagePullSecret: optional(TEXT),
  failStrategy: optional(oneOf('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD')),
  priority: optional(NUMBER),
});

type TargetRef = NonNullable<l1.WasmPluginSpec['targetRefs']>[number];

/**
 * Code of one's own in the proxies.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 */
export class WasmPlugin extends Resource {
  readonly resource: l1.WasmPlugin;

  /** @throws PropsError when pods are chosen in two ways */
  constructor(scope: Construct, id: string, props: WasmPluginProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const {
      image,
      phase,
      matchLabels,
      targetRefs,
      config,
      imagePullSecret,
      failStrategy = 'FAIL_CLOSE',
      priority,
      ...rest
    } = props;
    if (matchLabels !== undefined && targetRefs !== undefined) {
      throw new PropsError(
        this.node.path,
        'pods are chosen by labels and by targets',
        'set `matchLabels` or `targetRefs`',
      );
    }
    this.resource = new l1.WasmPlugin(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        selector: matchLabels === undefined ? undefined : { matchLabels },
        targetRefs,
        url: image.url,
        // The digest says which image it is, so there is nothing to ask the registry for again.
        imagePullPolicy: 'IfNotPresent',
        imagePullSecret,
        phase,
        priority,
        failStrategy,
        pluginConfig: config,
      },
    });
  }
}
