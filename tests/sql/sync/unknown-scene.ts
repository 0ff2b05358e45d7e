import type pg from 'pg';
import type { TestDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createHours } from '../../support/fixtures.ts';
import { daysFromNow, pageOfRun } from '../../support/page.ts';

/** An event of unknown time as a page names it. */
export interface UnknownOnPage {
  object_id: string;
  fingerprint?: string;
  days?: [string, string] | null;
  message?: string;
}

export interface PageOfRun {
  changes?: object[];
  unknown?: (UnknownOnPage | string)[];
  isFull?: boolean;
  isLast?: boolean;
  keep?: string[];
  fullyListed?: string[];
  deleted?: string[];
  missing?: string[];
}

export type UnknownScene = Awaited<ReturnType<typeof setUnknownScene>>;

/** The date so many days from now, as text. */
export const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A host in UTC who offers the hour from 10:00 on, nothing while a calendar is not known, with a calendar that was read. */
export async function setUnknownScene(db: TestDatabase, policy = 'closed') {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  const run = async (text: string, values: unknown[] = []): Promise<any[]> => (await db.sql.query(text, values)).rows;
  const host = await createHost(db.sql, { time_zone: 'UTC', stale_policy: policy });
  const type = await createEventType(db.sql, host.id, {
    durations_minutes: [60],
    min_notice_minutes: 0,
    horizon_days: 60,
  });
  await createHours(db.sql, host.id, '10:00', '11:00');
  const calendar = await createCalendar(db.sql, host, { name: 'Team' });
  await run('insert into private.calendar_sync (calendar_id) values ($1)', [calendar.id]);
  let pages = 0;
  let runId = crypto.randomUUID();

  /** Writes one page of a run; the first and the last one of a run that is not full, unless told otherwise. */
  async function page({ isFull = false, isLast = true, ...rest }: PageOfRun, client?: pg.ClientBase) {
    const { changes = [], unknown = [], keep = [], fullyListed = [], deleted = [], missing = [] } = rest;
    const times = unknown
      .map((one) => (typeof one === 'string' ? { object_id: one } : one))
      .map(({ days, ...one }: UnknownOnPage) => ({
        fingerprint: 'f',
        message: 'No begin.',
        ...one,
        from_day: days?.[0] ?? null,
        until_day: days?.[1] ?? null,
      }));
    const [{ cursor }] = await run('select cursor from private.calendar_sync where calendar_id = $1', [calendar.id]);
    pages += 1;
    const { rows } = await (client ?? db.sql).query('select public.apply_calendar_changes($1, $2) as result', [
      calendar.id,
      pageOfRun({
        expected_cursor: cursor,
        next_cursor: `c${pages}`,
        run_id: runId,
        is_full: isFull,
        is_last: isLast,
        covered_from: daysFromNow(-7),
        changes,
        unreadable_series: keep,
        fully_listed_series: fullyListed,
        deleted_series: deleted,
        missing_series: missing,
        unknown_times: times,
        is_every_unknown: isFull && isLast,
      }),
    ]);
    if (isLast) runId = crypto.randomUUID();
    return rows[0].result;
  }

  /** The names of the events whose time is not known, `+` those that are acknowledged. */
  const stored = async (): Promise<string[]> =>
    (
      await run(
        `select coalesce(object_id, 'others') || case when acknowledged_at is null then '' else '+' end as name
         from private.unknown_times where calendar_id = $1 order by 1`,
        [calendar.id],
      )
    ).map(({ name }) => name);
  const idOf = async (name: string): Promise<string> =>
    (
      await run('select id from private.unknown_times where calendar_id = $1 and object_id = $2', [calendar.id, name])
    )[0]?.id;
  const acknowledge = async (name: string, ownerId: string = host.owner_id) =>
    (await run('select public.acknowledge_unknown_time($1, $2) as result', [await idOf(name), ownerId]))[0].result
      .unknown_time;
  /** The days from tomorrow on, as a number from now, that are offered; `?` after those that need a confirmation. */
  async function offered(days = 6): Promise<string[]> {
    const from = dayIn(1);
    const [{ result }] = await run(`select public.get_available_slots($1, $2, $3) as result`, [
      type.id,
      `${from}T00:00:00Z`,
      `${dayIn(days)}T00:00:00Z`,
    ]);
    return result.slots.map(
      (slot: { start: string; needs_confirmation?: boolean }) =>
        `${(Date.parse(slot.start.slice(0, 10)) - Date.parse(from)) / 86_400_000 + 1}${slot.needs_confirmation ? '?' : ''}`,
    );
  }
  const mails = () =>
    run(
      `select n.id, n.recipient, public.next_notification(n.id) #> '{connection,unknown_times}' as about
       from public.notifications as n join public.calendars as c on c.connection_id = n.connection_id
       where c.id = $1 and n.kind = 'calendar_times_unknown' order by n.created_at`,
      [calendar.id],
    );
  const countMails = async (): Promise<number> =>
    (
      await run(
        `select 1 from public.notifications as n join public.calendars as c on c.connection_id = n.connection_id
         where c.id = $1 and n.kind = 'calendar_times_unknown'`,
        [calendar.id],
      )
    ).length;
  return { run, host, type, calendar, page, stored, idOf, acknowledge, offered, mails, countMails };
}

/** A busy event of two days from now, at 20:00 UTC. */
export const busy = (id: string, series: string | null = null): object => ({
  kind: 'upsert',
  provider_event_id: id,
  series_id: series,
  starts_at: `${dayIn(2)}T20:00:00Z`,
  ends_at: `${dayIn(2)}T21:00:00Z`,
});
