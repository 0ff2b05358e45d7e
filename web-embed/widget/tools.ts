import type { BookingApi } from '../shared/booking-api.ts';
import type { CalendarPart } from './calendar-part.ts';
import type { Emit } from './events.ts';
import type { SlotWindows } from './slot-windows.ts';
import type { Store } from './store.ts';

/** What the parts of the flow work with. */
export interface Tools {
  store: Store;
  api: BookingApi;
  windows: SlotWindows;
  calendar: CalendarPart;
  now: () => number;
  emit: Emit;
  /** What the page says of a booking that exists: secret. Null: there is none, and a time is booked. */
  managed: string | null;
}
