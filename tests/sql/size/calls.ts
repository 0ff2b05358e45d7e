import { idOf, MEASURED } from './fill.ts';
import { AS_OWNER } from './owner-queries.ts';

/** A call whose pages are counted. It happens in a transaction that is rolled back. */
export interface SizedCall {
  /** Shared pages that it may touch, those of all that it calls included, however many hosts there are. */
  budget: number;
  call: string;
  /** What has to have happened before. */
  before?: string[];
}

const quoted = (value: string) => `'${value}'`;
const OWNER = quoted(idOf('owner', MEASURED));
const HOST = quoted(idOf('host', MEASURED));
const TYPE = quoted(idOf('type', MEASURED));
const CONNECTION = quoted(idOf('connection', MEASURED));
const CALENDAR = quoted(idOf('calendar', MEASURED, 1));
const OTHER_CALENDAR = quoted(idOf('calendar', MEASURED, 2));
const CHANNEL = quoted(idOf('channel', MEASURED, 1));
const ENDPOINT = quoted(idOf('endpoint', MEASURED));
const DELIVERY = quoted(idOf('delivery', MEASURED, 3));
const KEY = quoted(idOf('key', MEASURED));
const LOST = quoted(idOf('lost', MEASURED, 1));
const UNKNOWN = quoted(idOf('unknown', MEASURED, 1));
const PROVIDER = `'google'`;
const NEW = quoted('5eed0000-0000-4000-8000-00000000000f');
const DAY = `date_trunc('day', now(), 'UTC')`;
/** A time that nobody has taken, and the days around it. */
const FREE = `(${DAY} + interval '3 days 15 hours')`;
const MONTH = `${DAY}, ${DAY} + interval '31 days'`;
const VISITOR = `'{"name": "Ann", "email": "ann@example.com", "time_zone": "Europe/London", "locale": "en-GB"}'`;
const LISTED = `'[{"provider_calendar_id": "calendar-1", "name": "Calendar", "access": "write", "time_zone": "Europe/Berlin", "is_own": true, "is_primary": true},
  {"provider_calendar_id": "calendar-2", "name": "Calendar", "access": "write", "time_zone": "Europe/Berlin", "is_own": true, "is_primary": false}]'`;
const EVENT = `jsonb_build_array(jsonb_build_object(
  'kind', 'upsert', 'provider_event_id', 'new', 'starts_at', ${FREE}, 'ends_at', ${FREE} + interval '1 hour'))`;
const HOURS = `(select jsonb_agg(jsonb_build_object('day_of_week', d, 'start_time', '10:00', 'end_time', '16:00')) from generate_series(1, 5) as d)`;
const RUN = `update private.calendar_sync set run_id = ${NEW} where calendar_id = ${CALENDAR}`;

