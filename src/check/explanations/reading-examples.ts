import type { Explanation } from '../rule';

/** Texts of one file that the parser of YAML or the reader refuses, and how to write them. A test reads them. */
export const READING_EXAMPLES: Readonly<Record<string, Pick<Explanation, 'bad' | 'good'>>> = {
  ALIAS_PROPS: { bad: 'a: &name shop\nb: &other *name\n', good: 'a: &name shop\nb: *name\n' },
  BAD_ALIAS: { bad: 'a: &name shop\nb: *\n', good: 'a: &name shop\nb: *name\n' },
  BAD_DIRECTIVE: { bad: '%percent\n---\na: b\n', good: '# %percent\n---\na: b\n' },
  BAD_DQ_ESCAPE: { bad: 'regex: "\\d+"\n', good: "regex: '\\d+'\n" },
  BAD_INDENT: { bad: 'spec:\n    hosts: [a]\n  http: []\n', good: 'spec:\n  hosts: [a]\n  http: []\n' },
  BAD_MERGE: { bad: 'a:\n  <<: shop\n', good: 'labels: &labels { app: shop }\na:\n  <<: *labels\n' },
  BAD_METADATA: {
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  labels: { version: 2 }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\n  labels: { version: "2" }\n',
  },
  BAD_NAME: {
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop/a }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\n',
  },
  BAD_SCALAR_START: { bad: 'user: @shop\n', good: 'user: "@shop"\n' },
  BINARY_TAG: { bad: 'key: !!binary aGk=\n', good: 'key: aGk=\n' },
  BLOCK_AS_IMPLICIT_KEY: { bad: 'title: shop: all\n', good: 'title: "shop: all"\n' },
  BLOCK_IN_FLOW: { bad: 'a: {\n  b: c: d }\n', good: 'a: { b: { c: d } }\n' },
  CYCLIC_ALIAS: { bad: 'a: &a { b: *a }\n', good: 'a: { b: {} }\n' },
  DUPLICATE_KEY: { bad: 'hosts: [a]\nhosts: [b]\n', good: 'hosts: [a, b]\n' },
  DUPLICATE_OBJECT: {
    bad: `apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
`,
    good: `apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
`,
  },
  INEXACT_NUMBER: { bad: 'id: 9007199254740993\n', good: 'id: "9007199254740993"\n' },
  LATE_MERGE: {
    bad: 'all: &all { a: 1 }\none: { a: 2, <<: *all }\n',
    good: 'all: &all { a: 1 }\none: { <<: *all, a: 2 }\n',
  },
  MISSING_CHAR: { bad: 'name: "shop\n', good: 'name: "shop"\n' },
  MULTILINE_IMPLICIT_KEY: { bad: '"two\n lines": a\n', good: '"two lines": a\n' },
  MULTIPLE_ANCHORS: { bad: 'a: &b &c shop\n', good: 'a: &b shop\n' },
  MULTIPLE_TAGS: { bad: 'a: !!str !!int 1\n', good: 'a: !!str 1\n' },
  NON_STRING_KEY: { bad: '[a, b]: c\n', good: '"[a, b]": c\n' },
  NOT_A_NUMBER: { bad: 'limit: .inf\n', good: 'limit: ".inf"\n' },
  NOT_AN_OBJECT: {
    bad: 'replicas: 2\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n',
  },
  NO_API_VERSION: {
    bad: 'kind: ConfigMap\nmetadata: { name: shop }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n',
  },
  NO_KIND: {
    bad: 'apiVersion: v1\nmetadata: { name: shop }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\n',
  },
  NO_NAME: {
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: 2026 }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "2026" }\n',
  },
  NO_NAMESPACE: {
    bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, namespace: 2026 }\n',
    good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, namespace: "2026" }\n',
  },
  TAB_AS_INDENT: { bad: 'spec:\n\thosts: [a]\n', good: 'spec:\n  hosts: [a]\n' },
  TAG_RESOLVE_FAILED: { bad: 'a: !shop b\n', good: 'a: b\n' },
  UNEXPECTED_TOKEN: { bad: 'a: "b" c\n', good: 'a: b c\n' },
  UNKNOWN_ANCHOR: { bad: 'a: *name\n', good: 'name: &name shop\na: *name\n' },
};
