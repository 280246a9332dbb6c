import * as pulumi from '@pulumi/pulumi';
import { Secret } from '@pulumi/kubernetes/core/v1/secret';

export interface SecretArgs {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly data: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A Secret whose values are secret in Pulumi's state, too. */
export function secretOf(component: string, args: SecretArgs, options: pulumi.CustomResourceOptions): Secret {
  const { namespace, name, labels, data } = args;
  const metadata = { namespace, name, ...(labels !== undefined && { labels }) };
  return new Secret(`${component}:${namespace}/${name}`, { metadata, stringData: pulumi.secret(data) }, options);
}
