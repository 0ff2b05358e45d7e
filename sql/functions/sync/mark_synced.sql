create function private.mark_synced(p_calendar_ids uuid[], p_covered_from timestamptz, p_covered_until timestamptz)
returns void
language plpgsql
set search_path = ''
set plan_cache_mode = 'force_generic_plan' -- planning each time costs more than the work
as $$
declare
  v_connection_ids uuid[];
  v_responding uuid[];
  v_alive_again uuid[];
begin
  -- What was booked while a calendar could not be read is checked.
  perform private.enqueue_blind_check(c.id, c.last_synced_at)
  from public.calendars as c
  join public.calendar_connections as k on k.id = c.connection_id
  where c.id = any (p_calendar_ids) and (k.status = 'needs_reconnect' or c.last_synced_at < now() - interval '1 minute') and exists (
    select from public.calendar_links as l
    join public.hosts as h on h.id = l.host_id
    where l.calendar_id = c.id and l.blocks_availability
      and (k.status = 'needs_reconnect' or c.last_synced_at < now() - make_interval(mins => h.stale_after_minutes))
  );
  update public.calendars as c
  set sync_status = 'synced', sync_error = private.calendar_warning(c.id), last_synced_at = now(),
    covered_from = p_covered_from, covered_until = p_covered_until
  where c.id = any (p_calendar_ids);
  update private.calendar_sync as s set failures = 0, retry_at = null, unanswered_at = null
  where s.calendar_id = any (p_calendar_ids) and (s.retry_at is not null or s.unanswered_at is not null);
  select array_agg(distinct c.connection_id) into v_connection_ids from public.calendars as c where c.id = any (p_calendar_ids);

  -- The account responds: its backoff is over, except what its provider asked for.
  with responding as (
    update private.connection_sync as s
    set refused_at = null, failures = 0, backoff_until = null, next_poll_at = greatest(s.blocked_until, now() + case
      -- Calendars that nobody tried meanwhile may be due.
      when exists (select from public.calendars as c where c.connection_id = s.connection_id and c.sync_status = 'error') then interval '5 seconds'
      else private.jittered(60)
    end)
    where s.connection_id = any (v_connection_ids) and (s.refused_at is not null or s.failures > 0 or s.backoff_until is not null)
    returning s.connection_id
  )
  select array_agg(a.connection_id) into v_responding from responding as a;
  select array_agg(k.id) into v_alive_again
  from public.calendar_connections as k where k.id = any (v_connection_ids) and k.status = 'needs_reconnect';
  -- Nobody knows what its list said while it did not let us in.
  update private.connection_sync as s set relist_at = least(s.relist_at, now()) where s.connection_id = any (v_alive_again);
  update public.calendar_connections as k
  set status = 'active', last_error = null
  where k.id = any (v_connection_ids) and k.status <> 'disconnected' and (k.status <> 'active' or k.last_error is not null)
    and not exists (select from public.calendars as c where c.connection_id = k.id and c.sync_status = 'error');
  update public.calendar_connections as k
  set status = 'active'
  where k.id = any (v_connection_ids) and k.status in ('needs_reconnect', 'error');
  update private.connection_secrets as s set consent_claims = null, asks_consent = false
  where s.connection_id = any (v_alive_again) and (s.consent_claims is not null or s.asks_consent);
  perform private.hasten_pushes(a.id) from unnest(v_responding) as a (id);
  perform private.resume_pushes(a.id) from unnest(v_alive_again) as a (id);
end;
$$;
comment on function private.mark_synced(uuid[], timestamptz, timestamptz) is
  'Calendars were read: marks them as fresh and covered, with their warnings; their account lets us in and is asked at its usual pace again. '
  'What was booked while they were stale is checked (private.enqueue_blind_check). Events that were not written meanwhile are written now (private.hasten_pushes, private.resume_pushes). The error of the connection ends once '
  'none of its calendars has one.';
