create table public.booking_attendees (
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  name text not null,
  email text not null,
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  answers jsonb not null default '{}',
  created_at timestamptz not null default now(),
  email_bounced_at timestamptz,
  constraint booking_attendees_pkey primary key (id),
  constraint booking_attendees_booking_key unique (booking_id),
  constraint booking_attendees_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint booking_attendees_name_valid check (private.text_fault('name', name, 200) is null and not private.is_blank(name)),
  constraint booking_attendees_email_valid check (
    private.text_fault('email', email, 254) is null
    and email ~ '^[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+@[^[:space:][:cntrl:]\u200c\u200d\ufe00-\ufe0f@<>,;:"\\]+$'
  ),
  constraint booking_attendees_locale_valid check (locale ~ '^[A-Za-z0-9-]{2,35}$'),
  constraint booking_attendees_answers_object check (jsonb_typeof(answers) = 'object')
);

comment on table public.booking_attendees is 'The visitor of a booking. Control and invisible characters are refused: name and address reach mail headers and ICS files.';
comment on column public.booking_attendees.answers is 'Object: id of the question to the answer.';
comment on column public.booking_attendees.email_bounced_at is
  'When a mail server refused the address for good; null: it did not, or has taken a mail since.';
