create function private.record_lost_bookings(p_calendar_id uuid, p_changes jsonb, p_restored_at timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
begin
  insert into private.lost_bookings (calendar_id, provider_event_id, booking_id)
  select distinct on (c.provider_event_id) p_calendar_id, c.provider_event_id, l.value::uuid
  from jsonb_to_recordset(p_changes) as c (kind text, provider_event_id text, links jsonb)
  cross join lateral jsonb_array_elements_text(c.links) with ordinality as l (value, position)
  -- What the backup has was no booking then either, or was forgotten on purpose.
  join public.synced_events as e
    on e.calendar_id = p_calendar_id and e.provider_event_id = c.provider_event_id
      and e.created_at >= p_restored_at and e.booking_id is null and e.deleted_at is null
  where c.kind = 'upsert' and l.value ~ v_uuid
    and not exists (
      select from jsonb_array_elements_text(c.links) as k (value)
      join public.bookings as b on b.id = k.value::uuid
      where k.value ~ v_uuid
    )
    -- A feed shows the events of another calendar once more.
    and not exists (
      select from public.calendars as own
      join public.calendars as other on other.owner_id = own.owner_id and other.id <> own.id
      join private.lost_bookings as o on o.calendar_id = other.id and o.booking_id = l.value::uuid
      where own.id = p_calendar_id
    )
  order by c.provider_event_id, l.position
  on conflict on constraint lost_bookings_event_key do nothing;
end;
$$;
comment on function private.record_lost_bookings(uuid, jsonb, timestamptz) is
  'After the restore of a backup at p_restored_at: remembers which events of a page (changes as private.upsert_events has written them) became known only since, and link to a '
  'booking that does not exist: it was made after the backup. Their time is taken as that of all events is. Under the lock of the calendar.';
