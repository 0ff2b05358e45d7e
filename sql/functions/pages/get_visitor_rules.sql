create function public.get_visitor_rules(event_type_id uuid)
returns jsonb
language sql
stable
security definer -- service_role may call this for any visitor
set search_path = ''
as $$
  select jsonb_build_object('host_id', h.id, 'allowed_origins', h.allowed_origins, 'challenge', h.challenge)
  from public.event_types as e join public.hosts as h on h.id = e.host_id
  where e.id = get_visitor_rules.event_type_id;
$$;
comment on function public.get_visitor_rules(uuid) is
  'Which web sites may hold and book times of an event type, and what its visitors'' browsers have to solve before; null: there is no such event type.';
