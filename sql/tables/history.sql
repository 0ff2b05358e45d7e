create table private.history (
  id bigint not null generated always as identity,
  subject uuid not null,
  kind text not null,
  row_id uuid not null,
  valid_until timestamptz not null default now(),
  is_deleted boolean not null,
  was jsonb not null,
  constraint history_pkey primary key (subject, kind, valid_until, id),
  constraint history_was_object check (jsonb_typeof(was) = 'object')
);
create index history_until_idx on private.history (valid_until);

create table private.prunings (
  kind text not null,
  pruned_until timestamptz not null,
  constraint prunings_pkey primary key (kind)
);

comment on table private.history is
  'What rows that decide about slots said before they changed, so that explain_slots can tell what was known at a time (private.rows_then). Written by '
  'triggers (private.keep_history) only when what matters changes: a new row leaves none, since rows know when they were made. No foreign key: the '
  'rows outlive what they are about, for as long as history is kept.';
comment on column private.history.id is 'Of several changes of one row in one transaction, the order.';
comment on column private.history.subject is 'Whose history it is: a host, a calendar or a connection.';
comment on column private.history.kind is 'The table.';
comment on column private.history.row_id is 'The row; of calendar_links, the calendar.';
comment on column private.history.valid_until is 'The time of the transaction that changed it.';
comment on column private.history.is_deleted is 'Whether the row was deleted then. Else it was updated.';
comment on column private.history.was is
  'Of an update the columns that changed, of a deletion all that matter, as they were before. Nothing of visitors, and no titles of events of bookings.';
comment on table private.prunings is 'How far back housekeeping has deleted what is kept for a time (public.prune_old_rows), where others need to know.';
