import { randomUUID } from 'node:crypto';
import type { EventUpsert } from '../../sync-service/src/calendar/event.ts';
import type { CalendarProvider, ChangePage } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type PullResult, pullCalendar } from '../../sync-service/src/sync/pull.ts';
import type { TestDatabase } from '../support/database.ts';
import { createCalendar } from '../support/fixtures.ts';
import { lastPage, pages } from './pull-scene.ts';
import { setPushScene } from './push-scene.ts';
import { createSqlClient } from './sql-client.ts';

export type SyncedScene = Awaited<ReturnType<typeof setSyncedScene>>;

let cursors = 0;

/** The push scene, and the pulls of its calendar, whose listings the test writes. */
export async function setSyncedScene(database: TestDatabase, options: Parameters<typeof setPushScene>[1] = {}) {
  const scene = await setPushScene(database, options);
  await scene.sql.query(`insert into private.calendar_sync (calendar_id, cursor) values ($1, 'c0')`, [
    scene.calendar.id,
  ]);

  /** One pull of a calendar with these pages. */
  async function readCalendar(calendarId: string, ...listed: (ChangePage | Error)[]): Promise<PullResult> {
    const provider = {
      name: 'caldav',
      capabilities: { writes: true, channels: 'none', incremental: true, findsChanges: false, makesVideoLinks: false },
      listChanges: () => pages(...listed)(null, undefined as never),
    } as unknown as CalendarProvider;
    const parts = {
      db: createDb(createSqlClient(scene.sql)),
      providers: new Map([['caldav', provider]]),
      seal: scene.seal,
      log: createLogger({ level: 'silent' }),
    };
    return await pullCalendar(parts, calendarId);
  }
  const read = (...listed: (ChangePage | Error)[]) => readCalendar(scene.calendar.id, ...listed);

  return {
    ...scene,
    read,
    /** Another calendar of the owner, in an account of its own, that takes the host's time. */
    async addCalendar(access: 'read' | 'write' = 'read'): Promise<string> {
      const account = { owner_id: scene.owner, provider: 'caldav', account_key: randomUUID() };
      const calendar = await createCalendar(scene.sql, scene.host, { access }, { provider: 'caldav' });
      await scene.sql.query(
        'insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, $2, $3)',
        [calendar.connection_id, account.account_key, await scene.seal.seal({}, bindingOf(account))],
      );
      await scene.sql.query(`insert into private.calendar_sync (calendar_id, cursor) values ($1, 'c0')`, [calendar.id]);
      return calendar.id;
    },
    /** A pull of another calendar that names everything there is. */
    readAllOf: (calendarId: string, ...events: EventUpsert[]) =>
      readCalendar(calendarId, lastPage(events, `c${++cursors}`)),
    /** Whose event each stored one of a calendar is, by name. */
    owners: async (calendarId: string) =>
      Object.fromEntries(
        (
          await scene.rows(
            'select provider_event_id, booking_id from public.synced_events where calendar_id = $1 order by 1',
            [calendarId],
          )
        ).map((row) => [row.provider_event_id, row.booking_id]),
      ),
    /** A pull that names everything there is, on one page. */
    readAll: (...events: EventUpsert[]) => read(lastPage(events, `c${++cursors}`)),
    /** A pull of differences, on one page. */
    readChanges: (changes: ChangePage['changes'], fields: Partial<ChangePage> = {}) =>
      read(lastPage(changes, `c${++cursors}`, { isFull: false, ...fields })),
    /** The stored events of the calendar, by name. */
    events: () =>
      scene.rows(
        'select id, provider_event_id, title, starts_at, booking_id from public.synced_events where calendar_id = $1 order by 2',
        [scene.calendar.id],
      ),
    /** The mails of a kind to the owner, with the conflicts that each tells. */
    mailsOfKind: (kind: string) =>
      scene.rows(
        `select n.id, n.booking_id, n.begun_at, n.created_at, array(
           select m.conflict_id from private.conflict_mails as m where m.notification_id = n.id
         ) as conflicts
         from public.notifications as n join auth.users as u on u.email = n.recipient
         where u.id = $1 and n.kind = $2 order by n.created_at, n.id`,
        [scene.owner, kind],
      ),
    /** As if all that is known of conflicts had happened so much earlier. */
    letHoursPass: (hours: number) =>
      scene.sql.query(
        `with k as (
           update public.booking_conflicts as k set detected_at = detected_at - make_interval(hours => $2),
             resolved_at = resolved_at - make_interval(hours => $2)
           from public.bookings as b where b.id = k.booking_id and b.host_id = $1
         )
         update public.notifications as n set created_at = n.created_at - make_interval(hours => $2)
         from public.bookings as b where b.id = n.booking_id and b.host_id = $1`,
        [scene.host.id, hours],
      ),
    /** All mails so far are on their way. */
    sendMails: async () => {
      for (const { id } of await scene.rows(
        'select n.id from public.notifications as n join public.bookings as b on b.id = n.booking_id where b.host_id = $1',
        [scene.host.id],
      ))
        await scene.db.call('next_notification', { notification_id: id });
    },
  };
}

/** A busy event, half an hour from `start` on. */
export function eventAt(id: string, start: string, fields: Partial<EventUpsert> = {}): EventUpsert {
  return {
    kind: 'upsert',
    providerEventId: id,
    seriesId: null,
    icalUid: id,
    title: 'Termin',
    isAllDay: false,
    startsAt: start,
    endsAt: new Date(Date.parse(start) + 1_800_000).toISOString(),
    startDate: null,
    endDate: null,
    status: 'confirmed',
    transparency: 'opaque',
    isBusy: true,
    providerUpdatedAt: null,
    ...fields,
  } as EventUpsert;
}

/** An event of whole days from `first` on. */
export function daysAt(id: string, first: string, days: number, fields: Partial<EventUpsert> = {}): EventUpsert {
  const startDate = first.slice(0, 10);
  const endDate = new Date(Date.parse(startDate) + days * 86_400_000).toISOString().slice(0, 10);
  const times = { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate } as const;
  return { ...eventAt(id, first, fields), ...times } as EventUpsert;
}
