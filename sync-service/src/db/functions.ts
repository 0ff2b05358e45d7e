import type { ApiKey, KeyHolder } from './api-key.ts';
import type {
  BookingDetails,
  BookingLocation,
  BookingResult,
  Conflict,
  HoldResult,
  KeptMail,
  NotificationResult,
  OwnedConflict,
  ReadBooking,
  SeriesResult,
  SeriesToFile,
  WaitlistResult,
} from './booking.ts';
import type {
  AppliedPage,
  Audit,
  BookingTarget,
  Connection,
  Drift,
  FreshnessResult,
  ListedCalendar,
  PulledPage,
  StartedPull,
  StartedSync,
  StoredUnknownTime,
} from './calendar.ts';
import type { ChannelWork, NoticeToCheck, RevokeWork } from './channel.ts';
import type {
  ConsentNeeds,
  Disconnection,
  OAuthAttempt,
  SealedSecret,
  StoredSecret,
  SyncRequest,
} from './connection.ts';
import type { Deletion, DeletionStep } from './deletion.ts';
import type { OwnerVersions } from './live.ts';
import type { HostedPage, ManagePage, VisitorRules } from './page.ts';
import type { EventSearch, EventToVerify, SeenTimes, StartedPush } from './push.ts';
import type { Report } from './report.ts';
import type { RightsStatus, ServiceFigures, ServiceStatus } from './service.ts';
import type { SlotList } from './slots.ts';
import type { Database } from './types.ts';
import type { DeliveryToSend, SealedWebhookSecret, WebhookDelivery, WebhookEndpoint } from './webhook.ts';

type Functions = Database['public']['Functions'];

/**
 * Every function that the service calls, with its result type: mostly jsonb, which the generated types do not describe.
 * What a function does, and when it returns null, is in its comment (`sql/functions/AREA/NAME.sql`).
 */
interface DbResults {
  accept_proposed_time: BookingResult;
  account_secret: StoredSecret | null;
  acknowledge_lost_booking: { lost_booking: { id: string; acknowledged_at: string } };
  acknowledge_unknown_time: { unknown_time: StoredUnknownTime };
  add_tick: null;
  apply_calendar_changes: AppliedPage;
  begin_announced_sync: { began_at: string } | null;
  begin_channel: { begun: boolean };
  begin_oauth: ConsentNeeds;
  begin_pull: StartedPull | null;
  begin_push: StartedPush | null;
  begin_revoke: RevokeWork | null;
  begin_search: EventSearch | null;
  begin_sync: StartedSync | null;
  begin_verify: EventToVerify | null;
  begin_webhook_delivery: DeliveryToSend | null;
  calendar_object_states: Record<string, string>;
  cancel_booking: BookingResult;
  cancel_series: SeriesResult & BookingResult;
  channels_to_maintain: ChannelWork | null;
  check_blind_period: { bookings: number; clashes: number };
  claim_seat: BookingResult;
  close_channel_done: null;
  compare_listing: Drift;
  confirm_booking: BookingResult;
  continue_audit: null;
  continue_search: { searching: boolean };
  continue_sync: null;
  count_awaited_calendars: number;
  create_api_key: { api_key: ApiKey };
  create_booking: BookingResult & { replayed: boolean };
  create_booking_series: SeriesResult & { replayed: boolean };
  create_host_booking: BookingResult & { conflicts: Conflict[] };
  create_webhook_endpoint: { webhook_endpoint: WebhookEndpoint };
  decide_series: SeriesResult & BookingResult;
  decline_booking: BookingResult;
  delete_owner_rows: { finished: boolean };
  delete_webhook_endpoint: null;
  disconnect_connection: Disconnection;
  enqueue_due_audits: { planned: number };
  enqueue_due_channels: { enqueued: number; planned: number };
  enqueue_due_mails: { planned: number };
  enqueue_due_polls: { enqueued: number; planned: number };
  expire_bookings: { expired: number };
  export_visitor: Record<string, Record<string, unknown>[]>;
  fail_channel: { again: boolean };
  fail_pull: { account_failed: boolean };
  fail_push: null;
  fail_sync: { is_outdated: boolean };
  find_live_host: { host_id: string; version: number } | null;
  find_series: string | null;
  finish_announced_sync: null;
  finish_audit: null;
  finish_channel: { kept: boolean };
  finish_disconnect: { finished: boolean };
  finish_notification: null;
  finish_push: { state: 'pushed' | 'removed' | 'pending' | null };
  finish_sync: null;
  finish_unchanged_pulls: { finished: boolean };
  finish_webhook_delivery: DeliveryToSend | null;
  forget_due_visitors: { planned: number; forgotten: number };
  forget_visitor: { forgotten: number; planned: number };
  forget_workers: null;
  get_audit: Audit;
  get_booking: ReadBooking;
  get_deletion: { deletion: Deletion | null };
  get_hosted_page: HostedPage;
  get_manage_page: ManagePage;
  get_own_report: Report;
  get_series: SeriesToFile;
  get_visitor_rules: VisitorRules | null;
  get_waitlist_entry: WaitlistResult;
  hold_slot: HoldResult;
  host_to_lock: string | null;
  join_waitlist: WaitlistResult;
  keep_mail: null;
  leave_waitlist: null;
  list_all_conflicts: { conflicts: OwnedConflict[]; next: { at: string; id: string } | null };
  list_api_keys: { api_keys: ApiKey[] };
  list_bookings: { bookings: BookingDetails[]; next: { start: string; id: string } | null };
  list_conflicts: { conflicts: Conflict[] };
  list_connections: { connections: Connection[]; booking_targets?: BookingTarget[] };
  list_event_types: { event_types: Record<string, unknown>[] };
  list_mail: { mails: KeptMail[] };
  list_own_slots: SlotList;
  list_secrets: { secrets: SealedSecret[] };
  list_webhook_deliveries: { deliveries: WebhookDelivery[]; next: { at: string; id: string } | null };
  list_webhook_endpoints: { webhook_endpoints: WebhookEndpoint[] };
  list_webhook_secrets: { secrets: SealedWebhookSecret[] };
  lose_channel: null;
  mark_no_show: BookingResult & { no_show: boolean };
  next_deletion_step: DeletionStep;
  next_notification: NotificationResult | null;
  offer_due_seats: { offered: number };
  owner_versions: Record<string, OwnerVersions>;
  plan_missing_pushes: { planned: number };
  propose_change: { kind: 'moved' | 'deleted' | null; conflict_id: string | null };
  propose_time: BookingResult;
  prune_old_rows: { planned: number };
  prune_sync_logs: { pruned: number };
  prune_webhook_deliveries: { pruned: number };
  pull_again: null;
  put_off_webhooks: null;
  receive_notices: ('accepted' | 'refused')[];
  record_calendar_properties: { requested: boolean };
  record_refused_write: { requested: boolean };
  record_retry_after: { until: string | null };
  release_hold: null;
  relocate_event: { relocated: boolean };
  renew_hold: HoldResult;
  replace_secret: { replaced: boolean };
  replace_webhook_secret: { replaced: boolean };
  replay_webhook_delivery: { delivery: WebhookDelivery };
  request_audit: { since: string };
  request_deletion: { deletion: Deletion };
  request_freshness: FreshnessResult;
  request_relist: { requested: boolean };
  request_sync: SyncRequest;
  require_event_type: null;
  require_host: { host_id: string };
  reschedule_booking: BookingResult;
  resend_notification: BookingResult;
  resolve_conflict: BookingResult & { conflict: Conflict };
  retry_event: BookingResult;
  revoke_api_key: null;
  rights_status: RightsStatus;
  rotate_webhook_secret: { webhook_endpoint: WebhookEndpoint };
  save_connection: { connection: Connection };
  service_figures: ServiceFigures;
  service_status: ServiceStatus;
  stop_digest: { display_name: string; locale: string | null } | null;
  stop_storing_titles: { planned: number };
  take_oauth_attempt: OAuthAttempt | null;
  take_tokens: { granted: number; wait_seconds: number };
  update_calendars: null;
  update_webhook_endpoint: { webhook_endpoint: WebhookEndpoint };
  use_api_key: KeyHolder | null;
  use_challenge: boolean;
  wake_workers: null;
  worker_heartbeat: { stale: string[] };
  write_probe: null;
  zone_offsets: Record<string, number[]>;
  zones_in_use: string[];
}

