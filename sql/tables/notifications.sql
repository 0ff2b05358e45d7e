create table public.notifications (
  id uuid not null default gen_random_uuid(),
  booking_id uuid,
  connection_id uuid,
  conflict_id uuid,
  kind text not null,
  recipient text not null,
  state text not null default 'pending',
  attempts integer not null default 0,
  last_error text,
  sent_at timestamptz,
  begun_at timestamptz,
  gathered_into uuid,
  created_at timestamptz not null default now(),
  endpoint_id uuid,
  host_id uuid,
  booking_sequence integer,
  failing_since timestamptz,
  resent_from uuid,
  waitlist_entry_id uuid,
  unsure_since timestamptz,
  series_booking_ids uuid[],
  constraint notifications_pkey primary key (id),
  constraint notifications_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint notifications_connection_fkey foreign key (connection_id) references public.calendar_connections (id) on delete cascade,
  constraint notifications_conflict_fkey foreign key (conflict_id) references public.booking_conflicts (id) on delete set null,
  constraint notifications_gathered_fkey foreign key (gathered_into) references public.notifications (id) on delete set null,
  constraint notifications_endpoint_fkey foreign key (endpoint_id) references public.webhook_endpoints (id) on delete cascade,
  constraint notifications_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade,
  constraint notifications_resent_fkey foreign key (resent_from) references public.notifications (id) on delete set null,
  constraint notifications_waitlist_fkey foreign key (waitlist_entry_id) references public.waitlist_entries (id) on delete cascade,
  constraint notifications_one_subject check (num_nonnulls(booking_id, connection_id, endpoint_id, host_id, waitlist_entry_id) = 1),
  constraint notifications_state_known check (state in ('pending', 'sent', 'failed'))
) with (fillfactor = 70); -- each is changed when it is begun and when it ended: on its own page no index has to learn of that
create index notifications_booking_idx on public.notifications (booking_id);
create index notifications_connection_idx on public.notifications (connection_id);
create index notifications_endpoint_idx on public.notifications (endpoint_id) where endpoint_id is not null;
create index notifications_host_idx on public.notifications (host_id) where host_id is not null;
create index notifications_resent_idx on public.notifications (resent_from) where resent_from is not null;
create index notifications_waitlist_idx on public.notifications (waitlist_entry_id) where waitlist_entry_id is not null;
create index notifications_created_idx on public.notifications (created_at);
create index notifications_conflict_idx on public.notifications (conflict_id);

create index notifications_gathered_idx on public.notifications (gathered_into) where gathered_into is not null;

create table private.mail_recipients (
  mailbox text not null,
  mailed_at timestamptz[] not null default '{}',
  last_at timestamptz not null default now(),
  constraint mail_recipients_pkey primary key (mailbox)
);
create index mail_recipients_last_idx on private.mail_recipients (last_at);

create table private.gathering_mails (
  recipient text not null,
  notification_id uuid not null,
  constraint gathering_mails_pkey primary key (recipient),
  constraint gathering_mails_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);
create index gathering_mails_notification_idx on private.gathering_mails (notification_id);

create table private.conflict_mails (
  conflict_id uuid not null,
  notification_id uuid not null,
  run_id uuid,
  mail_count integer not null default 1,
  constraint conflict_mails_pkey primary key (conflict_id),
  constraint conflict_mails_conflict_fkey foreign key (conflict_id) references public.booking_conflicts (id) on delete cascade,
  constraint conflict_mails_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);
create index conflict_mails_notification_idx on private.conflict_mails (notification_id);
create index conflict_mails_run_idx on private.conflict_mails (run_id) where run_id is not null;

create table private.outbox (
  id bigint generated always as identity,
  notification_id uuid,
  recipient text not null,
  subject text not null,
  body text not null,
  ics text,
  created_at timestamptz not null default now(),
  html text,
  constraint outbox_pkey primary key (id),
  constraint outbox_notification_key unique (notification_id),
  constraint outbox_notification_fkey foreign key (notification_id) references public.notifications (id) on delete cascade
);

comment on table public.notifications is
  'One mail to one recipient about a booking, a connection, a webhook endpoint, a host or a place on a waiting list, with the state of its delivery.';
comment on column public.notifications.state is
  'pending: also while attempts fail and are repeated (last_error, failing_since); sent: a mail server accepted it, or, where none is '
  'configured, it is in the outbox (private.outbox) and has reached nobody; failed: given up, or there was nothing left to send (last_error).';
comment on column public.notifications.conflict_id is 'The first conflict that the mail reports; private.conflict_mails has all of them.';
comment on column public.notifications.begun_at is
  'When the mail is first handed out to be sent: from then on nothing is added to it, and it is not counted again.';
comment on column public.notifications.gathered_into is
  'The mail that includes this one, because its recipient had reached the limit of mails per hour.';
comment on table private.mail_recipients is 'Mailboxes of visitors that got mail in the last day, so that none gets more than 10 mails an hour.';
comment on column private.mail_recipients.mailbox is 'As private.mailbox spells it.';
comment on column private.mail_recipients.mailed_at is 'When mails were handed out in the last hour, oldest first: at most 10.';
comment on table private.gathering_mails is 'The mail that waits until the hour is over and gathers what else there is to say to one address.';
comment on table private.conflict_mails is
  'The last mail that notifies, or will notify, the host of a conflict. One mail lists all conflicts of one change.';
comment on column private.conflict_mails.run_id is
  'The pull that found the conflict: what it finds later goes into the same mail. Null: no pull found it.';
comment on column private.conflict_mails.mail_count is 'How many mails reported the conflict; more than one because its time changed.';
comment on table private.outbox is
  'Mails kept instead of sent while no SMTP server is configured: one row per notification, deleted once it is sent after all; Auth''s own (embedded mode) have none.';
comment on column public.notifications.booking_sequence is 'The sequence of its booking when it was written: a reminder of a time that was moved is not sent.';
comment on column public.notifications.series_booking_ids is
  'Of a mail about several bookings of a series: those that the action changed of which it tells, by start. Null: it is about one booking, or of an older '
  'version, which told of all of the series.';
comment on column public.notifications.failing_since is 'When its first attempt failed; null: none did. After 24 hours it is given up.';
comment on column public.notifications.unsure_since is
  'Since when it may have been sent without our knowing: from the beginning of an attempt until its end is recorded. It stays where a process died in '
  'between or the response of the mail server was lost. Null: it was sent, or certainly not.';
comment on column public.notifications.resent_from is 'The mail that it repeats, because the host asked for that.';

create table private.planned_reminders (
  booking_id uuid not null,
  minutes integer not null,
  due_at timestamptz not null,
  constraint planned_reminders_pkey primary key (booking_id, minutes),
  constraint planned_reminders_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade
);
create index planned_reminders_due_idx on private.planned_reminders (due_at);

create table private.planned_digests (
  host_id uuid not null,
  due_at timestamptz not null,
  constraint planned_digests_pkey primary key (host_id),
  constraint planned_digests_host_fkey foreign key (host_id) references public.hosts (id) on delete cascade
);
create index planned_digests_due_idx on private.planned_digests (due_at);

comment on table private.planned_reminders is
  'Reminders of confirmed bookings that are still to come, kept by triggers: they move and end with the booking.';
comment on column private.planned_reminders.minutes is 'How long before the start, one of event_types.reminders_minutes.';
comment on table private.planned_digests is 'The next weekly summary of each host that has one, kept by a trigger.';
