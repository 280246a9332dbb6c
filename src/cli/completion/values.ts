import { environmentPath } from '../../layout/rendered';
import type { ArgumentNode } from '../command-tree';

/** What a shell offers for a value. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files' | 'folders' | 'environments' | 'sides' | 'services' | 'nothing' };

/** By what help calls the value. */
export const OFFERS: Readonly<Record<string, Exclude<Offer['kind'], 'words'>>> = {
  file: 'files',
  path: 'files',
  before: 'sides',
  after: 'sides',
  dir: 'folders',
  folder: 'folders',
  environment: 'environments',
  from: 'environments',
  to: 'environments',
  service: 'services',
  code: 'nothing',
  command: 'nothing',
  context: 'nothing',
  controller: 'nothing',
  'format=file': 'nothing',
  ip: 'nothing',
  json: 'nothing',
  'name=value': 'nothing',
  number: 'nothing',
  object: 'nothing',
  percent: 'nothing',
  percents: 'nothing',
  principal: 'nothing',
  request: 'nothing',
  sender: 'nothing',
  url: 'nothing',
  version: 'nothing',
};

export function offerFor({ name, choices }: ArgumentNode): Offer {
  return choices === undefined ? { kind: OFFERS[name] ?? 'nothing' } : { kind: 'words', words: choices };
}

/**
 * Environments that were synthesized to the usual place: their folders are there without running the fleet at each press
 * of a key.
 */
export const ENVIRONMENTS = `deploy/${environmentPath('')}`.replace(/\/+$/, '');

/** Release state, where projects have it. */
export const RELEASES = 'environments/*.releases.yaml';

/** Names of services, for awk: fields below `services`, however deep they are indented. It has no quotes and no backslashes. */
export const SERVICES_IN_RELEASES = `FNR == 1 { inside = 0 }
/^[^ #]/ { inside = /^services:/; depth = 0 }
inside && match($0, /^ +[A-Za-z0-9_.-]+:/) {
  name = substr($0, 1, RLENGTH - 1)
  indent = gsub(/ /, "", name)
  if (!depth) depth = indent
  if (indent == depth) print name
}`;
