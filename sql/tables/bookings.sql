create table public.bookings (
  id uuid not null default gen_random_uuid(),
  host_id uuid not null,
  event_type_id uuid not null,
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz,
  sequence integer not null default 0,
  seat integer not null,
  generation integer not null default 0,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  unread_calendars jsonb,
  renewed_at timestamptz,
  calendar_id uuid,
  during tstzrange generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
  session_key uuid generated always as (
    md5(
      event_type_id::text
      || extract(epoch from starts_at at time zone 'UTC')::text || '/'
      || extract(epoch from ends_at at time zone 'UTC')::text
    )::uuid
  ) stored,
  no_show boolean not null default false,
  reschedules integer not null default 0,
  moved_by text,
  move_reason text,
  proposed_starts_at timestamptz,
  proposed_ends_at timestamptz,
  is_forced boolean not null default false,
  location jsonb,
  series_id uuid,
  previous_starts_at timestamptz,
  previous_ends_at timestamptz,
  metadata jsonb,
  forgotten_at timestamptz,
  constraint bookings_pkey primary key (id),
  constraint bookings_event_type_fkey foreign key (host_id, event_type_id) references public.event_types (host_id, id),
  constraint bookings_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete set null,
  constraint bookings_status_known check (
    status in ('held', 'pending', 'confirmed', 'cancelled', 'declined', 'expired')
  ),
  constraint bookings_end_after_start check (ends_at > starts_at and isfinite(starts_at) and isfinite(ends_at)),
  constraint bookings_held_expires check (status <> 'held' or expires_at is not null),
  constraint bookings_seat_positive check (seat >= 1),
  constraint bookings_sequence_positive check (sequence >= 0),
  constraint bookings_cancelled_by_known check (cancelled_by in ('visitor', 'host', 'system')),
  constraint bookings_unread_calendars_list check (jsonb_typeof(unread_calendars) = 'array'),
  constraint bookings_cancel_reason_length check (char_length(cancel_reason) <= 2000),
  constraint bookings_reschedules_positive check (reschedules >= 0),
  constraint bookings_moved_by_known check (moved_by in ('visitor', 'host', 'agreement')),
  constraint bookings_move_reason_length check (char_length(move_reason) <= 2000),
  constraint bookings_proposed_end_after_start check (
    num_nulls(proposed_starts_at, proposed_ends_at) = 2 or coalesce(proposed_ends_at > proposed_starts_at, false)
  ),
  constraint bookings_location_object check (jsonb_typeof(location) = 'object' and location ? 'kind'),
  constraint bookings_metadata_small check (jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 8192),
  constraint bookings_no_overlap exclude using gist (
    -- Null is equal to nothing: a booking that the host forced is in nobody's way here.
    host_id with =, session_key with <>, during with &&, (case when not is_forced then 1 end) with =
  ) where (status in ('held', 'pending', 'confirmed'))
) with (fillfactor = 80); -- what becomes of one stays on its page: whoever looks for it by its id reads one
create unique index bookings_seat_key on public.bookings (session_key, seat) where status in ('held', 'pending', 'confirmed');
create index bookings_event_type_idx on public.bookings (event_type_id, starts_at);
create index bookings_host_idx on public.bookings (host_id, starts_at);
-- Who looks for bookings in a range of time compares with their ends and starts. The exclusion constraint's index could answer that, too, but its branches overlap
-- the more, the more bookings there are.
create index bookings_time_idx on public.bookings (host_id, ends_at, starts_at) where status in ('held', 'pending', 'confirmed');
create index bookings_calendar_time_idx on public.bookings (calendar_id, ends_at, starts_at) where calendar_id is not null;
create index bookings_series_idx on public.bookings (series_id, starts_at) where series_id is not null;
create index bookings_remembered_idx on public.bookings (host_id, ends_at) where forgotten_at is null;
create index bookings_expired_idx on public.bookings (ends_at) where status = 'expired';
-- Whoever finds a hold by its id must not be led through all of them: without a bound of expires_at this index is of no use.
create index bookings_expiring_idx on public.bookings (expires_at) where status in ('held', 'pending') and expires_at is not null;

comment on table public.bookings is
  'One row per visitor. Rows of one event type with the same start and end form a session. Active: confirmed, or held or pending and not expired.';
comment on column public.bookings.confirmed_at is
  'When it was confirmed, which invites its visitor: it stays while a move has to be confirmed again. Null: it never was.';
comment on column public.bookings.expires_at is 'Held and pending rows are active until this instant (null: without end).';
comment on column public.bookings.renewed_at is 'When its hold was extended by 5 minutes, which happens once.';
comment on column public.bookings.sequence is 'Raised by every move: SEQUENCE of the calendar event (RFC 5545).';
comment on column public.bookings.seat is 'Number of the seat in its session, from 1; chosen by a trigger when not given.';
comment on column public.bookings.generation is 'Part of the derived tokens: increasing it revokes the old ones.';
comment on column public.bookings.unread_calendars is
  'The blocking calendars that were stale when it was booked or moved, [{calendar_id, reason}]; null: all were known.';
comment on column public.bookings.calendar_id is
  'While it is active: the calendar that has or will get its event (private.receiving_calendar, by triggers). It takes the time of every '
  'other host that this calendar blocks.';
comment on column public.bookings.no_show is 'The host says that the visitor did not come.';
comment on column public.bookings.reschedules is 'How many times the visitor has moved it: event_types.max_reschedules limits that.';
comment on column public.bookings.moved_by is 'Who moved it last; agreement: the visitor accepted a time that the host proposed; null: it was never moved.';
comment on column public.bookings.move_reason is 'What that person said about it: the host to the visitor, or the visitor to the host.';
comment on column public.bookings.previous_starts_at is 'When it was to start before its last move; null: it was never moved.';
comment on column public.bookings.previous_ends_at is 'When it was to end before its last move.';
comment on column public.bookings.proposed_starts_at is
  'The time that the host proposes instead, which the visitor may accept. It takes no time; a trigger removes it when the booking moves or ends.';
comment on column public.bookings.is_forced is
  'The host booked it over other bookings of theirs, knowing them (booking_conflicts has them as kept). It ends when the booking moves.';
comment on column public.bookings.location is
  'Where it takes place, {kind, value?, join_url?}: one of event_types.locations, chosen by the visitor; value is theirs for phone_host_calls and '
  'ask_visitor; join_url is the video link of its event. Null: where the event type says (it was booked before places had kinds), or nowhere.';
comment on column public.bookings.series_id is
  'Same for the bookings that a visitor made at once as a series, which have one token; each lives its own life. Null: of no series.';
comment on column public.bookings.metadata is
  'What the web site that took the booking keeps with it, an object of at most 4 KB; for the host and their programs only.';
comment on column public.bookings.forgotten_at is
  'When what was known of its visitor was deleted (hosts.retention_days); null: it was not, or something was written about them since.';
comment on column public.bookings.session_key is
  'Same for rows of one event type with the same start and end, for the constraints. Rows of a session are found by those three columns: for this one '
  'the planner may walk through all of bookings_no_overlap.';
comment on constraint bookings_no_overlap on public.bookings is
  'Two sessions of a host never overlap in raw time, unless the host forced one of them; buffers are checked under the host''s row lock.';
