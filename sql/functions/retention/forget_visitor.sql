create function public.forget_visitor(owner_id uuid, email text, max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not change bookings otherwise
set search_path = ''
as $$
declare
  v_ids uuid[];
  v_upcoming uuid[];
  v_places integer;
begin
  v_ids := array(select b.id from private.visitor_bookings(forget_visitor.owner_id, forget_visitor.email) as b (id));
  v_upcoming := array(
    select b.id from public.bookings as b
    where b.id = any (v_ids) and b.ends_at > now()
      and (b.status = 'confirmed' or (b.status in ('held', 'pending') and coalesce(b.expires_at > now(), true)))
    order by b.starts_at, b.id
  );
  if v_upcoming <> '{}' then
    perform private.fail(
      'invalid_state', 'This visitor has bookings or requests that are not over.', 'Cancel or decline them first; details.bookings names them.',
      jsonb_build_object('bookings', v_upcoming)
    );
  end if;

  v_ids := array(
    select b.id from public.bookings as b where b.id = any (v_ids) order by b.id limit forget_visitor.max_count for no key update
  );
  perform private.forget_visitors(v_ids);
  delete from public.waitlist_entries as w
  using public.hosts as h
  where h.owner_id = forget_visitor.owner_id and w.host_id = h.id and lower(w.email) = lower(forget_visitor.email);
  get diagnostics v_places = row_count;
  -- Weekly summaries name visitors.
  delete from private.outbox as o
  using public.notifications as n, public.hosts as h
  where h.owner_id = forget_visitor.owner_id and n.host_id = h.id and o.notification_id = n.id and v_ids <> '{}';
  delete from private.mail_recipients as r where r.mailbox = private.mailbox(forget_visitor.email);
  return jsonb_build_object('forgotten', cardinality(v_ids) + v_places, 'planned', cardinality(v_ids));
end;
$$;
comment on function public.forget_visitor(uuid, text, integer) is
  'Deletes what is known of a visitor with the hosts of an owner, by their email address, as private.forget_visitors, in at most max_count bookings, '
  'and their places on waiting lists: {forgotten, planned}; call it again while planned = max_count. The bookings stay, without them. Raises '
  'invalid_state while they have bookings or requests that are not over.';
