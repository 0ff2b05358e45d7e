create table private.unknown_times (
  id uuid not null default gen_random_uuid(),
  calendar_id uuid not null,
  object_id text,
  fingerprint text not null,
  from_day date,
  until_day date,
  message text not null,
  detected_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  notified_at timestamptz,
  run_id uuid,
  constraint unknown_times_pkey primary key (id),
  constraint unknown_times_object_key unique nulls not distinct (calendar_id, object_id),
  constraint unknown_times_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint unknown_times_days_ordered check (num_nulls(from_day, until_day) = 2 or (num_nulls(from_day, until_day) = 0 and from_day < until_day)),
  constraint unknown_times_message_short check (char_length(message) <= 300),
  constraint unknown_times_fingerprint_short check (char_length(fingerprint) <= 100)
);
create index unknown_times_open_idx on private.unknown_times (calendar_id) where acknowledged_at is null;

comment on table private.unknown_times is
  'Events whose time cannot be determined, each a question to the owner: until they acknowledge it, busy time of the calendar on these days is '
  'unknown (rule 9). At most 200 rows per calendar, and one for all other events.';
comment on column private.unknown_times.id is
  'Of the question, not of the event: a changed fingerprint gets a new id, so that nobody acknowledges what they have not seen.';
comment on column private.unknown_times.object_id is 'The adapter''s name of the event, or of the object that holds it; null: all events beyond the 200 others.';
comment on column private.unknown_times.fingerprint is 'Of what could not be understood: another fingerprint is another question.';
comment on column private.unknown_times.from_day is
  'The local days (of the calendar''s zone, else of the host''s) that it may affect, until_day exclusive; both null: any day.';
comment on column private.unknown_times.message is 'What is wrong, for the owner; contains no title.';
comment on column private.unknown_times.acknowledged_at is 'When the owner said that it does not take their time; null: unknown.';
comment on column private.unknown_times.notified_at is 'created_at of the mail that notifies the owner; null: none yet.';
comment on column private.unknown_times.run_id is 'The pull that found it.';
