-- Row level security: an owner sees and edits only rows of their own hosts; anonymous visitors have no policy and no grant. The owner's ids are an
-- array, read once, so that an index finds the rows; "in (select …)" reads whole tables.
alter table public.hosts enable row level security;
create policy hosts_owner on public.hosts for all to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.event_types enable row level security;
create policy event_types_owner on public.event_types for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.availability_rules enable row level security;
create policy availability_rules_owner on public.availability_rules for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.availability_overrides enable row level security;
create policy availability_overrides_owner on public.availability_overrides for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.blocked_periods enable row level security;
create policy blocked_periods_owner on public.blocked_periods for all to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))))
  with check (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.calendar_connections enable row level security;
create policy calendar_connections_owner on public.calendar_connections for select to authenticated
  using (owner_id = (select auth.uid()));

alter table public.calendars enable row level security;
create policy calendars_owner on public.calendars for select to authenticated
  using (owner_id = (select auth.uid()));
create policy calendars_owner_policy on public.calendars for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.calendar_links enable row level security;
create policy calendar_links_owner on public.calendar_links for all to authenticated
  using (owner_id = (select auth.uid()))
  with check (
    owner_id = (select auth.uid())
    and calendar_id = any (array(select c.id from public.calendars as c where c.owner_id = (select auth.uid())))
  );

alter table public.synced_events enable row level security;
create policy synced_events_owner on public.synced_events for select to authenticated
  using (calendar_id = any (array(select c.id from public.calendars as c where c.owner_id = (select auth.uid()))));

alter table public.bookings enable row level security;
create policy bookings_owner on public.bookings for select to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.booking_attendees enable row level security;
create policy booking_attendees_owner on public.booking_attendees for select to authenticated
  using (booking_id = any (array(select b.id from public.bookings as b)));

alter table public.booking_calendar_events enable row level security;
create policy booking_calendar_events_owner on public.booking_calendar_events for select to authenticated
  using (booking_id = any (array(select b.id from public.bookings as b)));

alter table public.booking_conflicts enable row level security;
create policy booking_conflicts_owner on public.booking_conflicts for select to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.notifications enable row level security;
create policy notifications_owner on public.notifications for select to authenticated
  using (
    booking_id = any (array(select b.id from public.bookings as b))
    or connection_id = any (array(select k.id from public.calendar_connections as k where k.owner_id = (select auth.uid())))
    or endpoint_id = any (array(select e.id from public.webhook_endpoints as e where e.owner_id = (select auth.uid())))
    or host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid())))
    or waitlist_entry_id = any (array(select w.id from public.waitlist_entries as w))
  );

alter table public.waitlist_entries enable row level security;
create policy waitlist_entries_owner on public.waitlist_entries for select to authenticated
  using (host_id = any (array(select h.id from public.hosts as h where h.owner_id = (select auth.uid()))));

alter table public.sync_logs enable row level security;
create policy sync_logs_owner on public.sync_logs for select to authenticated
  using (owner_id = (select auth.uid()));

alter table public.api_keys enable row level security;
create policy api_keys_owner on public.api_keys for select to authenticated
  using (owner_id = (select auth.uid()));

alter table public.webhook_endpoints enable row level security;
create policy webhook_endpoints_owner on public.webhook_endpoints for all to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.webhook_deliveries enable row level security;
create policy webhook_deliveries_owner on public.webhook_deliveries for select to authenticated
  using (endpoint_id = any (array(select e.id from public.webhook_endpoints as e where e.owner_id = (select auth.uid()))));
