/**
 * The walls between the rooms of `src/`, lowest first: what each may import besides itself. A room named under `types`
 * may be imported for its types only. Rooms that do not exist yet are listed so that they find their walls standing.
 */
const rooms = {
  files: {},
  json: { values: ['files'] },
  catalog: { values: ['json', 'files'] },
  schedulers: {},
  code: { values: ['json', 'files'], types: ['catalog'] },
  inspect: { values: ['catalog', 'code', 'json', 'schedulers'] },
  rules: { values: ['catalog', 'code', 'inspect', 'json', 'schedulers'] },
  decode: { values: ['catalog', 'files'] },
  preview: { values: ['schedulers'], types: ['catalog', 'decode'] },
  live: { values: ['schedulers'], types: ['inspect'] },
  hub: { values: ['catalog', 'files'] },
  render: { types: ['catalog', 'decode', 'inspect', 'json', 'preview', 'rules', 'schedulers'] },
  workbench: {
    values: ['catalog', 'code', 'decode', 'files', 'hub', 'inspect', 'json', 'live', 'preview', 'rules', 'schedulers'],
  },
};

const belowTheDoors = Object.keys(rooms);
rooms.editor = { values: belowTheDoors };
rooms.panel = { values: belowTheDoors };
rooms.cli = { values: belowTheDoors.filter((room) => room !== 'workbench') };

const folders = (names) => names.map((name) => `^src/${name}/`);

const walls = Object.entries(rooms).flatMap(([room, { values = [], types = [] }]) => [
  {
    name: `${room}-imports`,
    comment: `src/${room} may import ${['itself', ...values, ...types.map((other) => `${other} (types)`)].join(', ')}.`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^(src|webview)/', pathNot: folders([room, ...values, ...types]) },
  },
  ...types.map((other) => ({
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
      name: 'vscode-in-the-editor-only',
      comment: 'Everything else runs in plain Node.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(workbench/|editor/|panel/|extension\\.ts)' },
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
      name: 'tree-sitter-in-one-room',
      comment: 'One reader of Python, behind one folder.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/code/(syntax/|analyser\\.ts)' },
      to: { path: 'web-tree-sitter' },
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
          '^src/(panel/(protocol|shared)|schedulers|render|catalog|json)/|^src/inspect/(outcome|inspection)\\.ts$|valibot',
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
    {
      name: 'no-cycles-of-folders',
      comment: 'Arrows between folders point one way, too.',
      severity: 'error',
      from: {},
      to: { circular: true },
      scope: 'folder',
    },
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
