import { Chart, Testing } from 'cdk8s';
import {
  CertManagerCertificate,
  ClusterIssuer,
  ClusterSecretStore,
  IIssuer,
  ISecretStore,
  SealedSecretFile,
  SealingScope,
} from '../../src';
import type { KubernetesObject } from '../../src/model/identity';
import { Certificate, ClientAuthority, GatewayTls, IngressGateway } from '../../src/patterns';
import { sealedText } from '../fixtures/sealed';
import { chartOf, objectsOf } from '../fixtures/trees';

/** Pods that are elsewhere than the Gateway object. */
const workload = { namespace: 'istio-ingress', labels: { istio: 'ingress' }, serviceAccount: 'ingress' };

function gatewayWith(tls: (chart: Chart) => GatewayTls, hosts = ['*.example.com', 'shop/example.com']): Chart {
  return chartOf((chart) => {
    new IngressGateway(chart, 'main', { namespace: 'routes', workload, hosts, tls: tls(chart) });
  });
}

const simple = (certificate: (chart: Chart) => Certificate) =>
  objectsOf(gatewayWith((chart) => ({ mode: 'SIMPLE', certificate: certificate(chart) })));
const mutual = (tls: (chart: Chart) => Omit<Extract<GatewayTls, { mode: 'MUTUAL' }>, 'mode'>) =>
  objectsOf(gatewayWith((chart) => ({ mode: 'MUTUAL', ...tls(chart) })));

const vault = (chart: Chart): ISecretStore => ClusterSecretStore.fromName(chart, 'vault', 'vault');
const issuer = (chart: Chart): IIssuer => ClusterIssuer.fromName(chart, 'letsencrypt', 'letsencrypt');
const sealedFile = (text: Parameters<typeof sealedText>[0] = {}): SealedSecretFile =>
  SealedSecretFile.parse(sealedText({ namespace: 'istio-ingress', ...text }), 'gateway.yaml');

/** What the HTTPS server of the gateway has. */
function tlsOf(objects: ReadonlyMap<string, KubernetesObject>): unknown {
  const { servers } = objects.get('Gateway routes/main')?.['spec'] as { servers: { tls: unknown }[] };
  return servers[0]!.tls;
}

describe('the Secret is where the pods are, and the gateway names it', () => {
  test('when External Secrets makes it', () => {
    const objects = simple((chart) => Certificate.fromExternalSecret(vault(chart), { key: 'edge/tls' }));
    expect(tlsOf(objects)).toMatchObject({ mode: 'SIMPLE', credentialName: 'main-tls' });
    expect(objects.get('ExternalSecret istio-ingress/main-tls')?.['spec']).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'main-tls', template: { type: 'kubernetes.io/tls' } },
      data: [
        { secretKey: 'tls.crt', remoteRef: { key: 'edge/tls', property: 'tls.crt' } },
        { secretKey: 'tls.key', remoteRef: { key: 'edge/tls', property: 'tls.key' } },
      ],
    });
  });

  test('when kubeseal has sealed it', () => {
    const objects = simple(() => Certificate.fromSealedSecret(sealedFile()));
    expect(tlsOf(objects)).toMatchObject({ credentialName: 'gateway-tls' });
    expect(objects.has('SealedSecret istio-ingress/gateway-tls')).toBe(true);
  });

  test('when cert-manager signs it, for the hosts of the gateway', () => {
    const objects = simple((chart) => Certificate.fromIssuer(issuer(chart)));
    expect(tlsOf(objects)).toMatchObject({ credentialName: 'main-tls' });
    expect(objects.get('Certificate istio-ingress/main-tls')?.['spec']).toMatchObject({
      secretName: 'main-tls',
      issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
      dnsNames: ['*.example.com', 'example.com'],
    });
  });

  test('when an L2 makes it', () => {
    const objects = simple((chart) => {
      const props = { namespace: 'istio-ingress', issuer: issuer(chart), dnsNames: ['example.com'], secretName: 'tls' };
      return Certificate.fromSecret(new CertManagerCertificate(chart, 'own', props).secret);
    });
    expect(tlsOf(objects)).toMatchObject({ credentialName: 'tls' });
  });

  test('when somebody else makes it', () => {
    expect(tlsOf(simple(() => Certificate.fromSecretName('tls')))).toMatchObject({ credentialName: 'tls' });
  });

  test('under a name of its own, with names of its own', () => {
    const objects = simple((chart) =>
      Certificate.fromIssuer(issuer(chart), { name: 'shop', dnsNames: ['shop.example.com'], algorithm: 'RSA' }),
    );
    expect(tlsOf(objects)).toMatchObject({ credentialName: 'shop' });
    expect(objects.get('Certificate istio-ingress/shop')?.['spec']).toMatchObject({
      dnsNames: ['shop.example.com'],
      privateKey: { algorithm: 'RSA' },
    });
  });
});

