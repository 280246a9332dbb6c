import { canonicalObject, Manifest, manifestOf } from '../../src/model/manifest';

interface Parts {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly constructPath?: string;
}

/** A manifest in few words: networking.istio.io/v1, no labels, made by YAML unless said otherwise. */
export function aManifest({
  apiVersion = 'networking.istio.io/v1',
  kind,
  constructPath,
  spec,
  ...meta
}: Parts): Manifest {
  const object = canonicalObject({ apiVersion, kind, metadata: meta, spec });
  return manifestOf(object, constructPath === undefined ? {} : { constructPath });
}
