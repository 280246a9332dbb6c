import type { Construct } from 'constructs';
import type { Gateway } from '../constructs/istio/gateway';
import type { GatewayWorkload } from './ingress-gateway-props';

/** An ingress gateway, as the parts of it know it. */
export interface GatewayIdentity extends Construct {
  readonly gateway: Gateway;
  readonly port: number;
  readonly workload: GatewayWorkload;
  /** Whether it sees the requests in the connections that it passes on. */
  readonly endsTls: boolean;
}
