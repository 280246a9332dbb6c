import type { VirtualServiceHttp, VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { KubernetesObject } from '../../src/model/identity';

/** What of a rule decides where requests go: its name, what it matches and the shares. */
export function routing(virtualService: KubernetesObject | undefined): unknown[] {
  return httpRules(virtualService).map(({ name, match, route, delegate }) => ({
    name,
    ...(match === undefined ? {} : { match }),
    ...(delegate === undefined ? {} : { delegate }),
    ...(route === undefined
      ? {}
      : {
          to: route.map(({ destination: { subset = '(all)' }, weight }) =>
            weight === undefined ? subset : `${subset} ${weight}`,
          ),
        }),
  }));
}

export function httpRules(virtualService: KubernetesObject | undefined): readonly VirtualServiceHttp[] {
  return (virtualService?.['spec'] as VirtualServiceSpec | undefined)?.http ?? [];
}
