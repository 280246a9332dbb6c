import { describeWith } from '../programs';
import { type Expectation, type Served, testExpectations, without } from './expectation';
import { type Answer, describeAnswer, type Request } from './harness/traffic';
import { PRODUCTION_PROGRAMS, startProduction } from './production-mesh';

const DENIED = '403 RBAC: access denied';
/** What a sidecar answers when it knows no such host, and may not let requests through to hosts that it does not know. */
const UNKNOWN = '502';

const CHARGE: Request = { url: 'http://api.payments.example/v1/charges', method: 'POST' };
const ELSEWHERE: Request = { url: 'http://elsewhere.example/' };

/** By whose connection the request left the mesh, if it did. */
function wayOut(sender: string, request: Request): Expectation['observe'] {
  return async (mesh) => describeWay(await mesh.call('send', sender, request));
}

const declared: readonly Expectation[] = [
  {
    sentence: 'a declared call leaves by the egress gateway, by TLS',
    observe: wayOut('api-service-v1', CHARGE),
    expected: '200 from payments by istio-egressgateway',
    otherwise: [
      // The sidecar opens TLS itself: what then keeps it in is the NetworkPolicy, which nothing here enforces.
      without(['VirtualService default/payments'], '200 from payments by api-service-v1'),
      without(['Gateway istio-system/egress-gateway'], expect.stringMatching(/^503 .*remote connection failure$/)),
      without(['DestinationRule istio-system/egress-gateway'], '503'),
      without(['DestinationRule default/payments'], expect.stringMatching(/^503 .*connection termination$/)),
      without(['ServiceEntry default/payments'], '503'),
      without(['AuthorizationPolicy istio-system/egress-gateway-callers'], DENIED),
    ],
  },
  {
    sentence: 'a declared caller gets no method that is not declared',
    observe: wayOut('api-service-v1', { ...CHARGE, method: 'GET' }),
    expected: DENIED,
    otherwise: [
      without(
        ['AuthorizationPolicy istio-system/egress-gateway-callers', 'AuthorizationPolicy istio-system/default-deny'],
        '200 from payments by istio-egressgateway',
      ),
    ],
  },
  {
    sentence: 'a caller that nobody declared is denied by the gateway',
    observe: wayOut('intruder', CHARGE),
    expected: DENIED,
    otherwise: [
      without(
        ['AuthorizationPolicy istio-system/egress-gateway-callers', 'AuthorizationPolicy istio-system/default-deny'],
        '200 from payments by istio-egressgateway',
      ),
    ],
  },
  {
    sentence: 'the sidecar of another caller does not know the host',
    observe: wayOut('frontend', CHARGE),
    expected: UNKNOWN,
    otherwise: [without(['Sidecar default/frontend'], DENIED)],
  },
  {
    sentence: 'an application that opens TLS itself gets no connection',
    observe: wayOut('api-service-v1', { ...CHARGE, url: 'https://api.payments.example/v1/charges' }),
    expected: 'ECONNRESET',
    otherwise: [without(['ConfigMap istio-system/istio'], '200 from payments by api-service-v1')],
  },
];

const undeclared: readonly Expectation[] = ['api-service-v1', 'intruder'].map((sender) => ({
  sentence: `a host that nobody declared cannot be reached by ${sender}`,
  observe: wayOut(sender, ELSEWHERE),
  expected: UNKNOWN,
  otherwise: [without(['ConfigMap istio-system/istio'], `200 from elsewhere by ${sender}`)],
}));

describeWith(PRODUCTION_PROGRAMS, 'requests from production to the outside', () => {
  let served: Served;

  beforeAll(async () => {
    served = await startProduction();
  });

  afterAll(() => served.mesh.stop());

  testExpectations(() => served, [...declared, ...undeclared]);

  test('found no proxy that refuses any of its configuration', async () => {
    expect(await served.mesh.call('refusals')).toEqual([]);
  });
});

function describeWay(answer: Answer): string {
  return answer.peer === undefined ? describeAnswer(answer) : `${describeAnswer(answer)} by ${answer.peer}`;
}
