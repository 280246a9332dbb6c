import type { Rule } from '../rule';

/** A Secret in Git is a secret no more. */
export const plaintextSecret: Rule = {
  code: 'IGO0104',
  name: 'PlaintextSecret',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  explanation: {
    what: 'A Secret in a manifest set: it is plain text in Git.',
    effect: 'everybody who can read the repository can read it',
    fix: 'refer to the Secret by name, and have an ExternalSecret, a SealedSecret or a Certificate make it',
    bad: `apiVersion: v1
kind: Secret
metadata: { name: password, namespace: shop }
stringData: { password: hunter2 }
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: password, namespace: shop }
spec:
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  target: { name: password }
  data: [{ secretKey: password, remoteRef: { key: shop/password } }]
`,
  },
  *check({ set }) {
    for (const manifest of set.ofKind('', 'Secret')) {
      yield {
        manifest,
        message: 'a Secret in a manifest set is plain text in Git',
      };
    }
  },
};