interface LocationChoice {
  kind: BookingLocation['kind'];
  value?: string | null | undefined;
}

interface NewAttendee {
  name: string;
  email: string;
  time_zone?: string | null | undefined;
  locale?: string | null | undefined;
}

/** What a visitor wants to book. */
interface BookingInput {
  answers: Record<string, unknown>;
  attendee: NewAttendee;
  location: LocationChoice | null;
  metadata: Record<string, unknown> | null;
}

/** Argument types that the generated types cannot express: jsonb shapes, allowed texts, null without a default. */
type ArgumentTypes = Known<{
  apply_calendar_changes: { page: PulledPage };
  begin_channel: { calendar_id: string | null };
  begin_oauth: { host_id: string | null };
  compare_listing: { changes: readonly object[] };
  claim_seat: { answers: Record<string, unknown> | null; location: LocationChoice | null };
  create_booking: BookingInput;
  create_booking_series: BookingInput;
  create_host_booking: { answers: Record<string, unknown>; attendee: NewAttendee; location: LocationChoice | null };
  disconnect_connection: { pushed_events: 'keep' | 'remove' | null };
  join_waitlist: { answers: Record<string, unknown>; attendee: NewAttendee; location: LocationChoice | null };
  finish_push: { provider_event_id: string | null; version: string | null };
  finish_webhook_delivery: { status_code: number | null };
  propose_change: { kind: 'moved' | 'deleted' | null; times: SeenTimes | null };
  receive_notices: { notices: readonly NoticeToCheck[] };
  record_calendar_properties: { access: string | null; name: string | null; time_zone: string | null };
  relocate_event: { version: string | null };
  request_freshness: { event_type_id: string | null };
  resolve_conflict: { decision: 'keep' | 'move' | 'cancel' | 'ignore' };
  save_connection: { account_email: string | null; calendars: readonly ListedCalendar[]; host_id: string | null };
  update_calendars: { calendars: readonly ListedCalendar[] };
}>;

export type DbFunction = keyof DbResults;

/** A function's arguments by their SQL names. Those with a default are optional. */
export type DbArguments<F extends DbFunction> = {
  [A in keyof Functions[F]['Args']]: A extends keyof Typed<F> ? Typed<F>[A] : Given<Functions[F]['Args'][A]>;
};

/** A function's result: by the generated types or, if they allow any JSON, by the table above. */
export type DbResult<F extends DbFunction> = null extends Functions[F]['Returns']
  ? DbResults[F]
  : Functions[F]['Returns'];

type Typed<F extends DbFunction> = F extends keyof ArgumentTypes ? ArgumentTypes[F] : object;

/** Lists become read-only. */
type Given<T> = T extends (infer E)[] ? readonly E[] : T;

/** Checks that the arguments exist: others require `never`. */
type Known<
  T extends {
    [F in keyof T]: F extends keyof Functions
      ? { [A in keyof T[F]]: A extends keyof Functions[F]['Args'] ? unknown : never }
      : never;
  },
> = T;