/** One call of each public function, which does what it is there for, on a database of `fillDatabase` with so many bookings of the measured host. */
export function publicCalls(ownBookings: number): Record<string, SizedCall> {
  // In five days, at 10:00. Its event has its name.
  const BOOKING = quoted(idOf('booking', MEASURED, ownBookings / 2 + 5));
  const NOTIFICATION = quoted(idOf('notification', MEASURED, ownBookings / 2 + 5));
  const PUSH = `${BOOKING}, ${CALENDAR}`;
  const toWrite = `update public.booking_calendar_events set revision = 2, state = 'pending' where event_key = ${BOOKING}`;
  const toRemove = `update public.booking_calendar_events set is_wanted = false, state = 'pending', revision = 2 where event_key = ${BOOKING}`;
  const asked = `update public.bookings set status = 'pending', expires_at = now() + interval '1 day' where id = ${BOOKING}`;
  const held = `insert into public.bookings (id, host_id, event_type_id, status, starts_at, ends_at, expires_at)
    values (${NEW}, ${HOST}, ${TYPE}, 'held', ${FREE}, ${FREE} + interval '30 minutes', now() + interval '5 minutes')`;
  const conflict = `insert into public.booking_conflicts (id, booking_id, event_title) values (${NEW}, ${BOOKING}, 'Event')`;
  const opening = `insert into private.channels (id, connection_id, calendar_id, token_hash) values (${NEW}, ${CONNECTION}, ${CALENDAR}, 'hash')`;
  const noticed = `insert into private.noticed_events (connection_id, provider_event_id) values (${CONNECTION}, 'event')`;
  const closing = `update private.channels set state = 'closing' where id = ${CHANNEL}`;
  const noChannel = `delete from private.channels where calendar_id = ${CALENDAR}`;
  const unsent = `update public.notifications set state = 'pending' where id = ${NOTIFICATION}`;
  const signedIn = `select set_config('request.jwt.claims', jsonb_build_object('sub', ${OWNER}, 'role', 'authenticated')::text, true)`;
  const toDeliver = `update public.webhook_deliveries set state = 'pending' where id = ${DELIVERY}`;
  // In ten days, at 10:00, two wait for the session of a booking.
  const WAITING = quoted(idOf('waiting', MEASURED, 1));
  const twoSeats = `update public.event_types set seats = 2 where id = ${TYPE}`;
  const due = `update public.waitlist_entries set check_at = now() where id = ${WAITING}`;
  const offered = [twoSeats, due, 'select public.offer_due_seats()'];
  // Of a session that no other call is about: what is rolled back costs pages, too.
  const FULL = quoted(idOf('booking', MEASURED, ownBookings / 2 + 8));
  const full = `insert into public.bookings (id, host_id, event_type_id, status, starts_at, ends_at)
    select ${NEW}, host_id, event_type_id, 'confirmed', starts_at, ends_at from public.bookings where id = ${FULL}`;
  const inSeries = `update public.bookings set series_id = ${NEW}
    where id in (${BOOKING}, ${quoted(idOf('booking', MEASURED, ownBookings / 2 + 6))})`;
  const leavingForever = `insert into private.owner_deletions (owner_id) values (${OWNER})`;
  const leaving = [`select public.disconnect_connection(${CONNECTION}, ${OWNER}, 'keep')`];
  return {
    get_available_slots: { budget: 250, call: `(${TYPE}, ${MONTH})` },
    get_full_sessions: {
      budget: 400,
      call: `(${TYPE}, ${MONTH})`,
      before: [twoSeats, full],
    },
    get_page_with_slots: { budget: 270, call: `('host-${MEASURED}', 'intro', ${MONTH}, 30)` },
    get_host_page: { budget: 15, call: `('host-${MEASURED}')` },
    get_hosted_page: { budget: 20, call: `('host-${MEASURED}', 'intro')` },
    get_manage_page: { budget: 10, call: `(${BOOKING})` },
    get_visitor_rules: { budget: 10, call: `(${TYPE})` },
    take_tokens: { budget: 30, call: `('key', 120, 60)` },
    use_challenge: { budget: 20, call: `('challenge', now() + interval '10 minutes', 'key')` },
    get_booking_page: { budget: 15, call: `('host-${MEASURED}', 'intro')` },
    explain_slots: { budget: 400, call: `(${TYPE}, ${DAY}, ${DAY} + interval '7 days')`, before: [signedIn] },
    'explain_slots of an hour ago': {
      budget: 2000,
      call: `(${TYPE}, ${DAY}, ${DAY} + interval '7 days', as_of => now() - interval '1 second')`,
      before: [
        signedIn,
        `update private.host_versions set history_since = now() - interval '1 hour' where host_id = ${HOST}`,
      ],
    },
    'get_calendar_view with sessions': {
      budget: 1500,
      call: `(${HOST}, ${MONTH})`,
      before: [signedIn, twoSeats],
    },
    get_calendar_view: { budget: 500, call: `(${HOST}, ${MONTH})`, before: [signedIn] },
    get_report: { budget: 400, call: `(${HOST}, ${MONTH})`, before: [signedIn] },
    'get_report of a year': {
      budget: 1900,
      call: `(${HOST}, ${DAY} - interval '365 days', ${DAY})`,
      before: [signedIn],
    },
    get_booking_sheet: { budget: 130, call: `(${BOOKING})`, before: [signedIn] },
    preview_slots: {
      budget: 1000,
      call: `(${TYPE}, ${MONTH}, jsonb_build_object('rules', ${HOURS}, 'event_type', '{"seats": 2}'::jsonb))`,
      before: [signedIn],
    },
    get_schedule: { budget: 20, call: `(${HOST})`, before: [signedIn] },
    get_calendar_month: { budget: 700, call: `(${HOST}, ${MONTH})`, before: [signedIn] },
    get_overview: { budget: 900, call: '()', before: [signedIn] },
    save_schedule: {
      budget: 450,
      call: `(${HOST}, private.schedule_json(${HOST}) ->> 'version', jsonb_build_object('rules', ${HOURS}))`,
      before: [signedIn],
    },

    hold_slot: { budget: 550, call: `(${TYPE}, ${FREE}, 30, 'address')` },
    renew_hold: { budget: 160, call: `(${NEW}, 0)`, before: [held] },
    release_hold: { budget: 120, call: `(${NEW}, 0)`, before: [held] },
    create_booking: {
      budget: 850,
      call: `(${TYPE}, ${FREE}, 30, ${VISITOR}, idempotency_key => 'new', request_hash => 'hash')`,
    },
    host_to_lock: { budget: 15, call: `(${TYPE}, ${BOOKING})` },
    get_booking: { budget: 40, call: `(${BOOKING}, 0)` },
    cancel_booking: { budget: 450, call: `(${BOOKING}, 'No time', 0)` },
    reschedule_booking: { budget: 750, call: `(${BOOKING}, ${FREE}, null, 0)` },
    confirm_booking: { budget: 550, call: `(${BOOKING}, ${OWNER})`, before: [asked] },
    decline_booking: { budget: 350, call: `(${BOOKING}, ${OWNER})`, before: [asked] },
    create_host_booking: {
      budget: 1000,
      call: `(${OWNER}, ${TYPE}, ${FREE}, 30, ${VISITOR}, is_override => true, is_forced => true)`,
    },
    propose_time: { budget: 500, call: `(${BOOKING}, ${FREE}, ${OWNER})` },
    accept_proposed_time: {
      budget: 1000,
      call: `(${BOOKING}, 0)`,
      before: [
        `update public.bookings set proposed_starts_at = ${FREE}, proposed_ends_at = ${FREE} + interval '30 minutes' where id = ${BOOKING}`,
      ],
    },
    expire_bookings: { budget: 15, call: '()' },
    create_booking_series: {
      budget: 2500,
      call: `(${TYPE}, ${FREE}, 30, 'daily', 3, ${VISITOR}, idempotency_key => 'new', request_hash => 'hash')`,
      before: [`update public.event_types set series_max = 10 where id = ${TYPE}`],
    },
    find_series: { budget: 10, call: `(${BOOKING})`, before: [inSeries] },
    get_series: { budget: 200, call: `(${BOOKING}, 0)`, before: [inSeries] },
    cancel_series: { budget: 1000, call: `(${BOOKING}, 'No time', 0)`, before: [inSeries] },
    decide_series: { budget: 760, call: `(${BOOKING}, true, ${OWNER})`, before: [inSeries, asked] },

    join_waitlist: {
      budget: 900,
      call: `(${TYPE}, (select starts_at from public.bookings where id = ${FULL}), 30, ${VISITOR})`,
      before: [twoSeats, full],
    },
    get_waitlist_entry: { budget: 15, call: `(${WAITING}, 0)` },
    leave_waitlist: { budget: 100, call: `(${WAITING}, 0)` },
    'leave_waitlist with a seat that goes to the next': { budget: 700, call: `(${WAITING}, 0)`, before: offered },
    claim_seat: { budget: 900, call: `(${WAITING}, 0)`, before: offered },
    offer_due_seats: { budget: 10, call: '()' },
    'offer_due_seats with a free seat': { budget: 700, call: '()', before: [twoSeats, due] },

    require_host: { budget: 10, call: `(${OWNER}, ${HOST})` },
    list_connections: { budget: 70, call: `(${OWNER})` },
    save_connection: {
      budget: 650,
      call: `(${OWNER}, ${PROVIDER}, 'account-${MEASURED}', 'owner-${MEASURED}@example.com', ${HOST}, 'sealed', ${LISTED})`,
    },
    request_sync: { budget: 160, call: `(${CONNECTION}, ${OWNER})` },
    disconnect_connection: { budget: 3000, call: `(${CONNECTION}, ${OWNER}, 'remove')` },
    begin_revoke: { budget: 20, call: `(${CONNECTION})`, before: leaving },
    finish_disconnect: { budget: 60, call: `(${CONNECTION})`, before: leaving },
    list_secrets: { budget: 500, call: '()' },
    replace_secret: { budget: 25, call: `(${CONNECTION}, 'sealed', 'anew')` },
    account_secret: { budget: 15, call: `(${OWNER}, ${PROVIDER}, 'account-${MEASURED}')` },
    begin_oauth: { budget: 35, call: `(${NEW}, ${OWNER}, ${HOST}, ${PROVIDER}, 'sealed')` },
    take_oauth_attempt: {
      budget: 15,
      call: `(${NEW}, ${OWNER}, ${PROVIDER})`,
      before: [`select public.begin_oauth(${NEW}, ${OWNER}, ${HOST}, ${PROVIDER}, 'sealed')`],
    },

    enqueue_due_polls: { budget: 10, call: '(60)' },
    begin_sync: { budget: 90, call: `(${CONNECTION})` },
    continue_sync: { budget: 80, call: `(${CONNECTION}, array[${CALENDAR}]::uuid[])` },
    finish_sync: { budget: 40, call: `(${CONNECTION})` },
    begin_pull: { budget: 130, call: `(${CALENDAR})` },
    apply_calendar_changes: {
      budget: 950,
      call: `(${CALENDAR}, jsonb_build_object('expected_cursor', 'cursor', 'changes', ${EVENT}, 'next_cursor', 'next', 'run_id', ${NEW},
        'is_full', false, 'is_last', true, 'covered_from', now(), 'covered_until', now() + interval '400 days'))`,
      before: [RUN],
    },
    acknowledge_unknown_time: { budget: 300, call: `(${UNKNOWN}, ${OWNER})` },
    acknowledge_lost_booking: { budget: 60, call: `(${LOST}, ${OWNER})` },
    calendar_object_states: { budget: 15, call: `(${CALENDAR})` },
    count_awaited_calendars: { budget: 40, call: `(array[${CALENDAR}, ${OTHER_CALENDAR}]::uuid[], now())` },
    begin_announced_sync: { budget: 90, call: `(${CONNECTION})` },
    finish_announced_sync: { budget: 100, call: `(${CONNECTION}, now(), false, array[2000])`, before: [noticed] },
    finish_unchanged_pulls: { budget: 150, call: `(array[${CALENDAR}]::uuid[], now(), now() + interval '400 days')` },
    fail_sync: { budget: 400, call: `(${CONNECTION}, 'unreachable', 'Not there.', false)` },
    fail_pull: { budget: 300, call: `(${CALENDAR}, 'unreachable', 'Not there.', false)` },
    pull_again: { budget: 90, call: `(${CALENDAR}, 2500)` },
    record_retry_after: { budget: 35, call: `(${CONNECTION}, 60000)` },
    prune_sync_logs: { budget: 20, call: '()' },
    request_freshness: { budget: 170, call: `(${TYPE}, -1)` },
    update_calendars: { budget: 220, call: `(${CONNECTION}, ${LISTED})` },
    request_relist: { budget: 140, call: `(${CALENDAR}, 'not_found')` },
    record_calendar_properties: { budget: 140, call: `(${CALENDAR}, 'Other', 'Europe/Paris', 'write')` },
    record_refused_write: { budget: 2000, call: `(${CALENDAR})` },

    enqueue_due_channels: { budget: 10, call: `(array[${PROVIDER}])` },
    channels_to_maintain: { budget: 80, call: `(${CONNECTION})` },
    begin_channel: { budget: 80, call: `(${CALENDAR}, ${NEW}, 'hash')`, before: [noChannel] },
    finish_channel: { budget: 150, call: `(${NEW}, 'resource', now() + interval '7 days')`, before: [opening] },
    lose_channel: { budget: 220, call: `(${CHANNEL})` },
    fail_channel: { budget: 100, call: `(${NEW}, 'unreachable', false, true)`, before: [opening] },
    close_channel_done: { budget: 15, call: `(${CHANNEL}, true)`, before: [closing] },
    receive_notices: {
      budget: 160,
      call: `(${PROVIDER}, jsonb_build_array(jsonb_build_object('channel_id', ${CHANNEL}, 'resource_id', 'resource', 'token_hash', 'hash')))`,
    },

    'receive_notices for an account': {
      budget: 550,
      call: `(${PROVIDER}, (select jsonb_agg(jsonb_build_object(
        'channel_id', ${CHANNEL}, 'resource_id', 'resource', 'token_hash', 'hash', 'event_id', 'e' || n, 'version', 'v'
      )) from generate_series(1, 20) as n))`,
      before: [`update private.channels set calendar_id = null where id = ${CHANNEL}`],
    },

    'receive_notices of a stranger': {
      budget: 20,
      call: `(${PROVIDER}, jsonb_build_array(jsonb_build_object('channel_id', ${NEW}, 'resource_id', 'resource', 'token_hash', 'hash')))`,
    },

    begin_push: { budget: 120, call: `(${PUSH})`, before: [toWrite] },
    plan_missing_pushes: { budget: 480, call: `(${HOST})` },
    finish_push: { budget: 90, call: `(${PUSH}, 2, 'own', 'version', false)`, before: [toWrite] },
    fail_push: { budget: 50, call: `(${PUSH}, 2, 'Not there.', true)`, before: [toWrite] },
    begin_verify: { budget: 60, call: `(${PUSH})` },
    begin_search: { budget: 110, call: `(${PUSH}, 2)`, before: [toRemove] },
    continue_search: { budget: 80, call: `(${PUSH}, 2, array[${CONNECTION}]::uuid[])`, before: [toRemove] },
    relocate_event: { budget: 750, call: `(${PUSH}, 1, ${OTHER_CALENDAR}, 'own', 'version')` },
    propose_change: { budget: 230, call: `(${PUSH}, 1, 'deleted')` },
    list_conflicts: { budget: 25, call: `(${BOOKING}, ${OWNER})`, before: [conflict] },
    list_all_conflicts: { budget: 60, call: `(${OWNER})`, before: [conflict] },
    resolve_conflict: { budget: 140, call: `(${BOOKING}, ${NEW}, 'keep', ${OWNER})`, before: [conflict] },

    find_live_host: { budget: 15, call: `('host-${MEASURED}')` },
    live_versions: { budget: 10, call: `(array[${HOST}]::uuid[])` },
    owner_versions: { budget: 15, call: `(array[${OWNER}]::uuid[])` },
    wake_workers: { budget: 5, call: '()' },
    add_tick: { budget: 40, call: `('poll')` },
    put_off_webhooks: { budget: 45, call: `(${ENDPOINT}, 5000)` },
    worker_heartbeat: { budget: 15, call: `(array['worker'])` },
    forget_workers: {
      budget: 10,
      call: `(array['worker'])`,
      before: [`select public.worker_heartbeat(array['worker'])`],
    },
    request_deletion: { budget: 300, call: `(${OWNER}, 'owner-${MEASURED}@example.com')` },
    get_deletion: { budget: 60, call: `(${OWNER})`, before: [leavingForever] },
    next_deletion_step: { budget: 60, call: `(${OWNER})`, before: [leavingForever] },
    delete_owner_rows: { budget: 3000, call: `(${OWNER})`, before: [leavingForever] },
    'delete_owner_rows of nobody': { budget: 5, call: `(${OWNER})` },
    export_own_rows: { budget: 100, call: `('bookings')`, before: AS_OWNER },
    service_figures: { budget: 80, call: '()' },
    'service_figures while many accounts fail': {
      budget: 1500,
      call: '()',
      before: [
        `update private.connection_sync set failures = 1, failure_code = 'timeout', next_poll_at = now() - interval '1 hour'
         where connection_id in (select id from public.calendar_connections order by id limit 300)`,
        `update private.channels set suspected_at = now() where id in (select id from private.channels order by id limit 300)`,
        `update private.webhook_state set failing_since = now() where endpoint_id in (select id from public.webhook_endpoints order by id limit 300)`,
      ],
    },
    service_status: { budget: 5, call: '()' },
    // The text of every function; asked once a minute.
    'service_status with functions': { budget: 2700, call: '(true)' },
    zones_in_use: { budget: 30, call: '()' },
    rights_status: { budget: 1200, call: '()' },
    write_probe: { budget: 20, call: `(${NEW})` },
    zone_offsets: { budget: 10, call: `(array['Europe/Berlin'], array[now()])` },
    next_notification: { budget: 145, call: `(${NOTIFICATION})`, before: [unsent] },
    finish_notification: { budget: 50, call: `(${NOTIFICATION}, null)`, before: [unsent] },
    'finish_notification of a failed attempt': {
      budget: 60,
      call: `(${NOTIFICATION}, 'The mail server could not be reached.', true)`,
      before: [unsent],
    },
    resend_notification: {
      budget: 320,
      call: `(${BOOKING}, ${NOTIFICATION}, ${OWNER})`,
    },
    stop_digest: {
      budget: 60,
      call: `(${HOST})`,
      before: [`update public.hosts set weekly_digest = true where id = ${HOST}`],
    },
    enqueue_due_mails: {
      budget: 330,
      call: '()',
      before: [
        `insert into private.planned_reminders (booking_id, minutes, due_at) values (${BOOKING}, 60, now())`,
        `insert into private.planned_digests (host_id, due_at) values (${HOST}, now())`,
      ],
    },
    keep_mail: { budget: 50, call: `(${NOTIFICATION}, 'ann@example.com', 'Booked', 'Booked')`, before: [unsent] },
    list_mail: { budget: 15, call: '()' },

    retry_event: {
      budget: 215,
      call: `(${BOOKING}, ${OWNER})`,
      before: [
        `update public.booking_calendar_events set state = 'failed', last_error = 'Refused.' where booking_id = ${BOOKING}`,
      ],
    },
    mark_no_show: {
      budget: 200,
      call: `(${BOOKING}, true, ${OWNER})`,
      before: [
        `update public.bookings set starts_at = now() - interval '4000 days', ends_at = now() - interval '3999 days' where id = ${BOOKING}`,
      ],
    },
    list_bookings: { budget: 700, call: `(${OWNER})` },
    'list_bookings of a visitor': { budget: 700, call: `(${OWNER}, search => 'ann', statuses => '{confirmed}')` },
    'list_bookings that are past, the latest first': {
      budget: 700,
      call: `(${OWNER}, is_over => true, newest_first => true)`,
    },
    list_event_types: { budget: 20, call: `(${OWNER})` },
    get_own_report: { budget: 400, call: `(${OWNER}, ${HOST}, current_date::text, (current_date + 31)::text)` },
    list_own_slots: { budget: 260, call: `(${OWNER}, ${TYPE}, ${MONTH})` },
    require_event_type: { budget: 15, call: `(${OWNER}, ${TYPE})` },
    create_api_key: { budget: 40, call: `(${OWNER}, 'Key', 'osk_new', '{read}', repeat('0', 64))` },
    list_api_keys: { budget: 15, call: `(${OWNER})` },
    revoke_api_key: { budget: 15, call: `(${KEY}, ${OWNER})` },
    use_api_key: { budget: 30, call: `(encode(sha256('key-${MEASURED}'), 'hex'))` },
    create_webhook_endpoint: {
      budget: 120,
      call: `(${NEW}, ${OWNER}, 'https://example.com/new', '{booking.moved}', 'sealed')`,
    },
    list_webhook_endpoints: { budget: 25, call: `(${OWNER})` },
    update_webhook_endpoint: { budget: 100, call: `(${ENDPOINT}, ${OWNER}, 'https://example.com/other')` },
    delete_webhook_endpoint: { budget: 120, call: `(${ENDPOINT}, ${OWNER})` },
    rotate_webhook_secret: { budget: 30, call: `(${ENDPOINT}, ${OWNER}, 'anew')` },
    list_webhook_deliveries: { budget: 30, call: `(${ENDPOINT}, ${OWNER})` },
    replay_webhook_delivery: { budget: 80, call: `(${DELIVERY}, ${OWNER})` },
    begin_webhook_delivery: { budget: 30, call: `(${ENDPOINT})`, before: [toDeliver] },
    finish_webhook_delivery: { budget: 55, call: `(${DELIVERY}, 200)`, before: [toDeliver] },
    'finish_webhook_delivery of a dead endpoint': {
      budget: 140,
      call: `(${DELIVERY}, 500, 'No')`,
      before: [toDeliver],
    },
    list_webhook_secrets: { budget: 500, call: '()' },
    replace_webhook_secret: { budget: 20, call: `(${ENDPOINT}, 'sealed', 'anew')` },
    forget_due_visitors: {
      // Ten bookings, with all that is stored with them.
      budget: 1500,
      call: '()',
      before: [`update public.hosts set retention_days = 1 where id = ${HOST}`],
    },
    prune_webhook_deliveries: { budget: 20, call: '()' },
    stop_storing_titles: { budget: 4000, call: '(1)' },
    export_visitor: { budget: 150, call: `(${OWNER}, 'nobody@example.com')` },
    forget_visitor: { budget: 150, call: `(${OWNER}, 'nobody@example.com')` },
    prune_old_rows: { budget: 90, call: `('history', 90)` },
    enqueue_due_audits: {
      budget: 90,
      call: '(1)',
      before: [`update private.connection_sync set audit_at = now() where connection_id = ${CONNECTION}`],
    },
    continue_audit: { budget: 80, call: `(${CONNECTION}, array[${CALENDAR}]::uuid[])` },
    compare_listing: {
      budget: 700,
      call: `(${CALENDAR}, ${NEW}, ${EVENT}, '{}', now() - interval '7 days', now() + interval '91 days', true)`,
    },
    finish_audit: { budget: 30, call: `(${CALENDAR}, 'equal', 10, '{}')` },
    request_audit: { budget: 80, call: `(${CONNECTION})` },
    check_blind_period: { budget: 700, call: `(${CALENDAR}, now() - interval '1 day')` },
    get_audit: { budget: 20, call: `(${CONNECTION})` },
  };
}
