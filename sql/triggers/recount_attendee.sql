create function private.recount_attendee()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.recount_booking(new.booking_id);
  return null;
end;
$$;
comment on function private.recount_attendee() is 'A booking got a visitor, or their address changed: updates its count.';

create trigger booking_attendees_recount after insert or update of email on public.booking_attendees
for each row execute function private.recount_attendee();
