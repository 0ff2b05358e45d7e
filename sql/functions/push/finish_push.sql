create function public.finish_push(
  event_key uuid, calendar_id uuid, revision integer, provider_event_id text, version text, is_removed boolean,
  join_url text default null, awaits_join_url boolean default false
)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change pushed events otherwise
set search_path = ''
set lock_timeout = '4s' -- as private.lock_slot
as $$
declare
  v_event public.booking_calendar_events;
  v_is_known boolean;
  v_has_new_link boolean;
begin
  v_is_known := is_removed or not exists (
    select from public.synced_events as e
    where e.calendar_id = finish_push.calendar_id and e.provider_event_id = finish_push.provider_event_id and e.booking_id is null
  );
  v_has_new_link := not is_removed and finish_push.join_url is not null and exists (
    select from public.booking_calendar_events as p
    where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id and p.join_url is distinct from finish_push.join_url
  );
  if not v_is_known or v_has_new_link then
    perform from public.hosts as h
    where h.id in (
      select l.host_id from public.calendar_links as l where l.calendar_id = finish_push.calendar_id
      union
      select b.host_id
      from public.booking_calendar_events as p
      join public.bookings as b on b.id = p.booking_id
      where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id
    )
    order by h.id for no key update;
  end if;
  perform from public.calendars as c where c.id = finish_push.calendar_id for no key update;

  update public.booking_calendar_events as p
  set provider_event_id = case when not is_removed then finish_push.provider_event_id end,
    version = case when not is_removed then finish_push.version end,
    pushed_at = case when p.revision = finish_push.revision then now() else p.pushed_at end,
    listed_at = case
      when is_removed or p.provider_event_id is distinct from finish_push.provider_event_id then null else p.listed_at
    end,
    pushed_revision = finish_push.revision, attempts = 0, last_error = null,
    state = case when p.revision <> finish_push.revision then 'pending' when is_removed then 'removed' else 'pushed' end
  where p.event_key = finish_push.event_key and p.calendar_id = finish_push.calendar_id
  returning p.* into v_event;
  if v_event.event_key is null then
    return jsonb_build_object('state', null);
  end if;
  if is_removed then
    delete from public.synced_events as e
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = finish_push.provider_event_id
      and e.booking_id is not null;
  else
    -- What was written counts before the next listing shows it: the old time is free at once.
    update public.synced_events as e
    set booking_id = b.id, is_all_day = false, start_date = null, end_date = null, starts_at = b.starts_at, ends_at = b.ends_at
    from public.bookings as b
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id and b.id = v_event.booking_id
      and v_event.state = 'pushed';
    update public.synced_events as e
    set booking_id = v_event.booking_id
    where e.calendar_id = v_event.calendar_id and e.provider_event_id = v_event.provider_event_id
      and e.booking_id is distinct from v_event.booking_id;
    if not v_is_known then
      -- A pull before the response to the write took the event for somebody else's.
      perform private.close_overlaps(v_event.calendar_id);
    end if;
    update public.booking_calendar_events as p set listed_at = now()
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id and p.listed_at is null and exists (
      select from public.synced_events as e where e.calendar_id = p.calendar_id and e.provider_event_id = p.provider_event_id
    );
  end if;
  if v_has_new_link then
    perform private.store_join_url(v_event.event_key, v_event.calendar_id, finish_push.join_url);
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
  elsif finish_push.awaits_join_url and v_event.state = 'pushed' and v_event.link_waits < 10 then
    -- Written again as it is, which reads it: after 5 s, then twice as long each time, for 85 minutes in all.
    update public.booking_calendar_events as p
    set revision = p.revision + 1, state = 'pending', link_waits = p.link_waits + 1
    where p.event_key = v_event.event_key and p.calendar_id = v_event.calendar_id;
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id, now() + make_interval(secs => 5 * 2 ^ v_event.link_waits));
  elsif v_event.state = 'pushed' then
    perform private.release_mails(v_event.event_key, v_event.calendar_id);
  end if;
  if v_event.state = 'pending' then
    perform private.enqueue_push(v_event.event_key, v_event.calendar_id);
  end if;
  return jsonb_build_object('state', v_event.state);
end;
$$;
comment on function public.finish_push(uuid, uuid, integer, text, text, boolean, text, boolean) is
  'An event was written or removed as begin_push said: {state}, which is pending again if more was wanted meanwhile, null if the event is gone. '
  'provider_event_id: what the provider calls it, also if it was removed. join_url: its video link; awaits_join_url: one is still being made, so the '
  'event is written again a little later (up to ten times). Without one nobody waits for it any more (private.release_mails).';
