import { append } from '../group';
import { isEmptySelector, Labels, selects } from '../labels';
import { DestinationRuleView, Mesh } from '../mesh';
import { EVERYWHERE } from '../visibility';

/** A namespace's rules for hosts, as one kind of client finds them. */
class Pool {
  private readonly byHost = new Map<string, DestinationRuleView[]>();

  add(rule: DestinationRuleView): void {
    append(this.byHost, rule.host, rule);
  }

  /** The rules of a host itself, else those of the narrowest wildcard that covers it. */
  of(host: string): readonly DestinationRuleView[] {
    const exact = this.byHost.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = this.byHost.get(`*${host.slice(dot)}`);
      if (wildcard !== undefined) return wildcard;
    }
    return this.byHost.get('*') ?? [];
  }
}

const NONE = new Pool();

/** The rules that are merged into the one that a proxy has for a host. */
export interface FollowedRules {
  readonly rules: readonly DestinationRuleView[];
  /** Whether there are others of another visibility, so that age decides, which Git does not know. */
  readonly isOpen: boolean;
}

/**
 * Which destination rules a proxy follows: those of its own namespace, else those that the service's namespace exports
 * to it, else the root namespace's.
 */
export class DestinationRules {
  /** What clients in the rule's own namespace see. */
  private readonly own = new Map<string, Pool>();
  private readonly exported = new Map<string, Pool>();
  /** Rules of the root namespace that are for itself alone. */
  private readonly rootOnly = new Pool();
  private readonly root: string;
  /** Whether rules without `exportTo` are for their own namespace: the mesh config can say no more than that. */
  private readonly isOwnByDefault: boolean;

  constructor(mesh: Mesh) {
    this.root = mesh.rootNamespace;
    this.isOwnByDefault = mesh.config.defaultDestinationRuleExportTo?.includes('.') ?? false;
    for (const rule of [...mesh.destinationRules].sort(byName)) this.add(rule);
  }

  private add(rule: DestinationRuleView): void {
    const { namespace } = rule.manifest.identity;
    const scopes = scopesOf(rule);
    if (scopes.length === 0 || scopes.some((scope) => ['.', EVERYWHERE, namespace].includes(scope))) {
      poolOf(this.own, namespace).add(rule);
    }
    const isOwn =
      scopes.length === 0 ? this.isOwnByDefault : scopes.length === 1 && ['.', namespace].includes(scopes[0]!);
    if (!isOwn) poolOf(this.exported, namespace).add(rule);
    else if (namespace === this.root) this.rootOnly.add(rule);
  }

  /**
   * The rules that are merged into the one that a proxy has for a host.
   *
   * @param serviceNamespace of what provides the host
   */
  of(host: string, serviceNamespace: string, namespace: string, labels: Labels): FollowedRules {
    const local = (namespace === this.root ? this.rootOnly : (this.own.get(namespace) ?? NONE)).of(host);
    const found =
      local.length > 0
        ? local
        : (firstOf(
            [serviceNamespace, this.root].map((owner) =>
              (this.exported.get(owner) ?? NONE).of(host).filter((rule) => isExportedTo(rule, namespace)),
            ),
          ) ?? []);
    return merged(found, labels);
  }
}

function firstOf<Item>(lists: readonly (readonly Item[])[]): readonly Item[] | undefined {
  return lists.find((list) => list.length > 0);
}

function byName(a: DestinationRuleView, b: DestinationRuleView): number {
  const [one, other] = [a.manifest.identity, b.manifest.identity];
  return compare(one.name, other.name) || compare(one.namespace, other.namespace);
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function poolOf(pools: Map<string, Pool>, namespace: string): Pool {
  let pool = pools.get(namespace);
  if (pool === undefined) pools.set(namespace, (pool = new Pool()));
  return pool;
}

/** A rule for some pods of its namespace is for no other namespace. */
function scopesOf({ spec }: DestinationRuleView): readonly string[] {
  return spec.workloadSelector === undefined ? (spec.exportTo ?? []) : ['.'];
}

function isExportedTo(rule: DestinationRuleView, namespace: string): boolean {
  const scopes = scopesOf(rule);
  return scopes.length === 0 || scopes.includes(EVERYWHERE) || scopes.includes(namespace);
}

/** Rules for the client's pods win; of the others, those with one visibility are one. */
function merged(rules: readonly DestinationRuleView[], labels: Labels): FollowedRules {
  if (rules.length < 2 && rules[0]?.spec.workloadSelector === undefined) return { rules, isOpen: false };
  const selective = rules.filter(({ spec }) => {
    const wanted = spec.workloadSelector?.matchLabels;
    return spec.workloadSelector !== undefined && !isEmptySelector(wanted) && selects(wanted, labels);
  });
  const candidates = selective.length > 0 ? selective : rules.filter(({ spec }) => spec.workloadSelector === undefined);
  const [first] = candidates;
  const alike = candidates.filter((rule) => scopeText(rule) === scopeText(first!));
  return { rules: alike, isOpen: alike.length < candidates.length };
}

function scopeText(rule: DestinationRuleView): string {
  return [...scopesOf(rule)].sort().join(',');
}
