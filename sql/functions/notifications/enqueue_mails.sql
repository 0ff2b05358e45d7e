create function private.enqueue_mails(p_notification_ids uuid[], p_run_ats timestamptz[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_payloads jsonb[] := '{}';
  v_keys text[] := '{}';
  v_id uuid;
begin
  foreach v_id in array p_notification_ids loop
    v_payloads := v_payloads || jsonb_build_object('notification_id', v_id);
    v_keys := v_keys || ('send_notification:' || v_id);
  end loop;
  perform private.enqueue_all('send_notification', v_payloads, v_keys, p_run_ats);
end;
$$;
comment on function private.enqueue_mails(uuid[], timestamptz[]) is 'Queues the sending of these mails in one call, each at its time (null: now).';
