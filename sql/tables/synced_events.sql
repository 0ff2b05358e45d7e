create table public.synced_events (
  id uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  provider_event_id text not null,
  series_id text,
  ical_uid text,
  title text,
  starts_at timestamptz,
  ends_at timestamptz,
  is_all_day boolean not null default false,
  start_date date,
  end_date date,
  status text not null default 'confirmed',
  transparency text not null default 'opaque',
  is_busy boolean not null default true,
  booking_id uuid,
  provider_updated_at timestamptz,
  deleted_at timestamptz,
  sync_run uuid,
  renamed_from text,
  during tstzrange generated always as (case when not is_all_day then tstzrange(starts_at, ends_at, '[)') end) stored,
  is_long boolean generated always as (
    coalesce(ends_at - starts_at > interval '62 days', end_date - start_date > 62, false)
  ) stored,
  first_busy_day date generated always as (
    case
      when not is_busy or deleted_at is not null or booking_id is not null
        or coalesce(ends_at - starts_at > interval '62 days', end_date - start_date > 62, false) then null
      when is_all_day then start_date
      when ends_at > starts_at then (starts_at at time zone 'UTC')::date
    end
  ) stored,
  last_busy_day date generated always as (
    case when is_all_day then end_date - 1 else ((ends_at at time zone 'UTC') - interval '1 microsecond')::date end
  ) stored,
  created_at timestamptz not null default now(),
  constraint synced_events_pkey primary key (id),
  constraint synced_events_provider_key unique (calendar_id, provider_event_id),
  constraint synced_events_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint synced_events_booking_fkey foreign key (booking_id) references public.bookings (id) on delete set null,
  constraint synced_events_status_known check (status in ('confirmed', 'tentative', 'cancelled')),
  constraint synced_events_transparency_known check (transparency in ('opaque', 'transparent')),
  constraint synced_events_times_given check (
    case when is_all_day
      then start_date is not null and end_date is not null and starts_at is null and ends_at is null
      else starts_at is not null and ends_at is not null and start_date is null and end_date is null
    end
  ),
  -- A range between two nulls would be all time.
  constraint synced_events_during_of_timed check (is_all_day = (during is null)),
  constraint synced_events_times_finite check (
    coalesce(isfinite(starts_at) and isfinite(ends_at), true) and coalesce(isfinite(start_date) and isfinite(end_date), true)
  ),
  constraint synced_events_times_ordered check (coalesce(ends_at >= starts_at, end_date >= start_date))
);
create index synced_events_during_idx on public.synced_events using gist (calendar_id, during)
  where is_busy and deleted_at is null and booking_id is null and not is_all_day;
create index synced_events_all_day_idx on public.synced_events (calendar_id, start_date)
  where is_busy and deleted_at is null and booking_id is null and is_all_day;
create index synced_events_long_idx on public.synced_events (calendar_id)
  where is_busy and deleted_at is null and booking_id is null and is_long;
create index synced_events_own_idx on public.synced_events (calendar_id, ends_at)
  where booking_id is not null and not is_all_day;
create index synced_events_own_all_day_idx on public.synced_events (calendar_id, end_date)
  where booking_id is not null and is_all_day;
create index synced_events_series_idx on public.synced_events (calendar_id, series_id) where series_id is not null;
create index synced_events_booking_idx on public.synced_events (booking_id) where booking_id is not null;
create index synced_events_renamed_idx on public.synced_events (calendar_id) where renamed_from is not null;

create table private.busy_days (
  calendar_id uuid not null,
  day date not null,
  spans tstzmultirange not null default '{}',
  is_all_day boolean not null default false,
  constraint busy_days_pkey primary key (calendar_id, day),
  constraint busy_days_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade
);

comment on table public.synced_events is 'External events, normalised: times and titles only. All-day rows have dates and no instants.';
comment on column public.synced_events.end_date is 'Exclusive.';
comment on column public.synced_events.during is 'Null for all-day rows: they take whole local days in a zone that the row does not know.';
comment on column public.synced_events.is_busy is 'Whether it takes time: written by the sync from status, transparency and the calendar''s policy.';
comment on column public.synced_events.booking_id is 'Our own booking''s event: busy only outside its active booking.';
comment on column public.synced_events.deleted_at is
  'Set only by outside writers: the row then counts as not busy. The sync deletes rows instead, and clears this when the provider names the event.';
comment on column public.synced_events.created_at is 'When it became known to us.';
comment on column public.synced_events.sync_run is
  'The run (full or of changes) that named it last: a full listing or series deletes what its run has not named.';
comment on column public.synced_events.renamed_from is
  'The name of the row before an unfinished listing gave it to an event with the same times and title (private.rename_events). Null: none.';
comment on column public.synced_events.is_long is 'Longer than 62 days: not in busy_days, read separately.';
comment on column public.synced_events.first_busy_day is
  'First day of busy_days in which it counts (UTC days for a timed event, local dates for an all-day one); null: it takes no time.';
comment on column public.synced_events.last_busy_day is 'The last such day.';
comment on table private.busy_days is
  'Busy time of a calendar merged per day, kept by triggers of synced_events, so that the cost of reading does not depend on the number of events.';
comment on column private.busy_days.spans is 'Merged timed events, cut to the UTC day.';
comment on column private.busy_days.is_all_day is 'An all-day event covers this local date.';
