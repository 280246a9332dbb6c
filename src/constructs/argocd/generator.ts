import type * as l1 from '../../../imports/argoproj.io';
import { fieldsOf, listOf, madeWith, objectOf, optional, shortened, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, TEXT } from '../../model/props-values';

/** Go template expressions by the names of parameters: `{ cluster: '{{.cluster}}' }`. */
export type GeneratorParameters<Name extends string> = Readonly<Record<Name, string>>;

/** Where in Git a generator looks. */
export interface GitGeneratorSource {
  /** Where the files are. */
  readonly repoURL: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

/** Which registered clusters get an Application each. */
export interface ClusterGeneratorProps<Name extends string> {
  /** Labels that the Secret of a cluster has. @default all clusters, the one that Argo CD runs in included */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Labels of the Secret, by the name of the parameter that holds them. Clusters that lack one are left out. */
  readonly labels?: Readonly<Record<Name, string>> | undefined;
}

export interface GitDirectoriesProps extends GitGeneratorSource {
  /** Paths, with `*` for any name. */
  readonly directories: readonly string[];
  /** Paths that are left out nevertheless. @default none */
  readonly exclude?: readonly string[] | undefined;
}

export interface GitFilesProps<Name extends string> extends GitGeneratorSource {
  /** Paths of JSON or YAML files, with `*` for any name. */
  readonly files: readonly string[];
  /** Fields of the files, such as `cluster.address`, by the name of the parameter that holds them. */
  readonly fields: Readonly<Record<Name, string>>;
}

/** Which parameters tell that two generators mean the same Application. */
export interface MergeProps<Name extends string> {
  /** The first one says what there is; the others override parameters of it. */
  readonly generators: readonly ApplicationSetGenerator<Name>[];
  /** Parameters that all of them have, and that say which sets of parameters belong together. */
  readonly mergeKeys: readonly NoInfer<Name>[];
}

/** What an `ApplicationSet` makes Applications of: sets of parameters, which its template gets by their names. */
export class ApplicationSetGenerator<Name extends string = string> {
  private constructor(
    /** The L1. */
    readonly resource: l1.ApplicationSetGenerators,
    /** What a template writes for each parameter. */
    readonly parameters: GeneratorParameters<Name>,
    /** How many combinations are in each other. */
    private readonly depth = 0,
  ) {}

  /**
   * One set of parameters per element; all elements have the same ones.
   *
   * @throws PropsError when an element lacks a parameter that another one has
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-List/
   */
  static list<Name extends string>(elements: readonly Readonly<Record<Name, string>>[]): ApplicationSetGenerator<Name> {
    const where = 'ApplicationSetGenerator.list';
    checkProps(where, someOf(LABELS), elements, 'elements');
    const names = Object.keys(elements[0]!) as Name[];
    for (const element of elements) {
      const lacking = names.find((name) => !Object.hasOwn(element, name));
      const surplus = Object.keys(element).find((name) => !names.includes(name as Name));
      const odd = lacking ?? surplus;
      if (odd !== undefined) throw new PropsError(where, `not all elements have "${odd}"`, 'add or remove it');
    }
    return new ApplicationSetGenerator({ list: { elements } }, topLevel(where, names));
  }

  /**
   * One set of parameters per cluster that Argo CD knows.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster/
   */
  static clusters<Name extends string = never>(
    props: ClusterGeneratorProps<Name> = {},
  ): ApplicationSetGenerator<'name' | 'nameNormalized' | 'server' | Name> {
    const where = 'ApplicationSetGenerator.clusters';
    checkProps(where, CLUSTERS, props);
    const { matchLabels, labels = {} as Readonly<Record<Name, string>> } = props;
    const needed = Object.values<string>(labels);
    const selector = {
      ...(matchLabels !== undefined && { matchLabels }),
      // `index` gives an empty text for a label that is not there, and no error.
      ...(needed.length > 0 && { matchExpressions: needed.map((key) => ({ key, operator: 'Exists' })) }),
    };
    const own = topLevel(where, ['name', 'nameNormalized', 'server'] as const);
    const ofLabels = mapValues(labels, (label) => `{{index .metadata.labels ${JSON.stringify(label)}}}`);
    refuseTwins(where, own, ofLabels);
    return new ApplicationSetGenerator(
      { clusters: Object.keys(selector).length === 0 ? {} : { selector } },
      { ...own, ...ofLabels },
    );
  }

  /**
   * One set of parameters per folder of a repository.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
   */
  static gitDirectories(
    props: GitDirectoriesProps,
  ): ApplicationSetGenerator<'path' | 'basename' | 'basenameNormalized'> {
    checkProps('ApplicationSetGenerator.gitDirectories', GIT_DIRECTORIES, props);
    const { repoURL, revision, directories, exclude = [] } = props;
    const paths = [...directories.map((path) => ({ path })), ...exclude.map((path) => ({ path, exclude: true }))];
    return new ApplicationSetGenerator({ git: { repoURL, revision, directories: paths } }, PATH);
  }

  /**
   * One set of parameters per file of a repository, which holds them.
   *
   * @throws PropsError when a field is no path of names
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
   */
  static gitFiles<Name extends string>(
    props: GitFilesProps<Name>,
  ): ApplicationSetGenerator<'path' | 'basename' | 'basenameNormalized' | Name> {
    const where = 'ApplicationSetGenerator.gitFiles';
    checkProps(where, GIT_FILES, props);
    const { repoURL, revision, files, fields } = props;
    const ofFields = mapValues(fields, (field) => expression(where, field, 'fields: '));
    refuseTwins(where, PATH, ofFields);
    return new ApplicationSetGenerator(
      { git: { repoURL, revision, files: files.map((path) => ({ path })) } },
      { ...PATH, ...ofFields },
    );
  }

