create function private.retire_channels(p_calendar_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_best private.channels;
  v_given_up integer;
begin
  delete from private.channels as h
  where h.calendar_id = p_calendar_id and h.expires_at <= now();

  update private.channels as h
  set suspected_at = null, missed_at = h.suspected_at, misses = h.misses + 1,
    -- The second missed change is the channel's fault; but changes that its provider never reports must not cost a channel each time.
    renew_at = case when h.misses >= 1 then least(h.renew_at, greatest(now(), h.opened_at + interval '1 hour')) else h.renew_at end
  where h.calendar_id = p_calendar_id and h.suspected_at <= now() - interval '60 seconds';

  update private.channels as h set state = 'closing'
  where h.calendar_id = p_calendar_id and h.opened_at <= now() - interval '10 minutes'
    and (h.state = 'opening' or (h.state = 'open' and h.verified_at is null));
  get diagnostics v_given_up = row_count;
  if v_given_up > 0 then
    perform private.record_watch_failure(p_calendar_id, 'unverified');
  end if;

  select h.* into v_best
  from private.channels as h
  where h.calendar_id = p_calendar_id and h.state = 'open' and h.verified_at is not null
  order by h.opened_at desc, h.id limit 1;
  if v_best.id is not null then
    delete from private.calendar_watch as w where w.calendar_id = p_calendar_id and w.failed_at < v_best.verified_at;
  end if;
  update private.channels as h set state = 'closing', close_after = now()
  where h.calendar_id = p_calendar_id and h.state <> 'closing'
    and ((h.id <> v_best.id and h.opened_at <= v_best.opened_at) or not private.should_be_watched(p_calendar_id));

  update public.calendars as c
  set push_expires_at = (
    select h.expires_at from private.channels as h where h.id = v_best.id and h.state = 'open'
  )
  where c.id = p_calendar_id and c.push_expires_at is distinct from (
    select h.expires_at from private.channels as h where h.id = v_best.id and h.state = 'open'
  );
end;
$$;
comment on function private.retire_channels(uuid) is
  'Judges the channels of a calendar, whose row the caller has locked: deletes those that ended, gives up one that was not verified in 10 minutes, '
  'closes older ones once a newer one is verified, and all of a calendar that nobody needs any more. A change without a notice within 60 s was '
  'missed; after the second one the channel is replaced.';
