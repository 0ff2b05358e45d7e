import type { BookingApi, BookingPage } from '../shared/booking-api.ts';
import type { CalendarPart } from './calendar-part.ts';
import type { Emit } from './events.ts';
import type { SlotWindows } from './slot-windows.ts';
import type { Store } from './store.ts';
import type { PartName, Parts } from './view-props.ts';

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

/** What parts that are loaded later work with. */
export interface PartTools extends Tools {
  /** Stands in the page, with its wishes. */
  element: HTMLElement;
  /** Renders once more. */
  update: () => void;
  /** Shows the times of an event type. */
  choose: (page: BookingPage, keyboard: boolean) => Promise<void>;
  /** Loads another part. */
  load: <N extends PartName>(name: N) => Promise<Parts[N] | undefined>;
}
