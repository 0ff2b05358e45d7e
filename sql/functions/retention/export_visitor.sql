create function public.export_visitor(owner_id uuid, email text)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this; it reads private tables
set search_path = ''
as $$
declare
  v_ids constant uuid[] := array(select b.id from private.visitor_bookings(export_visitor.owner_id, export_visitor.email) as b (id));
begin
  return jsonb_build_object(
    'bookings', coalesce((select jsonb_agg(to_jsonb(b) order by b.starts_at, b.id) from public.bookings as b where b.id = any (v_ids)), '[]'),
    'booking_attendees', coalesce((
      select jsonb_agg(to_jsonb(a) order by a.id) from public.booking_attendees as a where a.booking_id = any (v_ids)
    ), '[]'),
    'waitlist_entries', coalesce((
      select jsonb_agg(to_jsonb(w) order by w.created_at, w.id)
      from public.hosts as h
      join public.waitlist_entries as w on w.host_id = h.id
      where h.owner_id = export_visitor.owner_id and lower(w.email) = lower(export_visitor.email)
    ), '[]'),
    'notifications', coalesce((
      select jsonb_agg(to_jsonb(n) order by n.created_at, n.id)
      from public.notifications as n
      where n.booking_id = any (v_ids) and lower(n.recipient) = lower(export_visitor.email)
    ), '[]'),
    'mails', coalesce((
      select jsonb_agg(jsonb_build_object('subject', o.subject, 'body', o.body, 'ics', o.ics, 'created_at', o.created_at) order by o.id)
      from public.notifications as n
      join private.outbox as o on o.notification_id = n.id
      where n.booking_id = any (v_ids) and lower(o.recipient) = lower(export_visitor.email)
    ), '[]')
  );
end;
$$;
comment on function public.export_visitor(uuid, text) is
  'What is stored of a visitor with the hosts of an owner, by their email address: {bookings, booking_attendees, waitlist_entries, notifications, '
  'mails (kept ones to them)}, rows as they are.';
