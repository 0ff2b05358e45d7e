create table private.calendar_audits (
  calendar_id uuid not null,
  audited_at timestamptz not null default now(),
  outcome text not null,
  listed integer not null,
  drift jsonb not null default '{}',
  constraint calendar_audits_pkey primary key (calendar_id),
  constraint calendar_audits_calendar_fkey foreign key (calendar_id) references public.calendars (id) on delete cascade,
  constraint calendar_audits_outcome_known check (outcome in ('equal', 'repaired', 'held_back', 'failed')),
  constraint calendar_audits_drift_object check (jsonb_typeof(drift) = 'object')
);
comment on table private.calendar_audits is
  'The last audit of each calendar: what its provider lists in full, compared with what is stored. One row per calendar.';
comment on column private.calendar_audits.outcome is
  'equal: nothing differed; repaired: what differed is written, or being checked; held_back: the deletion guard waits for a second, equal listing; '
  'failed: it could not be read.';
comment on column private.calendar_audits.listed is 'How many events the provider listed.';
comment on column private.calendar_audits.drift is 'What differed, by kind and how often (public.compare_listing), without zeros.';
