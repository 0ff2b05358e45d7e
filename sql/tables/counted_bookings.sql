create table private.counted_bookings (
  booking_id uuid not null,
  kind text not null,
  host_id uuid not null,
  counted_as text not null,
  until timestamptz not null,
  constraint counted_bookings_pkey primary key (booking_id),
  constraint counted_bookings_booking_fkey foreign key (booking_id) references public.bookings (id) on delete cascade,
  constraint counted_bookings_kind_known check (kind in ('address', 'email'))
);
create index counted_bookings_idx on private.counted_bookings (host_id, kind, counted_as, until);
create index counted_bookings_until_idx on private.counted_bookings (until);

comment on table private.counted_bookings is
  'What the limits of visitors count, one row per booking: active holds by address group, active bookings by mailbox. Kept by triggers on bookings '
  'and attendees, so that each count is one short index scan.';
comment on column private.counted_bookings.counted_as is
  'Of a hold: a keyed hash of the address group of its visitor. Of a booking: private.mailbox of their email address.';
comment on column private.counted_bookings.until is 'It counts until this instant: the end of the hold, of the request, of the booking.';
