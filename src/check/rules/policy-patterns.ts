import * as kinds from '../../mesh/kinds';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import type { Manifest } from '../../model/manifest';
import type { Mesh } from '../../mesh/mesh';
import type { Rule } from '../rule';

/** The proxies put the scheme before the principals of policies themselves. */
export const principalWithScheme: Rule = {
  code: 'IGO0308',
  name: 'PrincipalWithScheme',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A principal of a policy begins with spiffe://, which Istio adds itself.',
    effect: 'no caller has such an identity: an ALLOW denies who is meant, a DENY lets them in',
    fix: 'leave out spiffe://',
    bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: ['spiffe://cluster.local/ns/edge/sa/gateway'] } }] }] }
`,
    good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/edge/sa/gateway] } }] }] }
`,
  },
  *check(mesh) {
    for (const { manifest, pointer, about, text } of policyTexts(mesh)) {
      if (about !== 'principal' || !SCHEME.test(text)) continue;
      const message = `"${text}" stands for "spiffe://${text}", which no caller is`;
      yield { manifest, pointer, message, fix: `write "${text.replace(SCHEME, '')}"` };
    }
  },
};

const SCHEME = /^spiffe:\/\//i;

/** A star at one end is all that there is of patterns. */
export const literalStar: Rule = {
  code: 'IGO0309',
  name: 'LiteralStar',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A policy has a * where it stands for nothing but itself: it means anything as the first or the last character only.',
    effect: 'requests that are meant are not matched: an ALLOW denies them, a DENY lets them in',
    fix: 'write one * as the first or the last character; in a path, {*} is one segment and {**} any number of them',
    bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ to: [{ operation: { paths: ['/admin/**'] } }] }] }
`,
    good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ to: [{ operation: { paths: ['/admin/*'] } }] }] }
`,
  },
  *check(mesh) {
    for (const { manifest, pointer, about, text } of policyTexts(mesh)) {
      if (about === 'path' && TEMPLATE.test(text)) continue;
      const { fixed, how } = fixedPart(text);
      if (!fixed.includes('*')) continue;
      const message = `"${text}" matches what ${how} "${fixed}", in which * is a star`;
      const simple = text.replace(/^\*{2,}|\*{2,}$/, '*');
      const isSimple = !fixedPart(simple).fixed.includes('*');
      yield { manifest, pointer, message, ...(isSimple && { fix: `write "${simple}"` }) };
    }
  },
};

/** What istiod reads as a template of a path, and looks at closely. */
const TEMPLATE = /\{\*\*?\}/;

/** What a text is compared with, less the star that stands for anything. */
function fixedPart(text: string): { readonly fixed: string; readonly how: string } {
  if (text.startsWith('*')) return { fixed: text.slice(1), how: 'ends with' };
  if (text.endsWith('*')) return { fixed: text.slice(0, -1), how: 'begins with' };
  return { fixed: text, how: 'is' };
}

interface PolicyText {
  readonly manifest: Manifest;
  readonly pointer: string;
  readonly about: TextField;
  readonly text: string;
}

type TextField = 'principal' | 'request principal' | 'host' | 'path' | 'server name';

/** Fields with texts that Istio compares so; namespaces, service accounts and trust domains have ways of their own. */
const FIELDS: Readonly<Record<string, TextField>> = {
  principals: 'principal',
  notPrincipals: 'principal',
  requestPrincipals: 'request principal',
  notRequestPrincipals: 'request principal',
  hosts: 'host',
  notHosts: 'host',
  paths: 'path',
  notPaths: 'path',
};

/** Of conditions; headers and claims may have stars, as `Accept` does. */
const KEYS: Readonly<Record<string, TextField>> = {
  'source.principal': 'principal',
  'request.auth.principal': 'request principal',
  'connection.sni': 'server name',
};

/** The texts of all policies that requests are compared with. */
function* policyTexts(mesh: Mesh): Generator<PolicyText> {
  for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
    for (const [i, rule] of (specOf<AuthorizationPolicySpec>(manifest).rules ?? []).entries()) {
      const { from = [], to = [], when = [] } = rule;
      const lists = [
        ...from.map(({ source }, j) => [source, `from/${j}/source`] as const),
        ...to.map(({ operation }, j) => [operation, `to/${j}/operation`] as const),
      ].flatMap(([fields = {}, place]) =>
        Object.entries(fields as Readonly<Record<string, readonly string[]>>).map(
          ([field, texts]) => [FIELDS[field], texts, `${place}/${field}`] as const,
        ),
      );
      const conditions = when.flatMap(({ key, values = [], notValues = [] }, j) => [
        [KEYS[key], values, `when/${j}/values`] as const,
        [KEYS[key], notValues, `when/${j}/notValues`] as const,
      ]);
      for (const [about, texts, place] of [...lists, ...conditions]) {
        if (about === undefined) continue;
        for (const [k, text] of texts.entries()) {
          yield { manifest, pointer: `/spec/rules/${i}/${place}/${k}`, about, text };
        }
      }
    }
  }
}
