import { execFileSync } from 'node:child_process';

/** What starts, runs and ends the process and the database under it. */
const processes = [
  'package-lock.json',
  'sync-service/bin/keys-rotate.ts',
  'sync-service/bin/run.mjs',
  'sync-service/src/checks/',
  'sync-service/src/credentials/',
  'sync-service/src/db/',
  'sync-service/src/embedded/',
  // The files that stand in no folder: main.ts, service.ts, shutdown.ts, config.ts, log.ts …
  'sync-service/src/*',
  'tests/embedded/',
];
/** What a process that was killed leaves to the next one. */
const work = [...processes, 'sync-service/src/jobs/', 'sync-service/src/sync/', 'sync-service/src/providers/caldav/'];

const support = ['package-lock.json', 'tests/support/'];
const database = [...support, 'sql/', 'supabase/'];
/** Calendars that are read and written for days, or while everything fails. */
const engine = [...database, 'sync-service/src/', 'sync-service/sandbox/', 'tests/sync/'];
/** A provider, asked by its adapter for long. */
const adapters = [...support, 'sync-service/src/', 'sync-service/sandbox/', 'tests/providers/'];
/** What is stored, by itself and over HTTP. */
const stored = [...database, 'tests/sql/'];
const served = [...database, 'sync-service/src/', 'tests/http/'];
/** Whole ways through pages, of which the shorter tests of the same folder show the parts. */
const pages = [...database, 'sync-service/src/', 'sync-service/sandbox/', 'web-embed/', 'tests/flows/'];

/** What containers are made of, and the commands in them. */
const containers = [
  ...['package-lock.json', 'Dockerfile', '.dockerignore', 'docs/deploy/', 'supabase/', 'tests/deploy/'],
  ...['sync-service/bin/', 'sync-service/src/*', 'sync-service/src/owners/'],
];

/** Every command of package.json is started a few times. */
const commands = [
  ...[
    'package.json',
    'sync-service/bin/',
    'sync-service/src/command-line.ts',
    'sync-service/src/main.ts',
    'bench/run.ts',
  ],
  ...['tests/fuzz/run.ts', 'tests/history/', 'tests/mutants/run.ts', 'tests/repo/commands.test.ts'],
  'web-embed/build/pack.ts',
];

/**
 * Test files that take long, because whole processes and clusters start, die and start again, months pass, or pages are clicked
 * through, each with what it proves: a path, a folder (ends with `/`), or the files of a folder without those of its folders (ends
 * with `/*`).
 */
