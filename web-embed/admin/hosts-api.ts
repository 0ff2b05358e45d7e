import { RequestError } from '../shared/request.ts';
import type { Host } from './app/admin.ts';
import type { AdminCalls } from './app/calls.ts';

/** What an owner sets of a host on its screen. */
export interface HostSettings {
  display_name: string;
  slug: string;
  kind: Host['kind'];
  time_zone: string;
}

/** A row of `hosts`, as far as it is edited there. */
export interface HostRow extends HostSettings {
  id: string;
  is_active: boolean;
  /** Another one after each change. */
  updated_at: string;
}

/** A row of `availability_rules`. */
export interface Rule {
  id?: string;
  event_type_id: string | null;
  /** 0 = Sunday. */
  day_of_week: number;
  start_time: string;
  end_time: string;
  valid_from: string | null;
  valid_until: string | null;
}

const columns = 'id,display_name,slug,kind,time_zone,is_active,updated_at';
const returning = { prefer: 'return=representation' };

export type HostsApi = ReturnType<typeof createHostsApi>;

/** The calls that make and change hosts, and give them their first hours. All of them throw `RequestError`. */
export function createHostsApi({ table, rpc }: AdminCalls) {
  const one = (id: string) => `hosts?id=eq.${encodeURIComponent(id)}`;
  const api = {
    /** @throws RequestError `not_found` */
    async read(id: string, signal?: AbortSignal): Promise<HostRow> {
      const isId = /^[0-9a-f-]{36}$/i.test(id);
      const rows = isId ? await table<HostRow[]>(`${one(id)}&select=${columns}`, { signal }) : [];
      return rows[0] ?? fail();
    },

    async create(settings: HostSettings): Promise<HostRow> {
      const rows = await table<HostRow[]>(`hosts?select=${columns}`, {
        method: 'POST',
        headers: returning,
        body: settings,
      });
      return rows[0] ?? fail();
    },

    /**
     * Saves what was changed of a row as it was read; null: somebody has changed it since, and nothing was saved.
     * @throws RequestError `not_found`: it was deleted
     */
    async save(row: HostRow, changes: Partial<HostSettings>): Promise<HostRow | null> {
      const rows = await table<HostRow[]>(
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

    /** All hours of a host, with what `saveWeek` needs to know. */
    async readHours(hostId: string, signal?: AbortSignal): Promise<{ version: string; rules: Rule[] }> {
      return rpc('get_schedule', { host_id: hostId }, signal);
    },

    /** Replaces the weekly hours of a host, and leaves all others as they are. @throws RequestError `invalid_state`: changed elsewhere */
    async saveWeek(hostId: string, known: { version: string; rules: Rule[] }, week: Rule[]): Promise<void> {
      const rules = [...known.rules.filter((rule) => !isWeekly(rule)), ...week];
      await rpc('save_schedule', { host_id: hostId, version: known.version, changes: { rules } });
    },
  };
  return api;
}

/** Whether a rule is one of the host's own weekly hours: of no event type, and without dates. */
export function isWeekly(rule: Rule): boolean {
  return rule.event_type_id === null && rule.valid_from === null && rule.valid_until === null;
}

/** A host whose settings were refused: at which of them, and why; null: it is about none. */
export function hostFault(error: unknown): { column: keyof HostSettings; text: string } | null {
  if (!(error instanceof RequestError)) return null;
  const { message } = error;
  if (message.includes('hosts_slug_key'))
    return { column: 'slug', text: 'This address is taken already. Choose another one.' };
  if (message.includes('hosts_slug_format'))
    return {
      column: 'slug',
      text: 'Only small letters a to z, digits, hyphens and underscores; it begins and ends with a letter or digit.',
    };
  if (message.endsWith(' is not a time zone.')) return { column: 'time_zone', text: message };
  const name = /^display_name (.*)$/s.exec(message)?.[1];
  return name === undefined ? null : { column: 'display_name', text: `It ${name}` };
}

function fail(): never {
  throw new RequestError('not_found', 404, 'There is no such resource');
}