  /**
   * Every combination of what two generators give.
   *
   * @throws PropsError when both have a parameter of one name, or combinations are in combinations of combinations
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Matrix/
   */
  static matrix<First extends string, Second extends string>(
    ...generators: readonly [ApplicationSetGenerator<First>, ApplicationSetGenerator<Second>]
  ): ApplicationSetGenerator<First | Second> {
    const where = 'ApplicationSetGenerator.matrix';
    checkProps(where, GENERATORS, generators, 'generators');
    const [first, second] = generators;
    const count: number = generators.length;
    if (count !== 2) {
      throw new PropsError(where, `a matrix has two generators, and not ${count}`, 'nest another matrix');
    }
    refuseTwins(where, first.parameters, second.parameters);
    const depth = depthAbove(where, [first, second]);
    return new ApplicationSetGenerator(
      { matrix: { generators: [first.resource, second.resource] } },
      { ...first.parameters, ...second.parameters },
      depth,
    );
  }

  /**
   * What the first generator gives, with parameters that the others override for the same keys.
   *
   * @throws PropsError when there is nothing to merge, a key is not at the top, or some generator lacks it
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Merge/
   */
  static merge<Name extends string>(props: MergeProps<Name>): ApplicationSetGenerator<Name> {
    const where = 'ApplicationSetGenerator.merge';
    checkProps(where, MERGE, props);
    const { generators, mergeKeys } = props;
    const [base] = generators;
    if (base === undefined || generators.length < 2) {
      throw new PropsError(where, 'there is nothing to merge', 'pass two generators or more');
    }
    for (const key of mergeKeys) {
      if (generators.every(({ parameters }) => parameters[key] === `{{.${key}}}`)) continue;
      const what = `mergeKeys has "${shortened(key)}", which not all generators have as a parameter of their own`;
      throw new PropsError(where, what, 'take another key');
    }
    return new ApplicationSetGenerator(
      { merge: { mergeKeys: [...mergeKeys], generators: generators.map(({ resource }) => resource) } },
      base.parameters,
      depthAbove(where, generators),
    );
  }

  /**
   * Any other generator, and the parameters of it that the template uses.
   *
   * @throws PropsError when it is not one generator
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
   */
  static of<Name extends string>(
    resource: l1.ApplicationSetGenerators,
    parameters: GeneratorParameters<Name>,
  ): ApplicationSetGenerator<Name> {
    checkProps('ApplicationSetGenerator.of', fieldsOf<l1.ApplicationSetGenerators>(), resource, 'resource');
    checkProps('ApplicationSetGenerator.of', LABELS, parameters, 'parameters');
    const kinds = Object.keys(resource).filter((field) => field !== 'selector');
    if (kinds.length !== 1) {
      throw new PropsError(
        'ApplicationSetGenerator.of',
        kinds.length === 0
          ? 'resource is no generator'
          : `resource is several generators: ${shortened(kinds.join(', '))}`,
        'set one of its fields, such as `clusters`',
      );
    }
    return new ApplicationSetGenerator(resource, parameters);
  }
}

export const GENERATOR = madeWith<ApplicationSetGenerator>(
  { resource: 'object', parameters: 'object' },
  'pass what a factory of ApplicationSetGenerator makes, such as ApplicationSetGenerator.list([…])',
);

const GENERATORS = listOf(GENERATOR);

const GIT = { repoURL: TEXT, revision: TEXT } as const;

const CLUSTERS = objectOf<ClusterGeneratorProps<string>>({ matchLabels: optional(LABELS), labels: optional(LABELS) });
const GIT_DIRECTORIES = objectOf<GitDirectoriesProps>({
  ...GIT,
  directories: someOf(TEXT),
  exclude: optional(listOf(TEXT)),
});
const GIT_FILES = objectOf<GitFilesProps<string>>({ ...GIT, files: someOf(TEXT), fields: LABELS });
const MERGE = objectOf<MergeProps<string>>({ generators: GENERATORS, mergeKeys: someOf(TEXT) });

const PATH = {
  path: '{{.path.path}}',
  basename: '{{.path.basename}}',
  basenameNormalized: '{{.path.basenameNormalized}}',
} as const;

function topLevel<Name extends string>(where: string, names: readonly Name[]): GeneratorParameters<Name> {
  return Object.fromEntries(names.map((name) => [name, expression(where, name)])) as Record<Name, string>;
}

/** Of what has another name Go templates can only be asked by `index`, which makes no error where it is missing. */
function expression(where: string, field: string, prop = ''): string {
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(field)) {
    const what = `${prop}"${shortened(field)}" is no name for a template`;
    throw new PropsError(where, what, 'use letters, digits and underscores');
  }
  return `{{.${field}}}`;
}

function mapValues<Name extends string>(
  record: Readonly<Record<Name, string>>,
  map: (value: string) => string,
): Record<Name, string> {
  const entries = Object.entries<string>(record).map(([name, value]) => [name, map(value)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

function refuseTwins(where: string, one: object, other: object): void {
  const twin = Object.keys(other).find((name) => Object.hasOwn(one, name));
  if (twin === undefined) return;
  throw new PropsError(
    where,
    `two parameters are called "${twin}", and one would hide the other`,
    'rename one of them',
  );
}

function depthAbove(where: string, generators: readonly ApplicationSetGenerator[]): number {
  const depth = Math.max(...generators.map((generator) => generator['depth'])) + 1;
  if (depth <= 2) return depth;
  throw new PropsError(where, 'Argo CD takes combinations of combinations, and no deeper ones', 'combine fewer');
}