describe('the authorities of clients', () => {
  test('are with the certificate in the store', () => {
    const objects = mutual((chart) => ({
      certificate: Certificate.fromExternalSecret(vault(chart), { key: 'a', properties: { clientAuthority: 'ca' } }),
    }));
    expect(tlsOf(objects)).toMatchObject({ mode: 'MUTUAL', credentialName: 'main-tls' });
    const { data } = objects.get('ExternalSecret istio-ingress/main-tls')?.['spec'] as { data: unknown[] };
    expect(data).toContainEqual({ secretKey: 'ca.crt', remoteRef: { key: 'a', property: 'ca' } });
  });

  test('are in the Secret that was sealed', () => {
    const values = { 'tls.crt': 'a', 'tls.key': 'b', cacert: 'c' };
    const objects = mutual(() => ({ certificate: Certificate.fromSealedSecret(sealedFile({ values })) }));
    expect(objects.has('SealedSecret istio-ingress/gateway-tls')).toBe(true);
  });

  test('are in a Secret beside that of the certificate, which Istio looks for by its name', () => {
    const objects = mutual((chart) => ({
      certificate: Certificate.fromIssuer(issuer(chart)),
      clientAuthority: ClientAuthority.fromExternalSecret(vault(chart), { key: 'clients', property: 'root' }),
    }));
    expect(tlsOf(objects)).toMatchObject({ mode: 'MUTUAL', credentialName: 'main-tls' });
    expect(objects.get('ExternalSecret istio-ingress/main-tls-cacert')?.['spec']).toMatchObject({
      target: { name: 'main-tls-cacert' },
      data: [{ secretKey: 'ca.crt', remoteRef: { key: 'clients', property: 'root' } }],
    });
  });

  test('are in a sealed Secret beside that of the certificate', () => {
    const file = sealedFile({ name: 'gateway-tls-cacert', values: { 'ca.crt': 'a' } });
    const objects = mutual(() => ({
      certificate: Certificate.fromSealedSecret(sealedFile()),
      clientAuthority: ClientAuthority.fromSealedSecret(file),
    }));
    expect(objects.has('SealedSecret istio-ingress/gateway-tls-cacert')).toBe(true);
  });
});

