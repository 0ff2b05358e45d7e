/** Free slots, as `get_available_slots` returns them. Instants are ISO 8601 with `Z`. */
export interface SlotList {
  event_type_id: string;
  duration_minutes: number;
  time_zone: string;
  as_of: string;
  covered_until: string | null;
  slots: { start: string; end: string; seats_left?: number; needs_confirmation?: boolean }[];
  truncated_at?: string;
}
