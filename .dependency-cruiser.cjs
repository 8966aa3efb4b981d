/** The walls between the rooms of `src/`: what each may import. Type-only imports are listed separately where only types may cross. */
const rooms = {
  json: { values: [], types: ['catalog'] },
  catalog: { values: ['json'], types: [] },
  schedulers: { values: [], types: [] },
  code: { values: ['json'], types: ['catalog'] },
  decode: { values: ['catalog'], types: [] },
  hub: { values: ['catalog'], types: [] },
  preview: { values: ['schedulers'], types: ['catalog', 'decode'] },
  inspect: { values: ['catalog', 'schedulers', 'code'], types: [] },
  render: { values: [], types: ['schedulers', 'catalog', 'inspect', 'decode', 'preview'] },
  editor: { values: ['catalog', 'schedulers', 'code', 'inspect', 'decode', 'hub', 'preview', 'render'], types: [] },
  panel: {
    values: ['catalog', 'schedulers', 'code', 'inspect', 'decode', 'hub', 'preview', 'render', 'editor'],
    types: [],
  },
  cli: { values: ['catalog', 'schedulers', 'code', 'inspect', 'decode', 'hub', 'preview', 'render'], types: [] },
};

const folders = (names) => names.map((name) => `^src/${name}/`);

const walls = Object.entries(rooms).flatMap(([room, may]) => [
  {
    name: `${room}-imports`,
    comment: `src/${room} may import ${['itself', ...may.values, ...may.types.map((t) => `${t} (types)`)].join(', ')}.`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^(src|webview)/', pathNot: folders([room, ...may.values, ...may.types]) },
  },
  ...may.types.map((other) => ({
    name: `${room}-types-of-${other}`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: `^src/${other}/`, dependencyTypesNot: ['type-only'] },
  })),
]);

module.exports = {
  forbidden: [
    ...walls,
    {
      name: 'vscode-only-in-editor',
      comment: 'Everything else runs in plain Node.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(editor/|panel/|extension\\.ts)' },
      to: { path: '^vscode$' },
    },
    {
      name: 'onnxruntime-in-one-file',
      comment: 'A native fault must only ever end the decode process.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/decode/process/' },
      to: { path: 'onnxruntime-node' },
    },
    {
      name: 'page-knows-messages-and-mathematics',
      comment:
        'The page computes what-ifs and comparisons itself: in a remote window the extension host is a network away, and a curve has to follow a drag within a frame.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/(panel/(protocol|shared)/|schedulers/)' },
    },
    {
      name: 'shared-with-the-page',
      comment: 'What runs in the page too knows neither the editor nor Node.',
      severity: 'error',
      from: { path: '^src/panel/(protocol|shared)/' },
      to: {
        path: '.',
        pathNot:
          '^src/(panel/(protocol|shared)|schedulers|render|catalog)/|^src/inspect/(outcome|inspection)\\.ts$|valibot',
      },
    },
    {
      name: 'network-in-one-room',
      comment: 'Nothing is downloaded without being asked for, and the room that asks is the only one that can.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/hub/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)$|node_modules/(@huggingface/hub|undici)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
