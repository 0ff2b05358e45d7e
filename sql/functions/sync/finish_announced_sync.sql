create function public.finish_announced_sync(connection_id uuid, began_at timestamptz, has_found boolean, lags_ms integer[] default '{}')
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_id constant uuid := finish_announced_sync.connection_id;
  v_next timestamptz;
  v_is_unlikely boolean;
  v_event record;
  v_is_last boolean;
begin
  perform from private.noticed_events as e where e.connection_id = v_id order by e.provider_event_id for update;
  update private.noticed_events as e set due_at = null
  where e.connection_id = v_id and e.provider_event_id = '' and e.due_at <= finish_announced_sync.began_at and finish_announced_sync.has_found;
  v_is_unlikely := exists (
    select from private.noticed_events as e where e.connection_id = v_id and e.missed_at > now() - interval '10 minutes'
  );
  for v_event in
    select e.provider_event_id as id, e.tries, private.is_known_event(v_id, e.provider_event_id) as is_known
    from private.noticed_events as e
    where e.connection_id = v_id and e.due_at <= finish_announced_sync.began_at
  loop
    v_is_last := v_event.tries >= cardinality(lags_ms);
    update private.noticed_events as e
    set tries = e.tries + 1,
      due_at = case
        when not v_is_last and coalesce(v_event.is_known, not v_is_unlikely)
        then now() + make_interval(secs => least(greatest(lags_ms[e.tries + 1], 0), 60000) / 1000.0)
      end,
      -- Only one that had all its attempts, so that they are made again for the first one after the ten minutes.
      missed_at = case when v_is_last and v_event.tries > 0 and v_event.is_known is null then now() else e.missed_at end
    where e.connection_id = v_id and e.provider_event_id = v_event.id;
  end loop;
  delete from private.noticed_events as e
  where e.connection_id = v_id and e.due_at is null and e.noticed_at < now() - interval '1 minute'
    and coalesce(e.missed_at < now() - interval '10 minutes', true);
  select min(e.due_at) into v_next from private.noticed_events as e where e.connection_id = v_id;
  if v_next is not null then
    perform private.enqueue_announced_sync(v_id, greatest(v_next, private.quiet_until(v_id)));
  end if;
  return null;
end;
$$;
comment on function public.finish_announced_sync(uuid, timestamptz, boolean, integer[]) is
  'An announced sync of an account ended that began then. Another one follows for events that a notice told of and that no pull has shown: after '
  'the next of lags_ms (milliseconds, at most a minute each), and after the last one the notice is let go. A notice without an event is over if '
  'anything was found (has_found). Notices name events of calendars that are not read, too. One that only such a calendar is known to have is '
  'let go at once, and one that is not known at all if another one was let go after all attempts in the last ten minutes: polls find what that '
  'misses.';
