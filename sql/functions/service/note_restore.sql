create function private.note_restore()
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_mails integer;
  v_reminders integer;
  v_calendars integer;
begin
  -- No mail is sent twice: what was on its way then has probably arrived since.
  update public.notifications as n
  set state = 'failed', failing_since = coalesce(n.failing_since, now()),
    last_error = 'A backup was restored: this mail may have been sent after it was made. Send it again if it was not.'
  where n.state = 'pending';
  get diagnostics v_mails = row_count;
  delete from private.planned_reminders as r where r.due_at <= now();
  get diagnostics v_reminders = row_count;
  update private.planned_digests as d
  set due_at = d.due_at + ceil(extract(epoch from now() - d.due_at) / 604800) * interval '7 days'
  where d.due_at <= now();

  -- What happened in calendars since then is read as a whole: a cursor of then may be refused, or lead past what was already read. Until
  -- it is, they are stale, and the hosts' policies decide.
  update private.calendar_sync as s
  set cursor = null, run_id = null, held_back_digest = null, held_back_at = null, retry_at = null, restored_at = now();
  get diagnostics v_calendars = row_count;
  update public.calendars as c set last_synced_at = null, sync_status = 'pending' where c.sync_status <> 'pending' or c.last_synced_at is not null;
  update private.connection_sync as k set next_poll_at = now(), relist_at = now(), backoff_until = null, blocked_until = null;
  return jsonb_build_object('mails', v_mails, 'reminders', v_reminders, 'calendars', v_calendars);
end;
$$;
comment on function private.note_restore() is
  'Says that the database is an older one: mails on their way are given up (an owner may send each again), reminders that were due are dropped, each calendar is stale '
  'until it was read as a whole, and tells its owner then of bookings that only it knows (private.record_lost_bookings). Called by the owner of the schema, once after each restore, before a service runs on it (docs/backup.md). Returns how many of each. Walks through all calendars: it is no part '
  'of what runs every day.';
