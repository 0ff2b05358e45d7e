create function public.prune_old_rows(kind text, keep_days integer, max_count integer default 1000)
returns jsonb
language plpgsql
security definer -- service_role may call this but may not delete these rows otherwise
set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - make_interval(days => keep_days);
  v_pruned integer;
begin
  if keep_days < 1 or keep_days is null then
    perform private.fail('invalid_request', 'Something is kept for a day at least.', 'Choose a larger keep_days.');
  end if;
  case kind
    when 'mails' then
      -- They are numbered as they are written.
      delete from private.outbox as o
      where o.id in (select x.id from private.outbox as x order by x.id limit max_count) and o.created_at < v_before;
    when 'notifications' then
      delete from public.notifications as n
      where n.id in (
        select x.id from public.notifications as x where x.created_at < v_before and x.state <> 'pending' order by x.created_at limit max_count
      );
    when 'holds' then
      return jsonb_build_object('planned', private.prune_holds(v_before, max_count));
    when 'waiting' then
      delete from public.waitlist_entries as w
      where w.id in (
        select x.id from public.waitlist_entries as x where x.state <> 'waiting' and x.ends_at < v_before order by x.ends_at limit max_count
      );
    when 'events' then
      return jsonb_build_object('planned', private.prune_past_events(v_before, max_count));
    when 'left_accounts' then
      return jsonb_build_object('planned', private.prune_left_accounts(v_before, max_count));
    when 'history' then
      insert into private.prunings as p (kind, pruned_until) values ('history', v_before)
      on conflict on constraint prunings_pkey do update set pruned_until = greatest(p.pruned_until, excluded.pruned_until);
      delete from private.history as h
      where (h.subject, h.kind, h.valid_until, h.id) in (
        select x.subject, x.kind, x.valid_until, x.id from private.history as x where x.valid_until < v_before order by x.valid_until limit max_count
      );
    when 'failed_jobs' then
      perform graphile_worker.complete_jobs(array(
        select j.id from graphile_worker.jobs as j
        where j.attempts >= j.max_attempts and j.locked_at is null and j.updated_at < v_before order by j.id limit max_count
      ));
      return jsonb_build_object('planned', 0);
    else
      perform private.fail('invalid_request', 'There is no such kind of rows.', 'docs/privacy.md names them.');
  end case;
  get diagnostics v_pruned = row_count;
  return jsonb_build_object('planned', v_pruned);
end;
$$;
comment on function public.prune_old_rows(text, integer, integer) is
  'Housekeeping: deletes what is older than keep_days of a kind that docs/privacy.md describes (mails, notifications, holds, waiting, events, '
  'left_accounts, history, failed_jobs), about max_count rows per call: {planned}; call it again while planned >= max_count. Raises invalid_request.';
