// Who may import whom: the import rules of the house. `npm run check` and tests/repo/import-rules.test.ts run them.
const service = '^sync-service/src';

/** A room that may import only the named others of ours. */
const only = (name, room, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: room },
  to: { path: '^(sync-service|web-embed)/', pathNot: [room, ...allowed] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only('calendar-is-the-port', `${service}/calendar/`, [], 'The port knows nothing of ours.'),
    {
      name: 'providers-know-the-port-only',
      comment: 'An adapter knows the port and the shared HTTP client: no database, no framework, no other adapter.',
      severity: 'error',
      from: { path: `${service}/providers/([^/]+)/` },
      to: {
        path: '^(sync-service|web-embed)/',
        pathNot: [`${service}/calendar/`, `${service}/providers/http[^/]*\\.ts$`, `${service}/providers/$1/`],
      },
    },
    only(
      'providers-stay-alone',
      `${service}/providers/`,
      [`${service}/calendar/`],
      'Providers know no database and no HTTP framework.',
    ),
    only(
      'sync-knows-no-provider',
      `${service}/sync/`,
      [`${service}/(calendar|db|credentials)/`, `${service}/errors\\.ts$`],
      'The engine knows providers through the port only.',
    ),
    {
      name: 'routes-call-no-provider',
      comment: 'Providers are called from jobs, or through the port by those who are handed one.',
      severity: 'error',
      from: { path: `${service}/routes/` },
      to: { path: `${service}/providers/` },
    },
    {
      name: 'mail-knows-no-calendars',
      severity: 'error',
      from: { path: `${service}/mail/` },
      to: { path: `${service}/(calendar|providers|sync)/` },
    },
    only(
      'db-knows-errors-only',
      `${service}/db/`,
      [`${service}/errors\\.ts$`],
      'The way to the database stands alone.',
    ),
    only(
      'live-tells-versions-only',
      `${service}/live/`,
      [`${service}/db/`, `${service}/(log|caller-address)\\.ts$`],
      'Live updates know versions: no booking, no calendar, no route.',
    ),
    {
      name: 'main-wires',
      comment: 'Only main.ts sees the list of providers, the embedded stack and the sandbox.',
      severity: 'error',
      from: {
        path: '^sync-service/src/',
        pathNot: [`${service}/main\\.ts$`, `${service}/embedded/`, `${service}/providers/`],
      },
      to: { path: [`${service}/providers/index\\.ts$`, `${service}/embedded/`, '^sync-service/sandbox/'] },
    },
    only(
      'sandbox-stands-alone',
      '^sync-service/sandbox/',
      [],
      'A stand-in is written from what the vendor documents, not from what we make of it.',
    ),
    {
      name: 'pages-know-no-service',
      severity: 'error',
      from: { path: '^web-embed/' },
      to: { path: '^sync-service/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
