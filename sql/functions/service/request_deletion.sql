create function public.request_deletion(owner_id uuid, confirm text)
returns jsonb
language plpgsql
security definer -- service_role may call this for an owner that it has verified
set search_path = ''
as $$
begin
  if not exists (
    select from auth.users as u
    where u.id = request_deletion.owner_id and lower(coalesce(u.email, u.id::text)) = lower(btrim(request_deletion.confirm))
  ) then
    perform private.fail(
      'invalid_request', 'This is not the email address of your account.', 'Type the address with which you sign in, to confirm that all is deleted.'
    );
  end if;
  perform private.lock_owner_hosts(request_deletion.owner_id);
  insert into private.owner_deletions as d (owner_id) values (request_deletion.owner_id) on conflict on constraint owner_deletions_pkey do nothing;
  update public.hosts as h
  set is_active = false, weekly_digest = false, notifications = '{"bookings": false, "conflicts": false, "sync": false}'
  where h.owner_id = request_deletion.owner_id;
  update public.api_keys as k set revoked_at = now() where k.owner_id = request_deletion.owner_id and k.revoked_at is null;
  perform private.enqueue(
    'delete_owner_data', jsonb_build_object('owner_id', request_deletion.owner_id), p_key => 'delete_owner_data:' || request_deletion.owner_id,
    p_queue => 'owner_deletions'
  );
  return jsonb_build_object('deletion', private.deletion_json(request_deletion.owner_id));
end;
$$;
comment on function public.request_deletion(uuid, text) is
  'The owner wants all of their data deleted: {deletion} (private.deletion_json). From now on their hosts have no page, their API keys open nothing, '
  'and they get no mails of all that follows; a job does the rest (public.next_deletion_step). confirm: the email address of the account (of one '
  'without: its id). Repeatable; cannot be taken back. Raises invalid_request.';
