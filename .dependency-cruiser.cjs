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
      comment: 'An import that leads nowhere. A package of types alone has nothing to be resolved.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@microsoft/microsoft-graph-types$' },
    },
    only('calendar-is-the-port', `${service}/calendar/`, [], 'The port knows nothing of ours.'),
    only('ical-is-a-library', `${service}/ical/`, [], 'Reading iCalendar needs nothing of ours.'),
    {
      name: 'providers-know-the-port-only',
      comment:
        'An adapter knows the port, iCalendar and the helpers beside the adapters: no database, no framework, no other adapter.',
      severity: 'error',
      from: { path: `${service}/providers/([^/]+)/` },
      to: {
        path: '^(sync-service|web-embed)/',
        pathNot: [
          `${service}/(calendar|ical)/`,
          `${service}/providers/(?!index\\.ts$)[^/]+\\.ts$`,
          `${service}/providers/$1/`,
        ],
      },
    },
    only(
      'providers-stay-alone',
      `${service}/providers/`,
      [`${service}/(calendar|ical)/`],
      'Providers know no database and no HTTP framework.',
    ),
    only(
      'sync-knows-no-provider',
      `${service}/sync/`,
      [`${service}/(calendar|db|credentials)/`, `${service}/errors\\.ts$`],
      'The engine knows providers through the port only.',
    ),
    only(
      'accounts-are-use-cases',
      `${service}/accounts/`,
      [`${service}/(calendar|db|credentials|sync)/`, `${service}/errors\\.ts$`],
      'Connecting, consenting and revoking: for routes and jobs alike, so that they know neither.',
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
      name: 'sandboxes-share-one-room',
      comment: 'A stand-in knows its own provider and what is of none; only demos.ts lists them.',
      severity: 'error',
      from: { path: '^sync-service/sandbox/([^/]+)/' },
      to: { path: '^sync-service/sandbox/', pathNot: ['^sync-service/sandbox/(shared|$1)/'] },
    },
    {
      name: 'pages-know-no-service',
      severity: 'error',
      from: { path: '^web-embed/' },
      to: { path: '^sync-service/' },
    },
    {
      name: 'service-knows-no-page',
      comment: 'It serves what is built; the texts are for mails, too.',
      severity: 'error',
      from: { path: '^sync-service/' },
      to: { path: '^web-embed/', pathNot: ['^web-embed/languages/'] },
    },
    only('languages-are-texts', '^web-embed/languages/', [], 'Texts are for every page and for mails.'),
    only(
      'shared-knows-no-page',
      '^web-embed/shared/',
      ['^web-embed/languages/'],
      'What all pages use knows none of them.',
    ),
    only(
      'widget-stands-alone',
      '^web-embed/widget/',
      ['^web-embed/shared/', '^web-embed/languages/'],
      'The widget is put into pages of others.',
    ),
    only('admin-stands-alone', '^web-embed/admin/', ['^web-embed/shared/'], 'What owners see needs no widget.'),
    only(
      'sandbox-page-stands-alone',
      '^web-embed/sandbox/',
      ['^web-embed/shared/'],
      'The demo is left out of a build.',
    ),
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
