create function public.next_deletion_step(owner_id uuid, max_count integer default 50)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not read what is left to do otherwise
set search_path = ''
as $$
declare
  v_requested_at constant timestamptz := (
    select d.requested_at from private.owner_deletions as d where d.owner_id = next_deletion_step.owner_id
  );
  v_bookings constant uuid[] := array(
    select b.id from private.bookings_to_cancel(next_deletion_step.owner_id) as b (id) limit next_deletion_step.max_count
  );
  v_connections constant uuid[] := array(
    select k.id
    from public.calendar_connections as k
    left join private.connection_secrets as s on s.connection_id = k.id
    where k.owner_id = next_deletion_step.owner_id and k.status <> 'disconnected' and s.revoking_since is null
    order by k.id
  );
  v_step text := 'delete';
begin
  if v_requested_at is null then
    v_step := 'none';
  elsif v_bookings <> '{}' or v_connections <> '{}' then
    v_step := 'cancel';
  elsif v_requested_at > now() - interval '3 days' and private.is_deletion_waiting(next_deletion_step.owner_id) then
    v_step := 'wait';
    perform private.enqueue(
      'delete_owner_data', jsonb_build_object('owner_id', next_deletion_step.owner_id),
      p_key => 'delete_owner_data:' || next_deletion_step.owner_id, p_queue => 'owner_deletions',
      -- Most is done within seconds; what is not may take as long again.
      p_run_at => now() + least(greatest((now() - v_requested_at) / 4, interval '1 second'), interval '10 minutes')
    );
  end if;
  return jsonb_build_object('step', v_step, 'bookings', to_jsonb(v_bookings), 'connections', to_jsonb(v_connections));
end;
$$;
comment on function public.next_deletion_step(uuid, integer) is
  'What comes next in the deletion of an owner''s data, {step, bookings, connections}. cancel: these bookings are to be cancelled, these connections '
  'disconnected with their events removed; wait: what follows from that is not done yet (private.is_deletion_waiting), for three days at most, and '
  'a job asks again; delete: the rows (public.delete_owner_rows); none: nothing is to be deleted (any more).';
