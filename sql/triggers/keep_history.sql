create function private.keep_history()
returns trigger
language plpgsql
security definer -- keeps a private table that the writers of these rows have no rights on
set search_path = ''
as $$
declare
  v_old constant jsonb := to_jsonb(old);
  v_columns constant text[] := tg_argv[2]::text[];
  v_was jsonb;
begin
  if tg_op = 'DELETE' then
    v_was := (select jsonb_object_agg(c.name, v_old -> c.name) from unnest(v_columns) as c (name));
  else
    v_was := (
      select jsonb_object_agg(c.name, v_old -> c.name)
      from unnest(v_columns) as c (name)
      where v_old -> c.name is distinct from to_jsonb(new) -> c.name
    );
  end if;
  -- What the host's calendar calls a booking tells who booked it.
  if v_old ->> 'booking_id' is not null then
    v_was := v_was - 'title';
  end if;
  if v_was <> '{}' then
    insert into private.history (subject, kind, row_id, is_deleted, was)
    values ((v_old ->> tg_argv[0])::uuid, tg_table_name, (v_old ->> tg_argv[1])::uuid, tg_op = 'DELETE', v_was);
  end if;
  return null;
end;
$$;
comment on function private.keep_history() is
  'Keeps what a row said before it changed or was deleted (private.history). Arguments of the trigger: the columns with its subject and its id, and '
  'the columns that are kept.';

create trigger hosts_history_update after update on public.hosts
for each row when (
  (old.is_active, old.time_zone, old.stale_policy, old.stale_after_minutes)
  is distinct from
  (new.is_active, new.time_zone, new.stale_policy, new.stale_after_minutes)
)
execute function private.keep_history(
  'id', 'id', '{is_active,time_zone,stale_policy,stale_after_minutes}'
);
create trigger event_types_history_update after update on public.event_types
for each row when (
  (old.is_active, old.time_zone, old.durations_minutes, old.slot_interval_minutes, old.buffer_before_minutes,
    old.buffer_after_minutes, old.min_notice_minutes, old.horizon_days, old.max_per_day, old.max_per_week, old.seats,
    old.requires_confirmation)
  is distinct from
  (new.is_active, new.time_zone, new.durations_minutes, new.slot_interval_minutes, new.buffer_before_minutes,
    new.buffer_after_minutes, new.min_notice_minutes, new.horizon_days, new.max_per_day, new.max_per_week, new.seats,
    new.requires_confirmation)
)
execute function private.keep_history(
  'host_id', 'id', '{is_active,time_zone,durations_minutes,slot_interval_minutes,buffer_before_minutes,buffer_after_minutes,min_notice_minutes,horizon_days,max_per_day,max_per_week,seats,requires_confirmation}'
);
create trigger availability_rules_history_update after update on public.availability_rules
for each row when (
  (old.event_type_id, old.day_of_week, old.start_time, old.end_time, old.valid_from, old.valid_until, old.label)
  is distinct from
  (new.event_type_id, new.day_of_week, new.start_time, new.end_time, new.valid_from, new.valid_until, new.label)
)
execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}'
);
create trigger availability_rules_history_delete after delete on public.availability_rules
for each row execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}'
);
create trigger availability_overrides_history_update after update on public.availability_overrides
for each row when (
  (old.event_type_id, old.override_date, old.effect, old.start_time, old.end_time, old.label)
  is distinct from
  (new.event_type_id, new.override_date, new.effect, new.start_time, new.end_time, new.label)
)
execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}'
);
create trigger availability_overrides_history_delete after delete on public.availability_overrides
for each row execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}'
);
create trigger blocked_periods_history_update after update on public.blocked_periods
for each row when (
  (old.event_type_id, old.kind, old.start_date, old.end_date, old.starts_at, old.ends_at, old.reason)
  is distinct from
  (new.event_type_id, new.kind, new.start_date, new.end_date, new.starts_at, new.ends_at, new.reason)
)
execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}'
);
create trigger blocked_periods_history_delete after delete on public.blocked_periods
for each row execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}'
);
create trigger bookings_history_update after update on public.bookings
for each row when (
  (old.status, old.event_type_id, old.starts_at, old.ends_at, old.expires_at, old.calendar_id)
  is distinct from
  (new.status, new.event_type_id, new.starts_at, new.ends_at, new.expires_at, new.calendar_id)
)
execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}'
);
create trigger bookings_history_delete after delete on public.bookings
for each row execute function private.keep_history(
  'host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}'
);
create trigger waitlist_entries_history_update after update on public.waitlist_entries
for each row when ((old.state, old.starts_at, old.ends_at) is distinct from (new.state, new.starts_at, new.ends_at))
execute function private.keep_history(
  'host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}'
);
create trigger waitlist_entries_history_delete after delete on public.waitlist_entries
for each row execute function private.keep_history(
  'host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}'
);
create trigger calendar_links_history_update after update on public.calendar_links
for each row when (old.blocks_availability is distinct from new.blocks_availability)
execute function private.keep_history(
  'host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}'
);
create trigger calendar_links_history_delete after delete on public.calendar_links
for each row execute function private.keep_history(
  'host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}'
);
create trigger calendars_history_update after update on public.calendars
for each row when ((old.time_zone, old.covered_until) is distinct from (new.time_zone, new.covered_until))
execute function private.keep_history(
  'id', 'id', '{time_zone,covered_until}'
);
create trigger calendar_connections_history_update after update on public.calendar_connections
for each row when (old.status is distinct from new.status)
execute function private.keep_history(
  'id', 'id', '{status}'
);
create trigger synced_events_history_update after update on public.synced_events
for each row when (
  (old.title, old.starts_at, old.ends_at, old.start_date, old.end_date, old.is_all_day, old.is_busy, old.deleted_at,
    old.booking_id)
  is distinct from
  (new.title, new.starts_at, new.ends_at, new.start_date, new.end_date, new.is_all_day, new.is_busy, new.deleted_at,
    new.booking_id)
)
execute function private.keep_history(
  'calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}'
);
create trigger synced_events_history_delete after delete on public.synced_events
for each row execute function private.keep_history(
  'calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}'
);
create trigger unknown_times_history_update after update on private.unknown_times
for each row when (
  (old.from_day, old.until_day, old.message, old.acknowledged_at)
  is distinct from
  (new.from_day, new.until_day, new.message, new.acknowledged_at)
)
execute function private.keep_history(
  'calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}'
);
create trigger unknown_times_history_delete after delete on private.unknown_times
for each row execute function private.keep_history(
  'calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}'
);
