import { Certainty, Semantic, SEMANTICS } from '../mesh/traffic/semantics';

const CERTAINTIES: Readonly<Record<Certainty, string>> = {
  proven: 'met the same in real meshes',
  unproven: 'not proven against a real mesh',
  undefined: 'left open by Istio',
};

const WORDS: Readonly<Partial<Record<Semantic, string>>> = {
  'several virtual services on one gateway host':
    'more than one VirtualService is for the host at this gateway: their rules are put together by age, which Git does not know',
  'several virtual services on one mesh host':
    'more than one VirtualService is for the host in the mesh: the oldest one counts, and Git does not know which that is',
  'assumed workload':
    'nothing says which pods are there: they are taken to have the labels and the account that the names suggest',
  'TLS and TCP routes': 'the connection is forwarded as it is, by TLS or TCP routes, which are not evaluated yet',
  'pods that differ':
    'the pods behind the destination do not do the same with it, and chance decides which of them gets it',
  'original destination':
    'the proxy sends it to the address that the sender has found for the name, and nobody knows here which that is',
  'several destination rules on one host':
    'more than one DestinationRule has the subset: the oldest one counts, and Git does not know which that is',
  'several service entries on one host':
    'more than one object makes the host known: the oldest one counts, and Git does not know which that is',
  'several gateways on one port':
    'more than one Gateway serves the port for the same hosts: the oldest one counts, and Git does not know which that is',
  'several Sidecars for one workload':
    'more than one Sidecar is for the same pods: the oldest one counts, and Git does not know which that is',
  'services by another name': 'the host is another name of a service, which is not evaluated',
  'listeners that Sidecars declare': 'the Sidecar of the pods has listeners of its own, which are not evaluated',
  'Envoy filters': 'an EnvoyFilter changes what the proxy does, and is not evaluated',
  'gRPC status of faults': 'the fault answers with a status of gRPC',
  'several RequestAuthentications with one issuer':
    'more than one RequestAuthentication has rules for the issuer: the oldest is asked first, and Git does not know which that is',
  'several PeerAuthentications of one scope':
    'more than one PeerAuthentication is for the same pods: the oldest one counts, and Git does not know which that is',
  'signature of tokens': 'the token is read, and its signature is not checked',
  'age of tokens': 'the token is taken to be neither too old nor too young',
  'queries that lose a token':
    'the proxy takes the token out of the query and writes the rest of it decoded, with spaces that no request can have',
  'order within claims': 'a header gets a claim with several parts, and nothing says in which order proxies write them',
  'external authorization': 'an authorizer outside of the mesh is asked, and what it says nobody knows here',
  'addresses of callers': 'a policy asks for the address of the caller, of which the request says nothing',
  'addresses of pods': 'a policy asks for the address of a pod, which only the cluster knows',
  'server name of mutual TLS': 'a policy asks for the server name, which between proxies is one of their own',
  'headers that proxies add': 'a policy or a rule asks for a header that proxies write',
  'metadata of Envoy filters': 'a policy asks for what a filter of Envoy has left, which is not evaluated',
};

/** What an answer rests on, in plain words. */
export function doubtAsText(name: Semantic): string {
  const words = WORDS[name];
  return `${CERTAINTIES[SEMANTICS[name]]}: ${name}${words === undefined ? '' : ` (${words})`}`;
}

/** All semantics that answers can rest on, for people. */
export function semanticsAsRows(): readonly (readonly [name: string, certainty: Certainty, words: string])[] {
  const names = Object.keys(SEMANTICS) as Semantic[];
  return names.map((name) => [name, SEMANTICS[name], WORDS[name] ?? '']);
}
