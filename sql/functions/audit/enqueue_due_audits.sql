create function public.enqueue_due_audits(max_count integer default 200)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not add jobs otherwise
set search_path = ''
as $$
declare
  v_account record;
  v_planned integer := 0;
begin
  for v_account in
    select s.connection_id, k.status = 'active' and x.sealed is not null as is_readable
    from private.connection_sync as s
    join public.calendar_connections as k on k.id = s.connection_id
    left join private.connection_secrets as x on x.connection_id = s.connection_id
    where s.audit_at <= now()
    order by s.audit_at, s.connection_id
    limit enqueue_due_audits.max_count
    for no key update of s skip locked
  loop
    v_planned := v_planned + 1;
    update private.connection_sync as s set audit_at = now() + private.jittered(7 * 86400) where s.connection_id = v_account.connection_id;
    -- One that needs a reconnect is read in full when it is back.
    if v_account.is_readable then
      perform private.enqueue_audit(v_account.connection_id);
    end if;
  end loop;
  return jsonb_build_object('planned', v_planned);
end;
$$;
comment on function public.enqueue_due_audits(integer) is
  'Queues the audit of each of at most max_count accounts that are due, and plans the next one in a week (20 % more or less): {planned}. Call it '
  'again while planned = max_count; any number of processes may.';
