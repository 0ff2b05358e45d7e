create table public.hosts (
  id uuid not null default gen_random_uuid(),
  owner_id uuid not null default auth.uid(),
  slug text not null,
  display_name text not null default '',
  kind text not null default 'person',
  time_zone text not null default 'UTC',
  stale_policy text not null default 'request',
  stale_after_minutes integer not null default 15,
  calendar_privacy text not null default 'full',
  max_bookings_per_email integer default 20,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  accent_color text,
  reply_to text,
  locale text,
  weekly_digest boolean not null default false,
  logo_url text,
  is_indexed boolean not null default true,
  allowed_origins text[],
  challenge text not null default 'none',
  updated_at timestamptz not null default now(),
  retention_days integer,
  notifications jsonb not null default '{"bookings": true, "conflicts": true, "sync": true}',
  constraint hosts_pkey primary key (id),
  constraint hosts_slug_key unique (slug),
  constraint hosts_id_owner_key unique (id, owner_id),
  constraint hosts_owner_fkey foreign key (owner_id) references auth.users (id) on delete cascade,
  constraint hosts_slug_format check (slug ~ '^[a-z0-9]([a-z0-9_-]{0,78}[a-z0-9])?$'),
  constraint hosts_display_name_valid check (private.text_fault('display_name', display_name, 200) is null),
  constraint hosts_kind_known check (kind in ('person', 'room', 'equipment', 'space', 'class')),
  constraint hosts_stale_policy_known check (stale_policy in ('closed', 'request', 'open')),
  constraint hosts_calendar_privacy_known check (calendar_privacy in ('full', 'name_only', 'busy_only')),
  constraint hosts_stale_after_positive check (stale_after_minutes between 1 and 525600),
  constraint hosts_max_bookings_per_email_valid check (max_bookings_per_email between 1 and 10000),
  constraint hosts_allowed_origins_valid check (private.origins_fault(allowed_origins) is null),
  constraint hosts_challenge_known check (challenge in ('none', 'proof_of_work', 'turnstile')),
  constraint hosts_retention_days_valid check (retention_days between 1 and 3650),
  constraint hosts_notifications_valid check (private.notifications_fault(notifications) is null),
  constraint hosts_mail_settings_valid check (private.mail_settings_fault(accent_color, reply_to, locale, logo_url) is null)
);
create index hosts_time_zone_idx on public.hosts (time_zone);
create index hosts_owner_idx on public.hosts (owner_id, created_at);

create table private.planned_forgetting (
  host_id uuid not null,
  due_at timestamptz not null default now(),
  constraint planned_forgetting_pkey primary key (host_id),
  constraint planned_forgetting_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);
create index planned_forgetting_due_idx on private.planned_forgetting (due_at);

comment on table public.hosts is 'A person or thing that can be booked. The row is the lock under which its bookings are decided.';
comment on column public.hosts.time_zone is 'IANA name; zone of blocked periods and the default zone of its event types.';
comment on column public.hosts.stale_policy is 'What happens to slots that a stale or uncovered calendar affects: closed, request (needs confirmation) or open.';
comment on column public.hosts.stale_after_minutes is 'Minutes after the last successful sync from which a blocking calendar counts as stale.';
comment on column public.hosts.calendar_privacy is
  'What the events in the host''s calendar say: full (visitor, address, answers), name_only, or busy_only (that time is booked).';
comment on column public.hosts.max_bookings_per_email is
  'How many open bookings and requests one email address may have with this host; null: any number.';
comment on column public.hosts.accent_color is 'Colour of their mails, #rrggbb; null: ours.';
comment on column public.hosts.reply_to is 'Where answers to mails to visitors go, who learn this address; null: nowhere.';
comment on column public.hosts.locale is 'Language and formats of mails to the owner (BCP 47), for example de-CH; null or unknown: English.';
comment on column public.hosts.logo_url is 'Address of their logo, for pages. Mails fetch no pictures; null: none.';
comment on column public.hosts.is_indexed is 'Whether search engines may list the booking pages.';
comment on column public.hosts.allowed_origins is
  'Other web sites that may show the widget and book with it, as origins (https://www.example.com); null: any; empty: none but our own pages.';
comment on column public.hosts.challenge is
  'What a visitor''s browser has to do before it holds or books: none, proof_of_work (a calculation of about a second), '
  'or turnstile (Cloudflare, where the operator has set it up; else nobody can book).';
comment on column public.hosts.weekly_digest is 'Whether the owner gets a summary each Monday at 7:00 in the host''s zone.';
comment on column public.hosts.updated_at is
  'Another one after every change that an owner makes, by a trigger: who saves with updated_at=eq.… overwrites nothing that they have not seen.';
comment on column public.hosts.retention_days is
  'How many days after the end of a booking what is known of its visitor is deleted; null: never. The booking stays, without them, for reports.';
comment on table private.planned_forgetting is
  'When the past bookings of a host are next looked through for visitors to forget; infinity: not as long as neither it nor the installation has a '
  'number of days. Kept by a trigger.';
comment on column public.hosts.notifications is
  'Which mails the owner gets: bookings (made, asked for, moved, ended), conflicts, sync (accounts, calendars and booking targets: those of the oldest '
  'host of the owner count), each true or false; one that is missing is true.';
