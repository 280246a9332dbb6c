/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  name: 'istio-gitops reference',
  tsconfig: 'tsconfig.build.json',
  // `npm run types` does that.
  skipErrorChecking: true,
  // A page each, in this order; the last one gives what no room has.
  entryPoints: [
    'src/patterns/index.ts',
    'src/platform/index.ts',
    'src/delivery/index.ts',
    'src/workflows/index.ts',
    'src/constructs/*/index.ts',
    'src/synth/index.ts',
    'src/model/index.ts',
    'src/testing/index.ts',
    'src/pulumi/index.ts',
    'src/index.ts',
  ],
  sortEntryPoints: false,
  excludeReferences: true,
  excludeExternals: true,
  excludeInternal: true,
  sort: ['kind', 'static-first', 'required-first', 'alphabetical'],
  // A default is a word or a sentence, and not always code.
  jsDocCompatibility: { defaultTag: false },

  plugin: ['typedoc-plugin-markdown', linkGeneratedTypes, leaveOutKinds, listContents],
  out: 'docs/reference',
  router: 'module',
  flattenOutputFiles: true,
  readme: 'tools/reference.md',
  mergeReadme: true,
  // Lines change with every edit.
  disableSources: true,
  // A class GatewayHost and a method Gateway.host are one anchor where headings alone make them.
  useHTMLAnchors: true,
  hideBreadcrumbs: true,
  hideGenerator: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: {
    hideDefaults: true,
    hideInherited: true,
    hideModifiers: true,
    hideOverrides: true,
    leftAlignHeaders: true,
  },

  logLevel: 'Warn',
  treatWarningsAsErrors: true,
  validation: { notDocumented: true },
  // Not properties and parameters, of which a table may have none described; test/docs/reference.test.ts looks for gaps.
  requiredToBeDocumented: ['Module', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Accessor'],
  intentionallyNotExported: [
    // What `keyof typeof` and the like are about.
    'COMMIT_STATUS_TYPES',
    'TRIGGERS',
    // What users pass and get without naming its type.
    'JsonMap',
    'Labels',
    'Matcher',
    'RefersToWorkload',
    'SetContents',
  ],
};

/** L1 types have no docstrings and no pages: a reader gets to their fields in the file. */
function linkGeneratedTypes(app) {
  app.converter.addUnknownSymbolResolver((_name, _from, _part, symbol) =>
    symbol?.packagePath.startsWith('imports/') ? `../../${symbol.packagePath}` : undefined,
  );
}

/** `GVK`, in which a class of L1 says what its name and its page say already. */
function leaveOutKinds(app) {
  app.converter.on('resolveBegin', ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.name === 'GVK') project.removeReflection(reflection);
    }
  });
}

/** What a page has, in front of it: pages are long, and not every reader's program makes a list of headings. */
function listContents(app) {
  app.renderer.markdownHooks.on('content.begin', (context) => {
    const groups = context.page.model.isProject?.() === true ? [] : (context.page.model.groups ?? []);
    const linked = ({ children }) => children.map((child) => `[${child.name}](${context.urlTo(child)})`).join(', ');
    return groups.map((group) => `**${group.title}**: ${linked(group)}`).join('\n\n');
  });
}
