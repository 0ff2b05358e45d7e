create function private.forget_titles()
returns trigger
language plpgsql
security definer -- the owner may not write events, conflicts or history otherwise
set search_path = ''
as $$
begin
  -- In the order in which a pull writes them.
  update public.synced_events as e set title = null where e.calendar_id = new.id and e.title is not null;
  delete from private.outbox as o
  using private.conflict_mails as m
  join public.booking_conflicts as k on k.id = m.conflict_id
  join public.synced_events as e on e.id = k.synced_event_id
  where e.calendar_id = new.id and o.notification_id = m.notification_id;
  delete from private.outbox as o
  using public.notifications as n
  where n.connection_id = new.connection_id and n.kind = 'bookings_lost' and o.notification_id = n.id;
  update public.booking_conflicts as k set event_title = null
  from public.synced_events as e
  where e.calendar_id = new.id and k.synced_event_id = e.id and k.event_title is not null;
  update private.history as h set was = h.was - 'title'
  where h.subject = new.id and h.kind = 'synced_events' and h.was ? 'title';
  return null;
end;
$$;
comment on function private.forget_titles() is
  'A calendar stores no titles any more: those that are stored go too, with the history of its events, its conflicts and kept mails about these and about lost bookings.';

create trigger calendars_forget_titles after update on public.calendars
for each row when (old.stores_titles and not new.stores_titles) execute function private.forget_titles();
