import { RequestError } from '../../../shared/request.ts';
import type { AdminCalls } from '../../app/calls.ts';
import { type EventType, type EventTypeSettings, settingColumns } from './event-type.ts';

const columns = [...settingColumns, 'id', 'host_id', 'is_active', 'position', 'location_notice', 'updated_at'].join();
const maxShown = 100;

/** What keeps an event type from being deleted. */
export interface BookingsOfType {
  /** Ever: their rows stay, and need it. */
  any: boolean;
  /** To come, also requests. */
  upcoming: number;
  /** There may be more to come. */
  isMore: boolean;
}

export type EventTypesApi = ReturnType<typeof createEventTypesApi>;

/** The calls of the event types' screens. All of them throw `RequestError`. */
export function createEventTypesApi({ table }: AdminCalls) {
  const one = (id: string) => `event_types?id=eq.${encodeURIComponent(id)}`;
  const returning = { prefer: 'return=representation' };

  const api = {
    /** In the order in which visitors see them. */
    list: (hostId: string, signal?: AbortSignal) =>
      table<EventType[]>(`event_types?select=${columns}&host_id=eq.${hostId}&order=position,slug`, { signal }),

    /** @throws RequestError `not_found` */
    async read(id: string, signal?: AbortSignal): Promise<EventType> {
      // What is no id would be refused with a fault of the database.
      const rows = isId(id) ? await table<EventType[]>(`${one(id)}&select=${columns}`, { signal }) : [];
      return rows[0] ?? fail();
    },

    async create(hostId: string, settings: EventTypeSettings, more: Partial<EventType> = {}): Promise<EventType> {
      const others = await table<{ position: number }[]>(
        `event_types?select=position&host_id=eq.${hostId}&order=position.desc&limit=1`,
      );
      const rows = await table<EventType[]>(`event_types?select=${columns}`, {
        method: 'POST',
        headers: returning,
        body: { host_id: hostId, position: (others[0]?.position ?? -1) + 1, ...settings, ...more },
      });
      return rows[0] ?? fail();
    },

    /**
     * Saves what was changed of a row as it was read; null: somebody has changed it since, and nothing was saved.
     * @throws RequestError `not_found`: it was deleted
     */
    async save(row: EventType, changes: Partial<EventTypeSettings>): Promise<EventType | null> {
      const rows = await table<EventType[]>(
        `${one(row.id)}&updated_at=eq.${encodeURIComponent(row.updated_at)}&select=${columns}`,
        { method: 'PATCH', headers: returning, body: changes },
      );
      if (rows[0] !== undefined) return rows[0];
      await api.read(row.id);
      return null;
    },

    async setActive(id: string, isActive: boolean): Promise<void> {
      await table(one(id), { method: 'PATCH', body: { is_active: isActive } });
    },

    async setPositions(positions: readonly { id: string; position: number }[]): Promise<void> {
      for (const { id, position } of positions) await table(one(id), { method: 'PATCH', body: { position } });
    },

    async bookingsOf(id: string): Promise<BookingsOfType> {
      const of = `bookings?select=id&event_type_id=eq.${id}`;
      const [any, upcoming] = await Promise.all([
        table<unknown[]>(`${of}&limit=1`),
        table<unknown[]>(
          `${of}&status=in.(pending,confirmed)&ends_at=gt.${new Date().toISOString()}&limit=${maxShown + 1}`,
        ),
      ]);
      return {
        any: any.length > 0,
        upcoming: Math.min(upcoming.length, maxShown),
        isMore: upcoming.length > maxShown,
      };
    },

    async remove(id: string): Promise<void> {
      await table(one(id), { method: 'DELETE' });
    },

    /** A copy with its own hours, switched off. */
    async duplicate(source: EventType, settings: EventTypeSettings): Promise<EventType> {
      const copy = await api.create(source.host_id, settings, { is_active: false });
      for (const [name, kept] of hoursTables) {
        const rows = await table<object[]>(`${name}?select=${kept}&event_type_id=eq.${source.id}`);
        if (rows.length === 0) continue;
        const body = rows.map((row) => ({ ...row, host_id: source.host_id, event_type_id: copy.id }));
        await table(name, { method: 'POST', body });
      }
      return copy;
    },
  };
  return api;
}

const hoursTables = [
  ['availability_rules', 'day_of_week,start_time,end_time,valid_from,valid_until,label'],
  ['availability_overrides', 'override_date,effect,start_time,end_time,label'],
] as const;

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function fail(): never {
  throw new RequestError('not_found', 404, 'There is no such event type');
}