const longTests: Record<string, readonly string[]> = {
  'tests/repo/commands.test.ts': commands,
  'tests/embedded/backup.test.ts': processes,
  'tests/embedded/chaos-processes.test.ts': [...work, 'tests/sync/'],
  'tests/deploy/dumped.test.ts': [...containers, 'sql/', 'docs/backup.md'],
  'tests/deploy/given-project.test.ts': [...database, 'tests/deploy/', 'tests/http/', 'vitest.config.ts'],
  'tests/deploy/image.test.ts': containers,
  'tests/deploy/plain-postgres.test.ts': [...containers, 'sql/'],
  'tests/deploy/walkthrough.test.ts': [...containers, 'sql/'],
  'tests/deploy/two-builds.test.ts': [...work, 'sync-service/src/routes/', 'sql/', 'supabase/', 'tests/deploy/'],
  'tests/embedded/crash.test.ts': work,
  'tests/embedded/database-death.test.ts': processes,
  'tests/embedded/database-gone.test.ts': processes,
  'tests/embedded/new-key.test.ts': processes,
  'tests/embedded/other-build.test.ts': [...processes, 'supabase/'],
  'tests/embedded/owner-create.test.ts': [...processes, 'sync-service/bin/owner-create.ts', 'sync-service/src/owners/'],
  'tests/embedded/postgres.test.ts': processes,
  'tests/embedded/questions.test.ts': [...processes, ...database, 'tests/http/'],
  'tests/embedded/rolling-restart.test.ts': [...work, 'sync-service/src/live/', 'sync-service/src/routes/', 'sql/'],
  'tests/embedded/sandbox-demo.test.ts': [...processes, 'sync-service/sandbox/'],
  'tests/embedded/secrets-at-rest.test.ts': [...processes, 'sync-service/src/routes/'],
  'tests/embedded/start-data-api.test.ts': processes,
  'tests/embedded/start-database.test.ts': [...processes, 'supabase/'],
  'tests/embedded/start.test.ts': [...processes, 'README.md', 'package.json'],
  'tests/embedded/unreachable.test.ts': processes,
  'tests/embedded/unsafe-rights.test.ts': processes,
  'tests/fuzz/fuzz.test.ts': [...served, 'tests/fuzz/'],
  'tests/repo/schema-tools.test.ts': [
    'package-lock.json',
    'sql/',
    'supabase/',
    'sync-service/bin/',
    'sync-service/src/embedded/',
    'sync-service/src/*',
    'tests/repo/',
  ],
  'tests/flows/admin-availability.test.ts': pages,
  'tests/flows/admin-bookings.test.ts': pages,
  'tests/flows/admin-calendar.test.ts': pages,
  'tests/flows/admin-calendars.test.ts': pages,
  'tests/flows/admin-conflicts.test.ts': pages,
  'tests/flows/admin-embed.test.ts': pages,
  'tests/flows/admin-event-types.test.ts': pages,
  'tests/flows/admin-integrations.test.ts': pages,
  'tests/flows/admin-log.test.ts': pages,
  'tests/flows/admin-overview.test.ts': pages,
  'tests/flows/admin-radicale.test.ts': pages,
  'tests/flows/admin-reports.test.ts': pages,
  'tests/flows/admin-resources.test.ts': pages,
  'tests/flows/admin-rights.test.ts': pages,
  'tests/flows/admin-settings.test.ts': pages,
  'tests/flows/admin-why.test.ts': pages,
  'tests/flows/admin-availability-dates.test.ts': pages,
  'tests/flows/admin-first-run.test.ts': pages,
  'tests/flows/element.test.ts': pages,
  'tests/flows/manage.test.ts': pages,
  'tests/flows/arabic.test.ts': pages,
  'tests/flows/booking-admin.test.ts': pages,
  'tests/flows/calendars-page.test.ts': pages,
  'tests/flows/package.test.ts': pages,
  'tests/flows/google.test.ts': pages,
  'tests/flows/keyboard.test.ts': pages,
  'tests/flows/microsoft-accounts.test.ts': pages,
  'tests/flows/microsoft.test.ts': pages,
  'tests/flows/sandbox-calendars.test.ts': pages,
  'tests/flows/clock-changes.test.ts': pages,
  'tests/flows/states.test.ts': pages,
  'tests/flows/whole-visit.test.ts': pages,
  'tests/flows/manage-element.test.ts': pages,
  'tests/flows/page-wishes.test.ts': pages,
  'tests/flows/series-and-seats.test.ts': pages,
  'tests/flows/series-form.test.ts': pages,
  'tests/flows/unknown-times.test.ts': pages,
  'tests/history/broken.test.ts': [...engine, 'tests/history/'],
  'tests/history/clock.test.ts': [...engine, 'tests/history/'],
  'tests/history/database-clock.test.ts': [...engine, 'tests/history/'],
  'tests/history/disk-full.test.ts': [...engine, 'tests/history/'],
  'tests/history/outages.test.ts': [...engine, 'tests/history/'],
  'tests/history/poison.test.ts': [...engine, 'tests/history/'],
  'tests/history/storm.test.ts': [...engine, 'tests/history/'],
  'tests/http/host-data.test.ts': served,
  'tests/http/roles.test.ts': served,
  'tests/http/traces.test.ts': served,
  'tests/http/shared-limits.test.ts': served,
  'tests/http/starvation.test.ts': [...database, 'sync-service/src/', 'tests/http/'],
  'tests/providers/caldav/faults.test.ts': [...support, 'sync-service/src/', 'tests/providers/'],
  'tests/sql/availability/agreement.test.ts': [...database, 'tests/sql/'],
  'tests/sql/availability/all-day.test.ts': [...database, 'tests/sql/'],
  'tests/sql/booking/shared-cost.test.ts': [...database, 'tests/sql/'],
  'tests/sql/booking/shared-races.test.ts': [...database, 'tests/sql/'],
  'tests/sql/rights/restore.test.ts': stored,
  'tests/sql/size/budgets.test.ts': [...database, 'tests/sql/'],
  'tests/sql/size/slots.test.ts': [...database, 'tests/sql/'],
  'tests/sync/audit.test.ts': engine,
  'tests/sync/chaos.test.ts': engine,
  'tests/sync/consequence-kills.test.ts': engine,
  'tests/sync/google-90-days.test.ts': engine,
  'tests/sync/google-chaos.test.ts': engine,
  'tests/sync/microsoft-90-days.test.ts': engine,
  'tests/sync/microsoft-chaos.test.ts': engine,
  'tests/sync/many-calendars.test.ts': engine,
  'tests/sync/merged-providers.test.ts': engine,
  'tests/sync/moved-between-calendars.test.ts': engine,
  'tests/sync/restore.test.ts': engine,
  'tests/sync/revoke.test.ts': engine,
  'tests/sync/unknown-times.test.ts': engine,
  'tests/sync/video-whole-way.test.ts': engine,
  'tests/sync/key-rotation.test.ts': [...processes, 'sync-service/bin/'],
  'tests/sync/lane-crash.test.ts': [...work, 'tests/sync/'],
  'tests/sync/backoff.test.ts': engine,
  'tests/sync/one-failing.test.ts': engine,
  'tests/sync/taken-along.test.ts': engine,
  'tests/sync/disconnect-caldav.test.ts': engine,
  'tests/sync/ics-feed.test.ts': engine,
  'tests/sync/lost-target.test.ts': engine,
  'tests/sync/own-booking-in-a-feed.test.ts': engine,
  'tests/sync/poll.test.ts': engine,
  'tests/sync/pull-again.test.ts': engine,
  'tests/sync/relist.test.ts': engine,
  'tests/sync/restart.test.ts': engine,
  'tests/sync/unseen-on-servers.test.ts': engine,
  'tests/sync/vanished-calendar.test.ts': engine,
  'tests/sync/whole-way-proposals.test.ts': engine,
  'tests/sync/worker.test.ts': engine,
  'tests/sync/worker-outage.test.ts': [...engine, 'tests/history/'],
  'tests/http/owner-settings.test.ts': served,
  'tests/http/second-attempt.test.ts': served,
  'tests/http/turnstile.test.ts': served,
  'tests/http/webhook-deliveries.test.ts': served,
  'tests/http/webhooks.test.ts': served,
  'tests/sql/availability/clock-changes.test.ts': stored,
  'tests/sql/availability/shared-calendars.test.ts': stored,
  'tests/sql/booking/lock-timeouts.test.ts': stored,
  'tests/sql/shapes/owner-values.test.ts': stored,
  'tests/providers/google/api.test.ts': adapters,
  'tests/ical/hanging.test.ts': [...support, 'sync-service/src/', 'tests/ical/'],
  'tests/mail/mail-limits.test.ts': [...database, 'sync-service/src/', 'tests/mail/'],
  'tests/embedded/warm-pool.test.ts': processes,
  'tests/embedded/listen-faults.test.ts': processes,
  'tests/embedded/classic-rights.test.ts': [...processes, ...database],
  'tests/embedded/connections.test.ts': [...processes, ...database],
  'tests/http/oauth-refusals.test.ts': served,
  'tests/http/resend.test.ts': served,
  'tests/ical/hostile.test.ts': [...support, 'sync-service/src/', 'tests/ical/'],
  'tests/mail/itip.test.ts': [...database, 'sync-service/src/', 'tests/mail/'],
  'tests/mail/settings.test.ts': [...database, 'sync-service/src/', 'tests/mail/'],
  'tests/mail/smtp.test.ts': [...database, 'sync-service/src/', 'tests/mail/'],
  'tests/providers/caldav/random.test.ts': adapters,
  'tests/providers/google/listing.test.ts': adapters,
  'tests/providers/google/moved-event.test.ts': adapters,
  'tests/providers/ics/odd-responses.test.ts': adapters,
  'tests/sql/booking/email-limits.test.ts': stored,
  'tests/sql/booking/life-races.test.ts': stored,
  'tests/sync/blind-period.test.ts': engine,
  'tests/sync/calendar-list.test.ts': engine,
  'tests/sync/channels.test.ts': engine,
  'tests/sync/connect-feed.test.ts': engine,
  'tests/sync/microsoft-mailbox.test.ts': engine,
  'tests/sync/notice-lag.test.ts': engine,
  'tests/sync/one-account.test.ts': engine,
  'tests/sync/token-lane.test.ts': engine,
  'tests/flows/accessibility.test.ts': pages,
  'tests/flows/hold-life.test.ts': pages,
  'tests/flows/kept-titles.test.ts': pages,
  'tests/flows/live-page.test.ts': pages,
  'tests/flows/lost-target.test.ts': pages,
  'tests/flows/site.test.ts': pages,
  'tests/http/consent-needs.test.ts': served,
  'tests/http/differing-functions.test.ts': served,
  'tests/http/live-owners.test.ts': served,
  'tests/http/stop.test.ts': served,
  'tests/ical/raw-text.test.ts': [...support, 'sync-service/src/', 'tests/ical/'],
  'tests/mail/notifications.test.ts': [...database, 'sync-service/src/', 'web-embed/languages/', 'tests/mail/'],
  'tests/providers/caldav/contract.test.ts': adapters,
  'tests/providers/caldav/sync-servers.test.ts': adapters,
  'tests/providers/caldav/write-servers.test.ts': adapters,
  'tests/providers/google/calendar-changes.test.ts': adapters,
  'tests/providers/google/whole-way.test.ts': [...adapters, 'sql/', 'supabase/'],
  'tests/providers/microsoft/session.test.ts': adapters,
  'tests/providers/microsoft/whole-way.test.ts': [...adapters, 'sql/', 'supabase/'],
  'tests/repo/schema.test.ts': [...database, 'sync-service/bin/', 'tests/repo/'],
  'tests/sql/availability/preview-agreement.test.ts': stored,
  'tests/sql/reports/recomputation.test.ts': stored,
  'tests/sql/rights/shapes.test.ts': stored,
  'tests/sync/account-channels.test.ts': engine,
  'tests/sync/audit-everywhere.test.ts': engine,
  'tests/sync/calendar-zone.test.ts': engine,
  'tests/sync/disconnect.test.ts': engine,
  'tests/sync/pull-failure.test.ts': engine,
  'tests/sync/pull-objects.test.ts': engine,
  'tests/sync/secrets.test.ts': engine,
  'tests/sync/whole-way.test.ts': engine,
};

