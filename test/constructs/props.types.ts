/**
 * What the types refuse. Nothing here is run: `npm run types` compiles it, and each expectation that does not hold, or
 * no longer has an error to expect, fails there.
 */
import type { Chart } from 'cdk8s';
import {
  AuthorizationPolicy,
  Destination,
  DestinationRule,
  Duration,
  Gateway,
  GatewayHost,
  PeerAuthentication,
  Percent,
  percent,
  seconds,
  ServiceEntry,
  ServiceReference,
  TrafficPolicy,
  VirtualService,
} from 'istio-gitops';
import * as networking from 'istio-gitops/imports/networking.istio.io';
import * as security from 'istio-gitops/imports/security.istio.io';

declare const chart: Chart;
declare const gatewayHost: GatewayHost;
const service = ServiceReference.inCluster('reviews', 'shop');
const destination = service.destination();
const inShop = { namespace: 'shop' };
const routes = { ...inShop, hosts: [service] };

export function valuesAreNotStringsAndNumbers(): void {
  new VirtualService(chart, 'ok', {
    ...inShop,
    hosts: [gatewayHost, service],
    http: [{ timeout: seconds(1), route: [{ destination, weight: percent(100) }] }],
  });
  // @ts-expect-error a string is no duration
  new VirtualService(chart, 'v', { ...routes, http: [{ timeout: '1s' }] });
  // @ts-expect-error a number is no percentage
  new VirtualService(chart, 'v', { ...routes, http: [{ route: [{ destination, weight: 100 }] }] });
  // @ts-expect-error a string is no host
  new VirtualService(chart, 'v', { namespace: 'shop', hosts: ['reviews'] });
  // @ts-expect-error a string is no destination
  new VirtualService(chart, 'v', { ...routes, http: [{ route: [{ destination: 'reviews' }] }] });
  // @ts-expect-error a string is no service
  new DestinationRule(chart, 'd', { ...inShop, service: 'reviews' });
  // @ts-expect-error a principal is a service account, not a string
  new AuthorizationPolicy(chart, 'a', { ...inShop, action: 'ALLOW', rules: [{ from: ['cluster.local/ns/a/sa/b'] }] });
  // @ts-expect-error durations are made by seconds() and its kin
  new Duration(1000);
  // @ts-expect-error a service reference is made by inCluster(), external() or fromName()
  new ServiceReference('reviews', 'shop');
  // @ts-expect-error a percentage is no number
  const share: Percent = 10;
  // @ts-expect-error a port is a number
  const onPort: Destination = destination.onPort('http');
  [share, onPort].at(0);
}

export function requiredIsRequired(): void {
  // @ts-expect-error it has no namespace
  new DestinationRule(chart, 'd', { service });
  // @ts-expect-error it has no servers
  new Gateway(chart, 'g', { namespace: 'edge', selector: {} });
  // @ts-expect-error it has no ports
  new ServiceEntry(chart, 's', { namespace: 'shop', hosts: ['a.com'] });
  // @ts-expect-error it has no rules
  new AuthorizationPolicy(chart, 'a', { ...inShop, action: 'DENY' });
  // @ts-expect-error retries have a number of attempts
  new VirtualService(chart, 'v', { ...routes, http: [{ retries: {} }] });
  // @ts-expect-error the L1 knows that a destination has a host
  new networking.VirtualService(chart, 'v', { spec: { http: [{ route: [{ destination: {} }] }] } });
}

export function unknownIsRefused(): void {
  // @ts-expect-error `host` is `hosts`
  new VirtualService(chart, 'v', { ...routes, host: [service] });
  // @ts-expect-error `timout` is `timeout`
  new VirtualService(chart, 'v', { ...routes, http: [{ timout: seconds(1) }] });
  // @ts-expect-error the L1 has the exact names of the CRD: `consecutive5xxErrors`
  const policy: TrafficPolicy = { outlierDetection: { consecutive5XxErrors: 5 } };
  new DestinationRule(chart, 'd', { ...inShop, service, trafficPolicy: policy });
  // @ts-expect-error the L1 has no such field
  new networking.Gateway(chart, 'g', { specs: {} });
}

export function enumerationsAreClosed(): void {
  new PeerAuthentication(chart, 'ok', { ...inShop, mode: 'STRICT' });
  // @ts-expect-error no such mode
  new PeerAuthentication(chart, 'p', { ...inShop, mode: 'strict' });
  // @ts-expect-error no such action
  new AuthorizationPolicy(chart, 'a', { ...inShop, action: 'PERMIT', rules: [] });
  // @ts-expect-error no such location
  new ServiceEntry(chart, 's', { namespace: 'shop', hosts: ['a.com'], ports: [], location: 'EXTERNAL' });
  // @ts-expect-error no such mode in the L1
  new security.PeerAuthentication(chart, 'p', { spec: { mtls: { mode: 'MUTUAL' } } });
  // @ts-expect-error no such load balancer
  new DestinationRule(chart, 'd', { ...inShop, service, trafficPolicy: { loadBalancer: { simple: 'FASTEST' } } });
}

export function whatIsMadeIsNotChanged(virtualService: VirtualService, rule: DestinationRule): void {
  // @ts-expect-error the L1 is read-only
  virtualService.resource = rule.resource;
  // @ts-expect-error durations are read-only
  seconds(1).milliseconds = 5;
  // @ts-expect-error percentages are read-only
  percent(1).value = 5;
}
