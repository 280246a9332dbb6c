import type { Chart } from 'cdk8s';
import {
  Alert,
  AlertProvider,
  AnalysisTemplate,
  Application,
  ApplicationSet,
  ApplicationSetGenerator,
  AppProject,
  ArgoCdConfig,
  ArgoCdInstallation,
  ArgoCdRoot,
  argoCd,
  argoRollouts,
  Canary,
  CanaryService,
  ClusterAnalysisTemplate,
  FieldOwnership,
  flagger,
  flux,
  FluxNotifications,
  FluxRoot,
  Gateway,
  GitRepository,
  ImageAutomation,
  ImagePolicy,
  ImageRepository,
  ImageUpdateAutomation,
  Kustomization,
  MetricTemplate,
  minutes,
  OCIRepository,
  percent,
  perSecond,
  Provider,
  Receiver,
  seconds,
  ServiceReference,
  VirtualService,
} from '../../src';
import type { DeliveredEnvironment } from '../../src/platform/delivery';
import { FleetScope } from '../../src/platform/fleet-scope';
import { Example, example } from './examples';

const about = { labels: { team: 'shop' }, annotations: { 'example.com/note': 'a' } };
const resource = { name: 'it', namespace: 'shop', ...about };
const argo = { ...resource, namespace: 'gitops' };
const inFlux = { ...resource, namespace: 'gitops' };
const secretRef = { name: 'credentials' };
const clusters = [{ name: 'eu', server: 'https://eu.example.com', region: 'eu-west-1' }];
const author = { name: 'bot', email: 'bot@example.com' };
const signingKey = { type: 'ssh' as const, secretRef };
const filterTags = { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' };
const policy = { numerical: { order: 'asc' as const } };
const gitVerification = { mode: 'TagAndHEAD' as const, secretRef };
const ociVerification = {
  provider: 'cosign' as const,
  secretRef,
  matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^build$' }],
};
const subscriptions = [{ triggers: ['on-deployed'], service: 'slack', recipients: ['mesh'] }];
const channels = [
  { type: 'slack' as const, name: 'chat', channel: 'mesh', secretRef, severity: 'info' as const },
  { type: 'github' as const, address: 'https://github.com/acme/mesh', secretRef },
];

const source = { repoURL: 'https://git.example.com/mesh.git', targetRevision: 'main', path: 'overlays/production' };
const application = {
  destination: { name: 'eu', namespace: 'istio-system' },
  ignoreDifferences: [{ kind: 'Service', name: 'api', jsonPointers: ['/spec/selector'] }],
  revisionHistoryLimit: 5,
  onDelete: 'background' as const,
  serverSideDiff: false,
  subscriptions,
};
const syncPolicy = {
  syncOptions: ['CreateNamespace=true'],
  managedNamespaceMetadata: { labels: { 'istio-injection': 'disabled' } },
};
const kinds = [{ group: '', kind: 'ConfigMap' }];
const projectProps = {
  sourceRepos: [source.repoURL],
  destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
  clusterResourceWhitelist: kinds,
  namespaceResourceWhitelist: kinds,
};
const git = { repoURL: source.repoURL, revision: 'main' };
const elements = [
  { cluster: 'eu', server: 'https://eu.example.com' },
  { cluster: 'us', server: 'https://us.example.com' },
];
const listed = ApplicationSetGenerator.list(elements);
const ofFolders = ApplicationSetGenerator.gitDirectories({ ...git, directories: ['overlays/*'] });
/** A set whose Applications have all parameters in them. */
const setOf = (chart: Chart, ...generators: readonly ApplicationSetGenerator[]): ApplicationSet =>
  new ApplicationSet(chart, 'set', {
    generators,
    template: (parameters) => ({
      name: '{{.cluster}}',
      annotations: { ...parameters },
      project: projectOf(chart),
      source,
      destination: application.destination,
    }),
  });
const projectOf = (chart: Chart): AppProject => new AppProject(chart, 'project', projectProps);

const repositoryOf = (chart: Chart): GitRepository =>
  new GitRepository(chart, 'repository', { namespace: 'gitops', url: 'https://github.com/acme/mesh' });
const tagsOf = (chart: Chart): ImageRepository => new ImageRepository(chart, 'tags', { image: 'ghcr.io/acme/it' });
const policyOf = (chart: Chart): ImagePolicy => new ImagePolicy(chart, 'it', { repository: tagsOf(chart), policy });
const providerOf = (chart: Chart): Provider =>
  new Provider(chart, 'provider', { namespace: 'gitops', type: 'slack', secretRef });
const appliedFirst = (chart: Chart): Kustomization =>
  new Kustomization(chart, 'first', { source: repositoryOf(chart), path: 'first' });

const prometheus = 'http://prometheus:9090';
const metricTemplateOf = (chart: Chart): MetricTemplate =>
  new MetricTemplate(chart, 'lag', {
    namespace: 'shop',
    provider: { type: 'prometheus', address: prometheus },
    query: 'a',
  });
const alertProviderOf = (chart: Chart): AlertProvider =>
  new AlertProvider(chart, 'slack', { namespace: 'shop', type: 'slack', secretName: 'hook' });
const hostOf = (chart: Chart, host: string) =>
  Gateway.fromName(chart, host, { name: 'edge', namespace: 'edge' }).host(host);
const canaryOf = (chart: Chart): Canary =>
  new Canary(chart, 'canary', {
    namespace: 'shop',
    target: { kind: 'Deployment', name: 'cart' },
    service: { port: 80 },
    analysis: { interval: minutes(1), threshold: 1, stepWeights: [percent(10)], requestSuccessRate: percent(99) },
  });
const judged = (chart: Chart) => ({
  metrics: [
    {
      name: 'lag',
      template: metricTemplateOf(chart),
      min: 1,
      max: 7,
      interval: seconds(30),
      variables: { topic: 'orders' },
    },
  ],
  webhooks: [
    {
      name: 'load',
      type: 'rollout' as const,
      url: 'http://load.test/',
      timeout: seconds(5),
      metadata: { cmd: 'hey' },
      muteAlert: true,
    },
  ],
  alerts: [{ name: 'slack', provider: alertProviderOf(chart), severity: 'warn' as const }],
});
const autoscaler = { kind: 'ScaledObject' as const, name: 'api' };
const thresholds = { successRate: percent(99), requestDuration: seconds(1), failedChecks: 3 };
const flaggerProps = (chart: Chart) => ({
  ...thresholds,
  ...judged(chart),
  steps: { by: percent(5), upTo: percent(50) },
  interval: minutes(1),
  stepWeightPromotion: percent(25),
  deployment: 'cart',
  autoscaler,
  metricsServer: prometheus,
  progressDeadline: minutes(2),
});
const metrics = [
  {
    name: 'good',
    query: 'sum(good{app="{{args.app}}"})',
    min: '{{args.least}}',
    max: 1,
    whenEmpty: 'inconclusive' as const,
    interval: minutes(1),
    count: 5,
    failureLimit: 2,
    inconclusiveLimit: 3,
    consecutiveErrorLimit: 1,
    initialDelay: seconds(30),
  },
];
const args = [
  { name: 'app' },
  { name: 'least', value: '0.99' },
  { name: 'token', secret: { name: 'login', key: 'token' } },
];
const rolloutsProps = {
  ...thresholds,
  prometheus,
  rollout: 'cart',
  interval: minutes(1),
  count: 5,
  inconclusiveLimit: 2,
  metrics,
  args,
};
const cart = {
  namespace: 'shop',
  port: 80,
  targetPort: 8080,
  labels: { 'example.com/application': 'cart' },
  timeout: seconds(3),
  retries: { attempts: 2, perTryTimeout: seconds(1), on: ['5xx'] },
  rewrite: { uri: '/' },
  corsPolicy: { allowMethods: ['GET'] },
  headers: { request: { add: { a: 'b' } } },
  trafficPolicy: { connectionPool: { http: { maxRetries: 1 } }, loadBalancer: { simple: 'RANDOM' as const } },
  rateLimit: perSecond(100),
};

/** One that is delivered to a cluster. */
const production: DeliveredEnvironment = {
  name: 'production',
  clusters,
  repository: { url: 'https://github.com/acme/mesh', branch: 'main', path: 'deploy' },
  path: 'overlays/production',
  stages: ['istio-system', 'applications'],
  labels: { environment: 'production' },
  contents: { kinds: [], namespaces: ['shop'], ownedFields: [] },
};

/** One for each of the constructs and functions of delivery. */
export const DELIVERY_EXAMPLES: readonly Example[] = [
  example(
    'new AppProject(',
    () => ({
      ...argo,
      ...projectProps,
      description: 'The mesh',
      roles: [{ name: 'ci', policies: ['p, proj:it:ci, applications, sync, it/*, allow'] }],
      syncWindows: [{ kind: 'deny', schedule: '0 22 * * *', duration: '8h', applications: ['*'] }],
      orphanedResources: { warn: true },
    }),
    (chart, props) => new AppProject(chart, 'it', props),
  ),
  example(
    'AppProject.fromName(',
    () => ({ name: 'default' }),
    (_, { name }) => AppProject.fromName(name),
  ),
  example(
    'new Application(',
    (chart) => ({ ...argo, ...application, project: projectOf(chart), sources: [source, source], syncPolicy }),
    (chart, props) => new Application(chart, 'it', props),
  ),
  example(
    'new ApplicationSet(',
    (chart) => ({
      ...argo,
      generators: [listed],
      template: {
        ...application,
        ...about,
        name: 'it-{{.cluster}}',
        labels: { cluster: '{{.cluster}}' },
        project: projectOf(chart),
        source,
        syncPolicy,
      },
      rollingSync: {
        steps: [{ matchExpressions: [{ key: 'cluster', operator: 'In', values: ['eu'] }], maxUpdate: '50%' }],
        prune: true,
      },
    }),
    (chart, { template, ...props }) => new ApplicationSet(chart, 'it', { ...props, template: () => template }),
  ),
  example(
    'ApplicationSetGenerator.list(',
    () => ({ elements }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.list(props.elements)),
  ),
  example(
    'ApplicationSetGenerator.clusters(',
    () => ({ matchLabels: { tier: 'mesh' }, labels: { region: 'example.com/region' } }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.clusters(props)),
  ),
  example(
    'ApplicationSetGenerator.gitDirectories(',
    () => ({ ...git, directories: ['overlays/*'], exclude: ['overlays/test'] }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.gitDirectories(props)),
  ),
  example(
    'ApplicationSetGenerator.gitFiles(',
    () => ({ ...git, files: ['clusters/*.yaml'], fields: { server: 'cluster.address' } }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.gitFiles(props)),
  ),
  example(
    'ApplicationSetGenerator.matrix(',
    () => ({ 'generators[0]': listed, 'generators[1]': ofFolders }),
    (chart, { 'generators[0]': first, 'generators[1]': second }) =>
      setOf(chart, ApplicationSetGenerator.matrix(first, second)),
  ),
  example(
    'ApplicationSetGenerator.merge(',
    () => ({ generators: [listed, listed], mergeKeys: ['cluster'] as const }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.merge(props)),
  ),
  example(
    'ApplicationSetGenerator.of(',
    () => ({ resource: { clusters: {} }, parameters: { cluster: '{{.name}}' } }),
    (chart, props) => setOf(chart, ApplicationSetGenerator.of(props.resource, props.parameters)),
  ),

  example(
    'new GitRepository(',
    () => ({
      ...inFlux,
      url: 'git@github.com:acme/mesh',
      branch: 'trunk',
      interval: minutes(5),
      secretRef,
      ignore: '/*.md',
      verify: gitVerification,
    }),
    (chart, props) => new GitRepository(chart, 'it', props),
  ),
  example(
    'new OCIRepository(',
    () => ({
      ...inFlux,
      url: 'oci://ghcr.io/acme/mesh',
      ref: { semver: '>=1.0.0' },
      interval: minutes(5),
      provider: 'aws' as const,
      secretRef,
      verify: ociVerification,
    }),
    (chart, props) => new OCIRepository(chart, 'it', props),
  ),
  example(
    'new Kustomization(',
    (chart) => ({
      ...inFlux,
      source: new OCIRepository(chart, 'source', { url: 'oci://ghcr.io/acme/mesh', ref: { tag: 'a' } }),
      path: 'overlays/production',
      interval: minutes(10),
      retryInterval: minutes(1),
      timeout: minutes(2),
      wait: true,
      prune: true,
      force: false,
      deletionPolicy: 'Orphan' as const,
      dependsOn: [appliedFirst(chart)],
      commonLabels: { cluster: 'eu' },
      healthCheckExprs: [{ apiVersion: 'a.example/v1', kind: 'A', current: 'true' }],
      ignore: [{ paths: ['/spec/a'], target: { kind: 'A', name: 'a' } }],
      postBuild: { substitute: { a: 'b' } },
    }),
    (chart, props) => new Kustomization(chart, 'it', props),
  ),
  example(
    'new ImageRepository(',
    () => ({
      ...inFlux,
      image: 'ghcr.io/acme/it',
      interval: minutes(5),
      provider: 'gcp' as const,
      secretRef,
      exclusionList: ['^x'],
    }),
    (chart, props) => new ImageRepository(chart, 'it', props),
  ),
  example(
    'new ImagePolicy(',
    (chart) => ({
      ...inFlux,
      repository: tagsOf(chart),
      policy,
      filterTags,
      digestReflectionPolicy: 'Always' as const,
      interval: minutes(60),
    }),
    (chart, props) => new ImagePolicy(chart, 'it', props),
  ),
  example(
    '.setter(',
    () => ({ part: 'tag' as const }),
    (chart, { part }) => policyOf(chart).setter(part),
  ),
  example(
    'new ImageUpdateAutomation(',
    (chart) => ({
      ...inFlux,
      repository: repositoryOf(chart),
      pushBranch: 'image-updates',
      path: 'environments',
      author,
      signingKey,
      messageTemplate: '{{ .Changed }}',
      policyLabels: { team: 'edge' },
      interval: minutes(5),
    }),
    (chart, props) => new ImageUpdateAutomation(chart, 'it', props),
  ),
  example(
    'new Provider(',
    () => ({
      ...inFlux,
      type: 'github' as const,
      channel: 'mesh',
      address: 'https://github.com/acme/mesh',
      secretRef,
      commitStatusExpr: '"mesh"',
    }),
    (chart, props) => new Provider(chart, 'it', props),
  ),
  example(
    'new Alert(',
    (chart) => ({
      ...inFlux,
      provider: providerOf(chart),
      eventSources: [{ kind: 'Kustomization' as const, name: '*' }],
      eventSeverity: 'info' as const,
      eventMetadata: { cluster: 'eu' },
      exclusionList: ['^retrying'],
    }),
    (chart, props) => new Alert(chart, 'it', props),
  ),
  example(
    'new Receiver(',
    (chart) => ({
      ...inFlux,
      type: 'github' as const,
      secretRef,
      sources: [repositoryOf(chart)],
      events: ['push'],
    }),
    (chart, props) => new Receiver(chart, 'it', props),
  ),

  example(
    'new Canary(',
    (chart) => ({
      ...resource,
      target: { kind: 'Deployment' as const, name: 'api' },
      service: {
        name: 'api',
        port: 80,
        targetPort: 8080,
        hosts: [hostOf(chart, 'api.example.com')],
        timeout: seconds(3),
        retries: { attempts: 3, perTryTimeout: seconds(1), on: ['5xx', 'reset'] },
        rewrite: { uri: '/' },
        headers: { request: { set: { 'x-a': 'b' } } },
        corsPolicy: { allowOrigins: [{ exact: 'https://a.example' }] },
        trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' as const } },
      },
      analysis: {
        interval: minutes(1),
        threshold: 10,
        stepWeight: percent(5),
        maxWeight: percent(50),
        stepWeightPromotion: percent(25),
        requestSuccessRate: percent(99),
        requestDuration: seconds(1),
        ...judged(chart),
      },
      autoscaler,
      metricsServer: prometheus,
      progressDeadline: minutes(2),
      revertOnDeletion: false,
    }),
    (chart, props) => new Canary(chart, 'it', props),
  ),
  example(
    '.addHost(',
    (chart) => ({ host: hostOf(chart, 'api.example.com') }),
    (chart, { host }) => canaryOf(chart).addHost(host),
  ),
  example(
    'new MetricTemplate(',
    () => ({
      ...resource,
      provider: { type: 'prometheus' as const, address: prometheus, secretName: 'login' },
      query: 'max(lag{app="{{ target }}",topic="{{variables.topic}}"}[{{ interval }}])',
    }),
    (chart, props) => new MetricTemplate(chart, 'it', props),
  ),
  example(
    'MetricTemplate.fromName(',
    () => ({ name: 'lag', namespace: 'metrics' }),
    (chart, props) => MetricTemplate.fromName(chart, 'it', props),
  ),
  example(
    'new AlertProvider(',
    () => ({
      ...resource,
      type: 'slack' as const,
      secretName: 'hook',
      channel: 'mesh',
      username: 'flagger',
      proxy: 'http://proxy.example.com',
    }),
    (chart, props) => new AlertProvider(chart, 'it', props),
  ),
  example(
    'AlertProvider.fromName(',
    () => ({ name: 'slack', namespace: 'alerts' }),
    (chart, props) => AlertProvider.fromName(chart, 'it', props),
  ),
  example(
    'flagger(',
    flaggerProps,
    (chart, props) => new CanaryService(chart, 'it', { ...cart, progressiveDelivery: flagger(props) }),
  ),
  example(
    'new CanaryService(',
    (chart) => ({ ...cart, progressiveDelivery: { controller: 'flagger' as const, ...flaggerProps(chart) } }),
    (chart, props) => new CanaryService(chart, 'it', props),
  ),

  example(
    'new AnalysisTemplate(',
    () => ({ ...resource, prometheus: 'https://{{args.token}}@prometheus', args, metrics }),
    (chart, props) => new AnalysisTemplate(chart, 'it', props),
  ),
  example(
    'new ClusterAnalysisTemplate(',
    () => ({ name: 'it', ...about, prometheus, args, metrics }),
    (chart, props) => new ClusterAnalysisTemplate(chart, 'it', props),
  ),
  example(
    'argoRollouts(',
    () => rolloutsProps,
    (chart, props) => new CanaryService(chart, 'it', { ...cart, progressiveDelivery: argoRollouts(props) }),
  ),
  example(
    'new CanaryService(',
    () => ({ ...cart, progressiveDelivery: { controller: 'argo-rollouts' as const, ...rolloutsProps } }),
    (chart, props) => new CanaryService(chart, 'it', props),
  ),
  example(
    'new FieldOwnership(',
    (chart) => ({
      resource: new VirtualService(chart, 'v', {
        namespace: 'shop',
        hosts: [ServiceReference.inCluster('cart', 'shop')],
        http: [{ directResponse: { status: 404 } }],
      }).resource,
      pointers: ['/spec/http/0/directResponse/status'],
      owner: 'controller',
    }),
    (chart, props) => new FieldOwnership(chart, 'it', props),
  ),

  example(
    'new ArgoCdInstallation(',
    () => ({ name: 'gitops' }),
    (chart, props) => new ArgoCdInstallation(chart, 'it', props),
  ),
  example(
    'new ArgoCdConfig(',
    () => ({
      namespace: 'gitops',
      url: 'https://argocd.example.com',
      notifications: {
        slack: { tokenKey: 'slack-token' },
        webhooks: { audit: { url: 'https://audit.example.com/events', tokenKey: 'audit-token' } },
      },
      progressiveSyncs: true,
    }),
    (chart, props) => new ArgoCdConfig(chart, 'it', props),
  ),
  example(
    'new ArgoCdRoot(',
    (chart) => ({
      repository: { url: 'https://example.com/acme/mesh.git', path: 'deploy', branch: 'live' },
      name: 'mesh',
      namespace: 'gitops',
      project: projectOf(chart),
    }),
    (chart, props) => new ArgoCdRoot(chart, 'it', props),
  ),
  example(
    'argoCd(',
    () => ({
      name: 'mesh',
      project: 'platform',
      namespace: 'gitops',
      destinationNamespace: 'istio-config',
      retry: { limit: 2, duration: seconds(5), factor: 3, maxDuration: minutes(1) },
      revisionHistoryLimit: 3,
      onDelete: 'background' as const,
      subscriptions,
      rollingSync: 'region' as const,
    }),
    (chart, props) => argoCd(props).compose(new FleetScope(chart), [production]),
  ),
  example(
    'flux(',
    () => ({
      name: 'mesh',
      source: { kind: 'GitRepository' as const, secretRef, verify: gitVerification, interval: minutes(5) },
      reconciliation: {
        interval: minutes(10),
        retryInterval: minutes(1),
        timeout: minutes(2),
        wait: true,
        prune: true,
        force: false,
        deletionPolicy: 'Orphan' as const,
      },
      notifications: channels,
      receiver: { type: 'github' as const, secretRef },
    }),
    (chart, props) => flux(props).compose(new FleetScope(chart), [production]),
  ),
  example(
    'flux(',
    () => ({
      source: {
        kind: 'OCIRepository' as const,
        url: 'oci://ghcr.io/acme/mesh',
        ref: { tag: 'latest' },
        secretRef,
        verify: ociVerification,
        interval: minutes(5),
      },
    }),
    (chart, props) => flux(props).compose(new FleetScope(chart), [production]),
  ),
  example(
    'new FluxRoot(',
    () => ({
      repository: { url: 'https://example.com/acme/mesh.git', path: 'deploy', branch: 'live' },
      cluster: clusters[0]!,
      source: { kind: 'GitRepository' as const, secretRef, verify: gitVerification, interval: minutes(5) },
    }),
    (chart, props) => new FluxRoot(chart, 'it', props),
  ),
  example(
    'new FluxNotifications(',
    () => ({ channels, clusters }),
    (chart, props) => new FluxNotifications(chart, 'it', props),
  ),
  example(
    'new ImageAutomation(',
    (chart) => ({
      repository: repositoryOf(chart),
      path: 'environments',
      images: { filter: { image: 'ghcr.io/acme/filter', policy, filterTags, secretRef } },
      author,
      signingKey,
      pushBranch: 'updates',
      interval: minutes(5),
      cluster: clusters[0],
    }),
    (chart, props) => new ImageAutomation(chart, 'it', props),
  ),
];
