create function public.require_event_type(owner_id uuid, event_type_id uuid)
returns jsonb
language plpgsql
stable
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  if not exists (
    select from public.event_types as e
    join public.hosts as h on h.id = e.host_id
    where e.id = require_event_type.event_type_id and h.owner_id = require_event_type.owner_id
  ) then
    perform private.fail('not_found', 'You have no such event type.', 'Check event_type_id.');
  end if;
  return null;
end;
$$;
comment on function public.require_event_type(uuid, uuid) is
  'Raises not_found where an event type does not belong to this owner, as where there is none.';
