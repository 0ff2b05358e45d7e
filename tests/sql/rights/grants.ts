/** Every right there is in `public` and `private`, besides the owner's own. A new one is entered here on purpose or not at all. */
const edited = [
  'hosts',
  'event_types',
  'availability_rules',
  'availability_overrides',
  'blocked_periods',
  'calendar_links',
];
const readOnly = [
  'calendar_connections',
  'calendars',
  'synced_events',
  'bookings',
  'booking_attendees',
  'booking_calendar_events',
  'booking_conflicts',
  'notifications',
  'sync_logs',
];
const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

export const tablesThatOwnersEdit = edited;
export const tablesThatOwnersRead = readOnly;

export const tableGrants: string[] = [
  ...edited.flatMap((table) => all.map((right) => `authenticated ${right} ${table}`)),
  ...readOnly.map((table) => `authenticated SELECT ${table}`),
  ...[...edited, ...readOnly].flatMap((table) => all.map((right) => `service_role ${right} ${table}`)),
].sort();

/** They came with the project: nothing of ours. */
export const schemaGrantsOfTheProject: string[] = ['anon', 'authenticated', 'public', 'service_role'].map(
  (role) => `${role} USAGE public`,
);

export const columnGrants: string[] = ['authenticated UPDATE calendars.policy'];

const functionsOfTheService = [
  'account_secret',
  'acknowledge_unknown_time',
  'apply_calendar_changes',
  'begin_channel',
  'begin_announced_sync',
  'begin_revoke',
  'begin_oauth',
  'begin_sync',
  'begin_pull',
  'begin_push',
  'begin_search',
  'begin_verify',
  'calendar_object_states',
  'cancel_booking',
  'channels_to_maintain',
  'close_channel_done',
  'confirm_booking',
  'continue_sync',
  'continue_search',
  'count_awaited_calendars',
  'create_booking',
  'decline_booking',
  'disconnect_connection',
  'enqueue_due_channels',
  'enqueue_due_polls',
  'expire_bookings',
  'fail_channel',
  'fail_sync',
  'fail_pull',
  'fail_push',
  'finish_channel',
  'finish_disconnect',
  'finish_announced_sync',
  'find_live_host',
  'finish_notification',
  'finish_sync',
  'finish_push',
  'finish_unchanged_pulls',
  'forget_workers',
  'get_booking',
  'hold_slot',
  'host_to_lock',
  'keep_mail',
  'record_retry_after',
  'list_conflicts',
  'list_connections',
  'list_mail',
  'live_versions',
  'lose_channel',
  'pull_again',
  'list_secrets',
  'next_notification',
  'plan_missing_pushes',
  'propose_change',
  'prune_sync_logs',
  'receive_notices',
  'release_hold',
  'renew_hold',
  'record_calendar_properties',
  'record_refused_write',
  'relocate_event',
  'replace_secret',
  'request_freshness',
  'request_relist',
  'request_sync',
  'require_host',
  'reschedule_booking',
  'resolve_conflict',
  'rights_status',
  'save_connection',
  'service_status',
  'update_calendars',
  'take_oauth_attempt',
  'worker_heartbeat',
  'write_probe',
  'zone_offsets',
  'zones_in_use',
];
/** In `private`: constraints call them as whoever writes. */
const functionsOfConstraints = ['durations_fault', 'is_blank', 'questions_fault', 'text_fault'];
const functionsOfEverybody = ['get_available_slots', 'get_booking_page'];
const functionsOfOwners = ['explain_slots', 'get_booking_sheet', 'get_calendar_view'];

export const functionGrants: string[] = [
  ...functionsOfEverybody.flatMap((name) => ['anon', 'authenticated', 'service_role'].map((role) => `${role} ${name}`)),
  ...functionsOfOwners.map((name) => `authenticated ${name}`),
  ...functionsOfConstraints.flatMap((name) => ['authenticated', 'service_role'].map((role) => `${role} ${name}`)),
  ...functionsOfTheService.map((name) => `service_role ${name}`),
].sort();
