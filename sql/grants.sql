-- Every right there is. Supabase gives none by itself; what Postgres gives to everybody is taken back first.
revoke all on all tables in schema public, private from public;
revoke execute on all functions in schema public, private from public;

grant usage on schema public to anon, authenticated, service_role;

-- The owner edits his settings and reads the rest of his rows (policies/owner_rows.sql).
grant select, insert, update, delete on
  public.hosts, public.event_types, public.availability_rules, public.availability_overrides, public.blocked_periods,
  public.calendar_links
to authenticated;
grant select on
  public.calendar_connections, public.calendars, public.synced_events, public.bookings, public.booking_attendees,
  public.booking_calendar_events, public.booking_conflicts, public.notifications, public.sync_logs
to authenticated;
grant update (policy) on public.calendars to authenticated;

-- The secret key stands for the operator: his scripts read and write the public tables. The service itself calls functions only.
grant select, insert, update, delete on
  public.hosts, public.event_types, public.availability_rules, public.availability_overrides, public.blocked_periods,
  public.calendar_connections, public.calendars, public.calendar_links, public.synced_events, public.bookings,
  public.booking_attendees, public.booking_calendar_events, public.booking_conflicts, public.notifications, public.sync_logs
to service_role;

grant execute on function
  public.get_available_slots(uuid, timestamptz, timestamptz, integer),
  public.get_booking_page(text, text)
to anon, authenticated, service_role;
grant execute on function
  public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[]),
  public.get_calendar_view(uuid, timestamptz, timestamptz),
  public.get_booking_sheet(uuid)
to authenticated;
grant execute on function
  public.hold_slot(uuid, timestamptz, integer),
  public.release_hold(uuid, integer),
  public.create_booking(uuid, timestamptz, integer, jsonb, jsonb, uuid, integer, text, text),
  public.get_booking(uuid, integer, uuid),
  public.cancel_booking(uuid, text, integer, uuid),
  public.reschedule_booking(uuid, timestamptz, integer, integer, uuid),
  public.confirm_booking(uuid, uuid),
  public.decline_booking(uuid, uuid, text),
  public.expire_bookings(),
  public.list_connections(uuid),
  public.save_connection(uuid, text, text, text, uuid, text, jsonb),
  public.request_sync(uuid, uuid),
  public.disconnect_connection(uuid, uuid, text, text[]),
  public.begin_leave(uuid),
  public.finish_disconnect(uuid),
  public.list_secrets(uuid, integer),
  public.replace_secret(uuid, text, text),
  public.account_secret(uuid, text, text),
  public.begin_oauth(uuid, uuid, uuid, text, text, boolean),
  public.take_oauth_attempt(uuid, uuid, text),
  public.enqueue_due_polls(integer, integer),
  public.begin_poll(uuid, uuid[]),
  public.continue_poll(uuid, uuid[]),
  public.finish_poll(uuid),
  public.begin_pull(uuid),
  public.apply_calendar_changes(
    uuid, text, jsonb, text, uuid, boolean, boolean, timestamptz, timestamptz, text[], text, text[], text[], text[], text[], text[]
  ),
  public.calendar_notes(uuid, text[]),
  public.count_unread(uuid[], timestamptz),
  public.finish_unchanged_pulls(uuid[], timestamptz, timestamptz),
  public.fail_poll(uuid, text, text, boolean, boolean, bigint),
  public.fail_pull(uuid, text, text, boolean, boolean, boolean, bigint),
  public.prune_sync_logs(integer),
  public.request_freshness(uuid, integer, uuid),
  public.update_calendars(uuid, jsonb),
  public.enqueue_due_channels(text[], integer),
  public.channels_to_tend(uuid),
  public.begin_channel(uuid, uuid, text),
  public.finish_channel(uuid, text, timestamptz),
  public.fail_channel(uuid, text, boolean, boolean, bigint),
  public.close_channel_done(uuid, boolean),
  public.receive_notices(text, jsonb),
  public.begin_push(uuid, uuid),
  public.finish_push(uuid, uuid, integer, text, text, boolean),
  public.fail_push(uuid, uuid, integer, text, boolean, bigint),
  public.begin_verify(uuid, uuid),
  public.propose_change(uuid, uuid, integer, text, jsonb),
  public.list_conflicts(uuid, uuid),
  public.resolve_conflict(uuid, uuid, text, uuid),
  public.find_live_host(text),
  public.live_versions(uuid[]),
  public.worker_heartbeat(text[]),
  public.forget_workers(text[]),
  public.service_status(),
  public.zone_offsets(text[], timestamptz[]),
  public.next_notification(uuid),
  public.finish_notification(uuid, text),
  public.keep_mail(uuid, text, text, text, text),
  public.list_mail(integer)
to service_role;
