create function public.delete_owner_rows(owner_id uuid, max_count integer default 1000)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not delete these rows otherwise
set search_path = ''
as $$
declare
  v_owner_id constant uuid := (select d.owner_id from private.owner_deletions as d where d.owner_id = delete_owner_rows.owner_id for update);
  v_host_ids uuid[];
  v_calendar_ids uuid[];
  v_connection_ids uuid[];
  v_count integer;
begin
  if v_owner_id is null then
    return jsonb_build_object('finished', true);
  end if;
  perform private.lock_owner_hosts(v_owner_id);
  v_host_ids := array(select h.id from public.hosts as h where h.owner_id = v_owner_id);
  v_calendar_ids := array(select c.id from public.calendars as c where c.owner_id = v_owner_id);
  v_connection_ids := array(select k.id from public.calendar_connections as k where k.owner_id = v_owner_id);
  -- What there may be much of, a part at a time: first who would be offered seats that are now free.
  delete from public.waitlist_entries as w where w.host_id = any (v_host_ids);
  delete from public.bookings as b
  where b.id in (select o.id from public.bookings as o where o.host_id = any (v_host_ids) limit delete_owner_rows.max_count);
  get diagnostics v_count = row_count;
  if v_count = 0 then
    delete from public.synced_events as e
    where e.id in (select o.id from public.synced_events as o where o.calendar_id = any (v_calendar_ids) limit delete_owner_rows.max_count);
    get diagnostics v_count = row_count;
  end if;
  if v_count = 0 then
    delete from public.sync_logs as l
    where l.id in (select o.id from public.sync_logs as o where o.owner_id = v_owner_id limit delete_owner_rows.max_count);
    get diagnostics v_count = row_count;
  end if;
  if v_count = 0 then
    delete from public.webhook_deliveries as d
    where d.id in (
      select o.id
      from public.webhook_endpoints as e
      join public.webhook_deliveries as o on o.endpoint_id = e.id
      where e.owner_id = v_owner_id
      limit delete_owner_rows.max_count
    );
    get diagnostics v_count = row_count;
  end if;
  if v_count > 0 then
    return jsonb_build_object('finished', false);
  end if;

  delete from public.hosts as h where h.owner_id = v_owner_id;
  delete from public.calendar_connections as k where k.owner_id = v_owner_id;
  -- Last of all, since what is deleted leaves its history.
  delete from private.history as h where h.subject = any (v_host_ids || v_calendar_ids || v_connection_ids);
  delete from public.webhook_endpoints as e where e.owner_id = v_owner_id;
  delete from public.api_keys as k where k.owner_id = v_owner_id;
  delete from private.oauth_attempts as a where a.owner_id = v_owner_id;
  delete from private.owner_deletions as d where d.owner_id = v_owner_id;
  -- What this transaction deleted would be counted at its end; pages that are open notice that nothing is counted any more.
  delete from private.changed_versions as v where v.owner_id = v_owner_id;
  delete from private.owner_versions as v where v.owner_id = v_owner_id;
  return jsonb_build_object('finished', true);
end;
$$;
comment on function public.delete_owner_rows(uuid, integer) is
  'Deletes the rows of an owner who asked for that (public.request_deletion), at most max_count of each kind at once: {finished}; call it until it '
  'is. The account itself, with which they sign in, stays. Does nothing for anybody else.';
