create function public.finish_audit(calendar_id uuid, outcome text, listed integer, drift jsonb)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not write logs otherwise
set search_path = ''
as $$
declare
  v_text constant text := (
    select string_agg(format('%s: %s', d.key, d.value), ', ' order by d.key) from jsonb_each_text(drift) as d
  );
begin
  insert into private.calendar_audits as a (calendar_id, outcome, listed, drift)
  select c.id, finish_audit.outcome, finish_audit.listed, finish_audit.drift from public.calendars as c where c.id = finish_audit.calendar_id
  on conflict on constraint calendar_audits_pkey do update
  set audited_at = now(), outcome = excluded.outcome, listed = excluded.listed, drift = excluded.drift;
  if finish_audit.outcome = 'equal' then
    return null;
  end if;
  insert into public.sync_logs (
    owner_id, connection_id, calendar_id, operation, status, events_processed, events_created, events_updated, events_deleted, error_message, duration_ms
  )
  select
    c.owner_id, c.connection_id, c.id, 'audit', case when finish_audit.outcome = 'failed' then 'failed' else 'completed' end, finish_audit.listed,
    coalesce((drift ->> 'missing')::integer, 0),
    coalesce((drift ->> 'moved')::integer, 0) + coalesce((drift ->> 'busy')::integer, 0) + coalesce((drift ->> 'title')::integer, 0),
    case when finish_audit.outcome <> 'held_back' then coalesce((drift ->> 'extra')::integer, 0) else 0 end,
    case finish_audit.outcome
      when 'failed' then 'The calendar could not be compared with what its provider has; the reason is that of the last pull.'
      when 'held_back' then 'Most events are missing from the calendar; waiting for a second, equal result. Differences: ' || v_text || '.'
      else 'Differences found and repaired: ' || v_text || '.'
    end,
    (extract(epoch from clock_timestamp() - s.last_attempt_at) * 1000)::integer
  from public.calendars as c
  left join private.calendar_sync as s on s.calendar_id = c.id
  where c.id = finish_audit.calendar_id;
  return null;
end;
$$;
comment on function public.finish_audit(uuid, text, integer, jsonb) is
  'Stores how the audit of a calendar ended (outcome and drift as in private.calendar_audits), and a row for people in sync_logs unless nothing '
  'differed: processed are the '
  'events listed, created, updated and deleted what was repaired.';
