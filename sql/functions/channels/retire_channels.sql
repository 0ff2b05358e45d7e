create function private.retire_channels(p_connection_id uuid, p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  -- Those that it stands for, and of these the ones that still count.
  v_all constant uuid[] := case
    when p_calendar_id is null then array(select private.connections_of_account(p_connection_id)) else array[p_connection_id]
  end;
  v_connected constant uuid[] := case
    when p_calendar_id is null then array(select private.connections_of_account(p_connection_id, p_is_connected => true)) else v_all
  end;
  v_ids constant uuid[] := array(
    select h.id from private.channels as h where h.connection_id = any (v_all) and h.calendar_id is not distinct from p_calendar_id
  );
  v_is_needed constant boolean := case
    when p_calendar_id is not null then private.should_be_watched(p_calendar_id)
    else exists (select from public.calendars as c where c.connection_id = any (v_connected) and private.should_be_watched(c.id))
  end;
  v_best private.channels;
  v_unverified_of uuid;
  v_expires_at timestamptz;
begin
  if p_calendar_id is null then
    perform private.hand_over_channels(k.id, p_is_leaving => k.id <> all (v_connected))
    from public.calendar_connections as k
    where k.id = any (v_all) and (k.id <> all (v_connected) or k.status = 'needs_reconnect');
  end if;
  delete from private.channels as h
  where h.id = any (v_ids) and h.expires_at <= now();

  update private.channels as h
  set suspected_at = null, missed_at = h.suspected_at, misses = h.misses + 1,
    -- The second missed change is the channel's fault; but changes that its provider never reports must not cost a channel each time.
    renew_at = case
      when h.misses >= 1 and not h.is_renewable then least(h.renew_at, greatest(now(), h.opened_at + interval '1 hour'))
      else h.renew_at
    end,
    -- Two of the same kind are not allowed where they can be prolonged, so it is closed first.
    state = case when h.misses >= 1 and h.is_renewable and h.opened_at <= now() - interval '1 hour' then 'closing' else h.state end
  where h.id = any (v_ids) and h.suspected_at <= now() - interval '60 seconds';

  for v_unverified_of in
    update private.channels as h set state = 'closing'
    where h.id = any (v_ids) and h.opened_at <= now() - interval '10 minutes'
      and (h.state = 'opening' or (h.state = 'open' and h.verified_at is null))
    returning h.connection_id
  loop
    perform private.record_watch_failure(
      v_unverified_of, p_calendar_id, 'unverified', 'The provider agreed to notify us of changes, but no notice has arrived.'
    );
  end loop;

  select h.* into v_best
  from private.channels as h
  where h.id = any (v_ids) and h.state = 'open' and h.verified_at is not null
  order by h.opened_at desc, h.id limit 1;
  if v_best.id is not null then
    delete from private.calendar_watch as w
    where w.connection_id = any (v_all) and w.calendar_id is not distinct from p_calendar_id
      and w.failed_at < greatest(v_best.verified_at, v_best.renewed_at);
  end if;
  update private.channels as h set state = 'closing', close_after = now()
  where h.id = any (v_ids) and h.state <> 'closing' and ((h.id <> v_best.id and h.opened_at <= v_best.opened_at) or not v_is_needed);

  v_expires_at := case when v_is_needed then v_best.expires_at end;
  update public.calendars as c
  set push_expires_at = case when c.connection_id = any (v_connected) then v_expires_at end
  where c.connection_id = any (v_all) and (p_calendar_id is null or c.id = p_calendar_id)
    and c.push_expires_at is distinct from case when c.connection_id = any (v_connected) then v_expires_at end;
end;
$$;
comment on function private.retire_channels(uuid, uuid) is
  'Judges the channels of a calendar or (p_calendar_id null) of an account, which the caller has locked (private.lock_watched): gives those of a '
  'connection that cannot care for them to another one of the account (private.hand_over_channels), deletes those that '
  'ended, gives up one that was not verified in 10 minutes, closes older ones once a newer one is verified, and all if nobody needs them any more. '
  'A change without a notice within 60 s was missed; after the second one the channel is replaced.';
