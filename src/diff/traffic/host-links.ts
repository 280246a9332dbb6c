import { CLUSTER_DOMAIN, serviceOf } from '../../mesh/host';

/**
 * Which names one change may be about: hosts of one virtual service, its destinations, what it hands on to. Names that are
 * linked, however indirectly, are one; wildcards are linked to what they cover.
 */
export class HostLinks {
  private readonly parents = new Map<string, string>();
  private hasWildcards = false;

  /** Names that are one from now on. */
  link(names: readonly string[]): void {
    const [first, ...others] = names;
    if (first === undefined) return;
    const root = this.find(first);
    for (const other of others) this.parents.set(this.find(other), root);
  }

  /** To be asked for when all names are there. */
  linkWildcards(): void {
    if (!this.hasWildcards) return;
    for (const name of [...this.parents.keys()]) {
      for (const wildcard of wildcardsOver(name)) if (this.parents.has(wildcard)) this.link([wildcard, name]);
    }
  }

  /** One for all names that are linked to this one, which need not be known. */
  groupOf(host: string): string {
    const name = this.nameOf(host);
    if (this.parents.has(name)) return this.find(name);
    if (!this.hasWildcards) return name;
    const wildcard = wildcardsOver(name).find((candidate) => this.parents.has(candidate));
    return wildcard === undefined ? name : this.find(wildcard);
  }

  get names(): Iterable<string> {
    return this.parents.keys();
  }

  private find(host: string): string {
    const name = this.nameOf(host);
    let root = name;
    for (
      let parent = this.parents.get(root);
      parent !== undefined && parent !== root;
      parent = this.parents.get(root)
    ) {
      root = parent;
    }
    // Shorter ways for those who ask next.
    for (let at = name; at !== root;) {
      const next = this.parents.get(at) ?? root;
      this.parents.set(at, root);
      at = next;
    }
    if (!this.parents.has(root)) this.hasWildcards ||= root.startsWith('*');
    this.parents.set(root, root);
    return root;
  }

  /** What is known is called as it is known. */
  private nameOf(host: string): string {
    return this.parents.has(host) ? host : nameOf(host);
  }
}

/** A service has one name here, however short it is called and on whatever port. */
function nameOf(host: string): string {
  const name = host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
  if (name.startsWith('*') || serviceOf(name) !== undefined) return name;
  const [own, namespace, svc, ...others] = name.split('.');
  const isShort = namespace !== undefined && (svc === undefined || (svc === 'svc' && others.length === 0));
  return isShort ? `${own!}.${namespace}.svc.${CLUSTER_DOMAIN}` : name;
}

/** `*.b.c`, `*.c` and `*` for `a.b.c`, narrow ones first. */
export function wildcardsOver(name: string): readonly string[] {
  const over: string[] = [];
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) over.push(`*${name.slice(dot)}`);
  return name === '*' ? over : [...over, '*'];
}