describe('refused is', () => {
  const refused = (tls: (chart: Chart) => GatewayTls, hosts?: string[]) => () => gatewayWith(tls, hosts);
  const onlyCertificate = { values: { 'tls.crt': 'a' } };
  const wide: SealingScope = 'cluster-wide';

  test.each<[string, (chart: Chart) => GatewayTls, string]>([
    [
      'a Secret of the namespace of the Gateway object, where its pods are not',
      () => ({ mode: 'SIMPLE', certificate: Certificate.fromSecret({ name: 'tls', namespace: 'routes' }) }),
      '[chart/main] its pods run in istio-ingress, and get no Secret of routes, such as tls: ' +
        'make the Secret in istio-ingress',
    ],
    [
      'a Secret that was sealed for another namespace',
      () => ({ mode: 'SIMPLE', certificate: Certificate.fromSealedSecret(sealedFile({ namespace: 'routes' })) }),
      '[chart/main/certificate] gateway.yaml is sealed for the Secret routes/gateway-tls, ' +
        'and could not be unsealed as istio-ingress/gateway-tls: seal a Secret of that name and namespace',
    ],
    [
      'a Secret that others could unseal',
      () => ({ mode: 'SIMPLE', certificate: Certificate.fromSealedSecret(sealedFile({ scope: wide })) }),
      '[chart/main/certificate] gateway.yaml is sealed for the scope cluster-wide, and strict is asked for: ' +
        'seal it again by `kubeseal --scope strict`, or state `scope`',
    ],
    [
      'a sealed Secret without a key',
      () => ({ mode: 'SIMPLE', certificate: Certificate.fromSealedSecret(sealedFile(onlyCertificate)) }),
      '[chart/main] gateway.yaml has no value for tls.key: seal a Secret that has one',
    ],
    [
      'a sealed Secret without the authorities of clients',
      () => ({ mode: 'MUTUAL', certificate: Certificate.fromSealedSecret(sealedFile()) }),
      '[chart/main] gateway.yaml has no value for ca.crt: seal a Secret that has one',
    ],
    [
      'an issuer whose own authority would be that of clients',
      (chart) => ({ mode: 'MUTUAL', certificate: Certificate.fromIssuer(issuer(chart)) }),
      '[chart/main] the Secret of cert-manager has the authority of the gateway, if any, and not that of its clients: ' +
        'set `clientAuthority`',
    ],
    [
      'a sealed Secret of authorities that Istio would not find',
      (chart) => ({
        mode: 'MUTUAL',
        certificate: Certificate.fromIssuer(issuer(chart)),
        clientAuthority: ClientAuthority.fromSealedSecret(sealedFile({ values: { 'ca.crt': 'a' } })),
      }),
      '[chart/main/client-authority] gateway.yaml is sealed for the Secret istio-ingress/gateway-tls, ' +
        'and could not be unsealed as istio-ingress/main-tls-cacert: seal a Secret of that name and namespace',
    ],
  ])('%s', (_, tls, message) => {
    expect(refused(tls)).toThrow(expect.objectContaining({ name: 'PropsError', message }) as Error);
  });

  test('a certificate for all names', () => {
    const tls = (chart: Chart): GatewayTls => ({ mode: 'SIMPLE', certificate: Certificate.fromIssuer(issuer(chart)) });
    expect(refused(tls, ['*'])).toThrow('the name "*" stands for all names, which no authority signs');
  });

  test.each([
    [
      'certificate',
      { mode: 'SIMPLE', certificate: '-----BEGIN PRIVATE KEY----- canary' },
      'Certificate.fromSecretName',
    ],
    [
      'clientAuthority',
      { mode: 'MUTUAL', certificate: Certificate.fromSecretName('tls'), clientAuthority: 'canary' },
      'ClientAuthority.fromExternalSecret',
    ],
  ])('a text as %s, of which nothing is shown', (prop, tls, factory) => {
    const problem = refused(() => tls as unknown as GatewayTls);
    expect(problem).toThrow(`[chart/main] tls.${prop} is a string: pass `);
    expect(problem).toThrow(factory);
    expect(problem).not.toThrow('canary');
  });

  test('a key in place of the name of its Secret, of which nothing is shown', () => {
    expect(() => Certificate.fromSecretName('-----BEGIN PRIVATE KEY-----\ncanary')).toThrow(
      '[Certificate.fromSecretName] secretName is a string: pass the name of a Secret',
    );
    expect(() => Certificate.fromSecretName(Buffer.from('canary').toString('base64'))).toThrow(
      'secretName is a string',
    );
    expect(() => Certificate.fromSecretName('kubernetes://edge-tls')).not.toThrow();
  });

  test('a text where a sealed file belongs, of which nothing is shown', () => {
    const text = 'canary' as unknown as SealedSecretFile;
    expect(() => Certificate.fromSealedSecret(text)).toThrow('file is a string: pass environment.sealedSecret(');
  });
});

test('what cert-manager makes has the labels of the chart, by which backups find it', () => {
  const chart = new Chart(Testing.app(), 'chart', { labels: { environment: 'test' } });
  const certificate = Certificate.fromIssuer(issuer(chart));
  new IngressGateway(chart, 'main', { hosts: ['example.com'], tls: { mode: 'SIMPLE', certificate } });
  expect(objectsOf(chart).get('Certificate istio-system/main-tls')?.['spec']).toMatchObject({
    secretTemplate: { labels: { environment: 'test' } },
  });
});
