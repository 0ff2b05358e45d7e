create function private.keep_history()
returns trigger
language plpgsql
security definer -- keeps a private table that the writers of these rows have no rights on
set search_path = ''
as $$
declare
  v_old constant jsonb := to_jsonb(old);
  v_new constant jsonb := case tg_op when 'UPDATE' then to_jsonb(new) end;
  v_columns constant text[] := tg_argv[2]::text[];
  v_was jsonb;
begin
  v_was := (
    select jsonb_object_agg(c.name, v_old -> c.name)
    from unnest(v_columns) as c (name)
    where v_new is null or v_old -> c.name is distinct from v_new -> c.name
  );
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
  old.is_active is distinct from new.is_active or old.time_zone is distinct from new.time_zone
  or old.stale_policy is distinct from new.stale_policy or old.stale_after_minutes is distinct from new.stale_after_minutes
)
execute function private.keep_history('id', 'id', '{is_active,time_zone,stale_policy,stale_after_minutes}');
create trigger event_types_history_update after update on public.event_types
for each row when (
  old.is_active is distinct from new.is_active or old.time_zone is distinct from new.time_zone
  or old.durations_minutes is distinct from new.durations_minutes or old.slot_interval_minutes is distinct from new.slot_interval_minutes
  or old.buffer_before_minutes is distinct from new.buffer_before_minutes
  or old.buffer_after_minutes is distinct from new.buffer_after_minutes or old.min_notice_minutes is distinct from new.min_notice_minutes
  or old.horizon_days is distinct from new.horizon_days or old.max_per_day is distinct from new.max_per_day
  or old.max_per_week is distinct from new.max_per_week or old.seats is distinct from new.seats
  or old.requires_confirmation is distinct from new.requires_confirmation
)
execute function private.keep_history('host_id', 'id', '{is_active,time_zone,durations_minutes,slot_interval_minutes,buffer_before_minutes,buffer_after_minutes,min_notice_minutes,horizon_days,max_per_day,max_per_week,seats,requires_confirmation}');
create trigger availability_rules_history_update after update on public.availability_rules
for each row when (
  old.event_type_id is distinct from new.event_type_id or old.day_of_week is distinct from new.day_of_week
  or old.start_time is distinct from new.start_time or old.end_time is distinct from new.end_time
  or old.valid_from is distinct from new.valid_from or old.valid_until is distinct from new.valid_until
  or old.label is distinct from new.label
)
execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}');
create trigger availability_rules_history_delete after delete on public.availability_rules
for each row execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,day_of_week,start_time,end_time,valid_from,valid_until,label}');
create trigger availability_overrides_history_update after update on public.availability_overrides
for each row when (
  old.event_type_id is distinct from new.event_type_id or old.override_date is distinct from new.override_date
  or old.effect is distinct from new.effect or old.start_time is distinct from new.start_time or old.end_time is distinct from new.end_time
  or old.label is distinct from new.label
)
execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}');
create trigger availability_overrides_history_delete after delete on public.availability_overrides
for each row execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,override_date,effect,start_time,end_time,label}');
create trigger blocked_periods_history_update after update on public.blocked_periods
for each row when (
  old.event_type_id is distinct from new.event_type_id or old.kind is distinct from new.kind
  or old.start_date is distinct from new.start_date or old.end_date is distinct from new.end_date
  or old.starts_at is distinct from new.starts_at or old.ends_at is distinct from new.ends_at or old.reason is distinct from new.reason
)
execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}');
create trigger blocked_periods_history_delete after delete on public.blocked_periods
for each row execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,event_type_id,kind,start_date,end_date,starts_at,ends_at,reason}');
create trigger bookings_history_update after update on public.bookings
for each row when (
  old.status is distinct from new.status or old.event_type_id is distinct from new.event_type_id
  or old.starts_at is distinct from new.starts_at or old.ends_at is distinct from new.ends_at
  or old.expires_at is distinct from new.expires_at or old.calendar_id is distinct from new.calendar_id
)
execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}');
create trigger bookings_history_delete after delete on public.bookings
for each row execute function private.keep_history('host_id', 'id', '{id,host_id,created_at,status,event_type_id,starts_at,ends_at,during,expires_at,calendar_id}');
create trigger waitlist_entries_history_update after update on public.waitlist_entries
for each row when (
  old.state is distinct from new.state or old.starts_at is distinct from new.starts_at or old.ends_at is distinct from new.ends_at
)
execute function private.keep_history('host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}');
create trigger waitlist_entries_history_delete after delete on public.waitlist_entries
for each row execute function private.keep_history('host_id', 'id', '{id,host_id,event_type_id,position,created_at,state,starts_at,ends_at}');
create trigger calendar_links_history_update after update on public.calendar_links
for each row when (old.blocks_availability is distinct from new.blocks_availability)
execute function private.keep_history('host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}');
create trigger calendar_links_history_delete after delete on public.calendar_links
for each row execute function private.keep_history('host_id', 'calendar_id', '{calendar_id,host_id,created_at,blocks_availability}');
create trigger calendars_history_update after update on public.calendars
for each row when (
  old.time_zone is distinct from new.time_zone or old.covered_until is distinct from new.covered_until
)
execute function private.keep_history('id', 'id', '{time_zone,covered_until}');
create trigger calendar_connections_history_update after update on public.calendar_connections
for each row when (old.status is distinct from new.status)
execute function private.keep_history('id', 'id', '{status}');
create trigger synced_events_history_update after update on public.synced_events
for each row when (
  old.title is distinct from new.title or old.starts_at is distinct from new.starts_at or old.ends_at is distinct from new.ends_at
  or old.start_date is distinct from new.start_date or old.end_date is distinct from new.end_date
  or old.is_all_day is distinct from new.is_all_day or old.is_busy is distinct from new.is_busy
  or old.deleted_at is distinct from new.deleted_at or old.booking_id is distinct from new.booking_id
)
execute function private.keep_history('calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}');
create trigger synced_events_history_delete after delete on public.synced_events
for each row execute function private.keep_history('calendar_id', 'id', '{id,calendar_id,created_at,title,starts_at,ends_at,start_date,end_date,is_all_day,is_busy,deleted_at,booking_id,during,is_long}');
create trigger unknown_times_history_update after update on private.unknown_times
for each row when (
  old.from_day is distinct from new.from_day or old.until_day is distinct from new.until_day or old.message is distinct from new.message
  or old.acknowledged_at is distinct from new.acknowledged_at
)
execute function private.keep_history('calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}');
create trigger unknown_times_history_delete after delete on private.unknown_times
for each row execute function private.keep_history('calendar_id', 'id', '{id,calendar_id,detected_at,from_day,until_day,message,acknowledged_at}');
