import type { Booking, BookingPage, Slot } from '../shared/booking-api.ts';
import type { Formats } from '../shared/formats.ts';
import type { Messages } from '../shared/messages.ts';
import type { FailureCode } from '../shared/request.ts';
import type { Field, FieldValue } from './form-fields.ts';

/** What the view should put the focus on after the next render. */
export type FocusTarget = 'title' | 'day' | 'times' | 'time' | 'form' | 'field' | 'notice' | 'done' | 'month';

/** One wish for the focus; a new `id` makes it a new wish. */
export interface FocusRequest {
  id: number;
  target: FocusTarget;
  /** After a pointer choice nothing may jump: scroll only if the target is out of view. */
  keyboard: boolean;
}

/** The search for a day with times after an empty month. */
type NextDay =
  | { status: 'idle' }
  | { status: 'searching' }
  | { status: 'found'; date: string; direction: 'ahead' | 'back' }
  | { status: 'nothing' };

/** The same time on several days or weeks. */
export interface Series {
  frequency: 'daily' | 'weekly';
  count: number;
}

/** Everything that the view shows; replaced as a whole, never changed in place. */
export interface BookingState {
  /** Where the visitor is; `choosing`: which of several event types; `manage`: at a booking that exists; `failed`: there is no page to show. */
  step: 'loading' | 'choosing' | 'picking' | 'form' | 'done' | 'manage' | 'failed';
  /** What it is about, where no page says it. */
  name: string | null;
  messages: Messages;
  formats: Formats;
  page: BookingPage | null;
  /** The event types to choose from, in the order in which they are named. */
  choices: readonly BookingPage[];
  /** Why there is nothing to show when `step` is `failed`, and whether another try makes sense. */
  failure: { code: FailureCode; retry: boolean } | null;

  duration: number;
  timeZone: string;
  /** Today in the shown zone. */
  today: string;
  month: string;
  focusedDay: string;
  selectedDay: string | null;
  selectedSlot: Slot | null;
  slots: 'loading' | 'ready' | 'failed';
  /** Why the times could not be read, when `slots` is `failed`. */
  slotsError: FailureCode | null;
  /** Slots of the shown month by date in the shown zone. */
  days: ReadonlyMap<string, readonly Slot[]>;
  nextDay: NextDay;
  notice: string | null;
  /** Free times close to the one that was lost. */
  nearest: readonly Slot[];
  /** Also the times before 8 and after 20 h, where there are many. */
  showsAllTimes: boolean;
  /** The whole description, where it is long. */
  showsAllText: boolean;

  fields: readonly Field[];
  values: Readonly<Record<string, FieldValue>>;
  errors: Readonly<Record<string, string>>;
  submitError: string | null;
  isHeld: boolean;
  /** Until when the time is kept (milliseconds); null: not kept. */
  heldUntil: number | null;
  /** The last minute of the hold has begun. */
  isHoldEnding: boolean;
  /** The time was kept, and is not any more, while the form is still open. */
  isHoldOver: boolean;
  isBusy: boolean;

  /** More than one date; null: just once. */
  series: Series | null;
  /** Dates of it that are not free, with the nearest that are. */
  clashes: readonly { start: string; nearest: string[] }[];

  booking: Booking | null;
  /** All that were booked: the dates of a series. */
  bookings: readonly Booking[];
  /** Opens the booking to its visitor: to see it, move it, cancel it. */
  manageToken: string | null;
  focus: FocusRequest | null;
  /** A polite word to assistive technology; a new `id` makes it a new one. */
  announcement: { id: number; text: string } | null;
}

/** Whether what is shown of the month has no times. */
export const isEmpty = ({ slots, days }: BookingState): boolean => slots === 'ready' && days.size === 0;