/** Whether a changed file is one of those that a path, a folder or the files of a folder stand for. */
export function isMeant(file: string, place: string): boolean {
  if (place.endsWith('/*')) return file.startsWith(place.slice(0, -1)) && !file.slice(place.length - 1).includes('/');
  return place.endsWith('/') ? file.startsWith(place) : file === place;
}

/** The long tests that prove nothing that has changed; all files, when what has changed is not known (null). */
export function untouched(changed: readonly string[] | null): string[] {
  if (changed === null) return [];
  return Object.entries(longTests)
    .filter(([, places]) => !places.some((place) => changed.some((file) => isMeant(file, place))))
    .map(([file]) => file);
}

/**
 * What differs from where this branch left `main` (that of `origin`, if there is one), committed or not: what has landed there has
 * passed `.ci/run`. Null where that can't be told: no checkout, no `main`, a history that was cut off.
 */
export function changedFiles(root: string): string[] | null {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', `safe.directory=${root}`, ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const mains = git('for-each-ref', '--format=%(refname)', 'refs/remotes/origin/main', 'refs/heads/main').split('\n');
    const main = mains.at(-1);
    if (!main) return null;
    const base = git('merge-base', 'HEAD', main);
    const listed = [
      git('diff', '--name-only', '-z', '--no-renames', base),
      git('ls-files', '--others', '--exclude-standard', '-z'),
    ];
    return listed.flatMap((names) => names.split('\0')).filter(Boolean);
  } catch {
    // No git, or no such commit: then all are run.
    return null;
  }
}
