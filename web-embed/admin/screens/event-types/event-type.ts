/** A place where something may be held. */
export interface Place {
  kind: PlaceKind;
  value?: string;
}
export const placeKinds = [
  'video',
  'video_link',
  'phone_host_calls',
  'phone_visitor_calls',
  'address',
  'ask_visitor',
  'custom',
] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Something that visitors are asked. */
export interface Question {
  id: string;
  label: string;
  type: QuestionType;
  required?: boolean;
  options?: string[];
}
export const questionTypes = ['text', 'textarea', 'select', 'checkbox', 'phone'] as const;
export type QuestionType = (typeof questionTypes)[number];

/** What an owner sets of an event type: its columns. */
export interface EventTypeSettings {
  slug: string;
  title: string;
  description: string;
  durations_minutes: number[];
  slot_interval_minutes: number | null;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  min_notice_minutes: number;
  horizon_days: number;
  max_per_day: number | null;
  max_per_week: number | null;
  seats: number;
  requires_confirmation: boolean;
  time_zone: string | null;
  questions: Question[];
  message: string;
  reminders_minutes: number[];
  cancel_until_minutes: number | null;
  reschedule_until_minutes: number | null;
  max_reschedules: number | null;
  reason_required: boolean;
  request_hours: number;
  locations: Place[];
  series_max: number;
  waitlist_max: number;
  waitlist_offer_minutes: number;
}
export type EventTypeColumn = keyof EventTypeSettings;

/** A row of `event_types`. */
export interface EventType extends EventTypeSettings {
  id: string;
  host_id: string;
  is_active: boolean;
  position: number;
  /** What the owner should know about the places. */
  location_notice: string | null;
  /** Another one after each change. */
  updated_at: string;
}

/** What a new one begins with. */
export const newSettings: EventTypeSettings = {
  slug: '',
  title: '',
  description: '',
  durations_minutes: [30],
  slot_interval_minutes: null,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  min_notice_minutes: 120,
  horizon_days: 60,
  max_per_day: null,
  max_per_week: null,
  seats: 1,
  requires_confirmation: false,
  time_zone: null,
  questions: [],
  message: '',
  reminders_minutes: [1440],
  cancel_until_minutes: null,
  reschedule_until_minutes: null,
  max_reschedules: null,
  reason_required: false,
  request_hours: 48,
  locations: [],
  series_max: 1,
  waitlist_max: 50,
  waitlist_offer_minutes: 120,
};
export const settingColumns = Object.keys(newSettings) as EventTypeColumn[];

/** The settings of a row, without what else is in it. */
export function settingsOf(row: EventTypeSettings): EventTypeSettings {
  return Object.fromEntries(settingColumns.map((column) => [column, row[column]])) as unknown as EventTypeSettings;
}

/** What was changed, by columns. */
export function changesOf(saved: EventTypeSettings, draft: EventTypeSettings): Partial<EventTypeSettings> {
  const changed = settingColumns.filter((column) => JSON.stringify(saved[column]) !== JSON.stringify(draft[column]));
  return Object.fromEntries(changed.map((column) => [column, draft[column]]));
}

/** What was changed here on top of what was saved elsewhere meanwhile. */
export function rebase(
  saved: EventTypeSettings,
  draft: EventTypeSettings,
  theirs: EventTypeSettings,
): EventTypeSettings {
  return { ...settingsOf(theirs), ...changesOf(saved, draft) };
}
