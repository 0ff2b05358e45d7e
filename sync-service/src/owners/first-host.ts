import type pg from 'pg';

/** What the first host of an owner is made of. */
export interface FirstHost {
  slug: string;
  timeZone: string;
  displayName: string;
}

/** Whether it was made now, is there already, or its slug belongs to somebody else. */
export type FirstHostResult = 'created' | 'exists' | 'taken';

/** What a new host begins with, so that the first visitor can book at once. The owner changes it on the admin page. */
const STARTERS = `
  with new_host as (
    insert into public.hosts (owner_id, slug, time_zone, display_name) values ($1, $2, $3, $4)
    on conflict (slug) do nothing
    returning id
  ),
  hours as (
    insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
    select h.id, d, '09:00', '17:00' from new_host as h cross join generate_series(1, 5) as d
  ),
  meeting as (
    insert into public.event_types (host_id, slug, title, durations_minutes, min_notice_minutes)
    select h.id, 'meeting', 'Meeting', '{30}', 60 from new_host as h
  )
  select count(*)::integer as made from new_host`;

/**
 * Makes the first host of an owner, with hours and one event type. Repeatable: a host of theirs that has the slug stays
 * as it is.
 * @param sql A connection of the role that owns the tables.
 */
export async function makeFirstHost(
  sql: pg.ClientBase,
  ownerId: string,
  { slug, timeZone, displayName }: FirstHost,
): Promise<FirstHostResult> {
  const { rows } = await sql.query<{ made: number }>(STARTERS, [ownerId, slug, timeZone, displayName]);
  if (rows[0]?.made === 1) return 'created';
  const taken = await sql.query<{ owner_id: string }>('select owner_id from public.hosts where slug = $1', [slug]);
  return taken.rows[0]?.owner_id === ownerId ? 'exists' : 'taken';
}
