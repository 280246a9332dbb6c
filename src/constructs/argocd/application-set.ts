import type { Construct } from 'constructs';
import * as l1 from '../../../imports/argoproj.io';
import { fieldsOf, listOf, objectOf, optional, someOf, valueOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { FLAG, LABELS, TEXT } from '../../model/props-values';
import { didYouMean } from '../../model/suggest';
import { metadataOf, Resource } from '../resource';
import { APPLICATION_ANNOTATIONS_SHAPE, ApplicationAnnotations, applicationAnnotations } from './application';
import { APPLICATION_SPEC_SHAPE, ApplicationSpecProps, finalizersOf, specOf } from './application-spec';
import { ARGO_CD_NAMESPACE, ARGO_CD_RESOURCE_SHAPE, ArgoCdResourceProps } from './argo-cd-resource';
import { ApplicationSetGenerator, GENERATOR, GeneratorParameters } from './generator';

/** An Application with parameters in its texts. */
export interface ApplicationTemplate extends ApplicationSpecProps, ApplicationAnnotations {
  /** With a parameter in it, because each set of parameters makes an Application. */
  readonly name: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** @default none */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Applications one group after the other: a group begins when all of the one before are Healthy. */
export interface RollingSync {
  /** Groups, by labels of the template. An Application that is in none is synced by nobody. */
  readonly steps: readonly l1.ApplicationSetSteps[];
  /** Whether objects that Git no longer has are deleted. @default false */
  readonly prune?: boolean | undefined;
}

export interface ApplicationSetProps<Name extends string> extends ArgoCdResourceProps {
  /** Together they give the sets of parameters; all of them have the same ones. */
  readonly generators: readonly ApplicationSetGenerator<Name>[];
  /** The Application of a set of parameters, which it gets by their names. */
  readonly template: (parameters: GeneratorParameters<NoInfer<Name>>) => ApplicationTemplate;
  /**
   * Turns automated sync off, and self-healing with it: the ApplicationSet controller starts every sync. Progressive
   * syncs have to be enabled in it.
   * @default all Applications at once, each by its own sync policy
   */
  readonly rollingSync?: RollingSync | undefined;
}

const MATCH_EXPRESSION = fieldsOf<l1.ApplicationSetMatchExpressions>({ key: optional(TEXT), operator: optional(TEXT) });

const PROPS = objectOf<ApplicationSetProps<string>>({
  ...ARGO_CD_RESOURCE_SHAPE,
  generators: someOf(GENERATOR),
  template: valueOf({ fix: 'pass a function of the parameters' }, (value) => typeof value === 'function'),
  rollingSync: optional(
    objectOf<RollingSync>({
      steps: someOf(fieldsOf<l1.ApplicationSetSteps>({ matchExpressions: optional(listOf(MATCH_EXPRESSION)) })),
      prune: optional(FLAG),
    }),
  ),
});

const TEMPLATE = objectOf<ApplicationTemplate>({
  ...APPLICATION_SPEC_SHAPE,
  ...APPLICATION_ANNOTATIONS_SHAPE,
  name: TEXT,
  labels: optional(LABELS),
  annotations: optional(LABELS),
});

/**
 * Applications that differ in parameters only, such as one per cluster.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export class ApplicationSet<Name extends string = string> extends Resource {
  readonly resource: l1.ApplicationSet;

  /**
   * @throws PropsError when generators disagree on parameters, the template's name has none or its project one, or a
   * rolling sync excludes what else is set
   */
  constructor(scope: Construct, id: string, props: ApplicationSetProps<Name>) {
    super(scope, id);
    checkProps(this, PROPS, props as ApplicationSetProps<string>);
    const { name, namespace = ARGO_CD_NAMESPACE, labels, annotations, generators, rollingSync } = props;
    const where = this.node.path;
    const template = props.template(parametersOf(where, generators));
    checkProps(this, TEMPLATE, template, 'template');
    checkTemplate(where, template);
    if (rollingSync !== undefined) checkRollingSync(where, rollingSync, template);
    this.resource = new l1.ApplicationSet(this, 'Resource', {
      metadata: metadataOf(id, { name, namespace, labels, annotations }),
      spec: {
        // A parameter that is missing is an error then, and no empty text.
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: generators.map(({ resource }) => resource),
        strategy:
          rollingSync === undefined ? undefined : { type: 'RollingSync', rollingSync: { steps: rollingSync.steps } },
        // The controller takes away what the template does not have, and with it what people approve deletions by.
        preservedFields: { annotations: ['argocd.argoproj.io/deletion-approved'] },
        // The controller adds the finalizer that deletes everything, unless it is told not to.
        syncPolicy: { preserveResourcesOnDeletion: finalizersOf(template.onDelete).finalizers === undefined },
        template: templateOf(where, template, rollingSync),
      },
    });
  }
}

function templateOf(
  where: string,
  template: ApplicationTemplate,
  rollingSync: RollingSync | undefined,
): l1.ApplicationSetTemplate {
  const { name, labels, annotations, onDelete } = template;
  const spec = specOf(where, template);
  // The controller takes `automated` away, but not before it has read there whether to prune.
  const syncPolicy = rollingSync?.prune === true ? { ...spec.syncPolicy, automated: { prune: true } } : spec.syncPolicy;
  const all = applicationAnnotations(template, annotations);
  return {
    metadata: {
      name,
      labels,
      annotations: Object.keys(all).length === 0 ? undefined : all,
      ...finalizersOf(onDelete),
    },
    spec: { ...spec, syncPolicy },
  };
}

/** The parameters that all generators have; asking for another one is an error here and not in the cluster. */
function parametersOf(where: string, generators: readonly ApplicationSetGenerator[]): GeneratorParameters<string> {
  const [first, ...others] = generators.map(({ parameters }) => parameters);
  const names = Object.keys(first!);
  for (const other of others) {
    const odd = [...new Set([...names, ...Object.keys(other)])].find((name) => first![name] !== other[name]);
    if (odd === undefined) continue;
    throw new PropsError(
      where,
      `not all generators have "${odd}", or not in one place`,
      'merge them, or split the set',
    );
  }
  return new Proxy(first!, {
    get(parameters, name) {
      if (typeof name === 'symbol' || Object.hasOwn(parameters, name)) return Reflect.get(parameters, name) as unknown;
      const fix = `there are ${names.join(', ')}`;
      throw new PropsError(where, `there is no parameter "${name}"${didYouMean(name, names)}`, fix);
    },
  });
}

function checkTemplate(where: string, { name, project }: ApplicationTemplate): void {
  if (!name.includes('{{')) {
    throw new PropsError(where, `all Applications would be called "${name}"`, 'use a parameter in `template.name`');
  }
  if (project.projectName.includes('{{')) {
    throw new PropsError(
      where,
      'who can change what the generators read could choose the project, and with it what is allowed',
      'name one project in the template',
    );
  }
}

function checkRollingSync(
  where: string,
  { steps }: RollingSync,
  { syncPolicy, labels = {} }: ApplicationTemplate,
): void {
  if (syncPolicy?.automated !== undefined) {
    throw new PropsError(
      where,
      'a rolling sync turns automated sync off, and self-healing with it',
      'remove `syncPolicy.automated`; `rollingSync.prune` says whether it deletes',
    );
  }
  const names = Object.keys(labels);
  for (const { key = '', operator } of steps.flatMap(({ matchExpressions = [] }) => matchExpressions)) {
    if (!names.includes(key)) {
      const what = `no Application has the label "${key}"${didYouMean(key, names)}, so the step would hold none`;
      throw new PropsError(where, what, 'add it to `template.labels`');
    }
    if (operator !== 'In' && operator !== 'NotIn') {
      throw new PropsError(where, `steps match by In and NotIn, and not by "${operator ?? ''}"`, 'use one of the two');
    }
  }
}
