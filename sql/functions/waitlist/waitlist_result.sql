create function private.waitlist_result(p_entry_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('entry', jsonb_build_object(
      'id', w.id,
      'state', case
        when w.state = 'offered' and coalesce(b.expires_at <= now(), true) then 'missed'
        when w.state = 'waiting' and w.starts_at <= now() then 'closed'
        else w.state
      end,
      'start', private.iso_instant(w.starts_at), 'end', private.iso_instant(w.ends_at),
      'offer_expires_at', case when w.state = 'offered' then private.iso_instant(b.expires_at) end,
      'booking_id', case when w.state = 'claimed' then w.booking_id end,
      'host', jsonb_build_object('slug', h.slug, 'display_name', h.display_name, 'time_zone', h.time_zone),
      'event_type', jsonb_build_object('id', e.id, 'slug', e.slug, 'title', e.title),
      'attendee', jsonb_build_object('name', w.name, 'email', w.email, 'time_zone', w.time_zone, 'locale', w.locale)
    ), 'generation', w.generation)
    from public.waitlist_entries as w
    join public.hosts as h on h.id = w.host_id
    join public.event_types as e on e.id = w.event_type_id
    left join public.bookings as b on b.id = w.booking_id
    where w.id = p_entry_id
  );
end;
$$;
comment on function private.waitlist_result(uuid) is
  'A place on a waiting list as its visitor sees it, and the generation of its token; nothing about others who wait.';
