import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { RequestError } from '../../../shared/request.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { type Load, useLoad } from '../../app/load.ts';
import { type BookingSheet, type BookingsApi, createBookingsApi } from './bookings-api.ts';

const soonMs = 1500;
const laterMs = 15_000;
/** For so long something may still come of what the owner did: an event is written, a mail is sent. */
const soonForMs = 20_000;

/** One booking: what is known of it, and what is done about it. */
export interface OpenBooking {
  id: string;
  api: BookingsApi;
  /** Null: there is none, or none of theirs. */
  load: Load<{ sheet: BookingSheet | null }>;
  /** What is on its way. */
  busy: Signal<string | null>;
  /** What did not work, in words. */
  fault: Signal<string | null>;
  /** Does something, announces it, and reads the booking again, whatever came of it. */
  act(name: string, done: string, call: () => Promise<void>, faultOf?: (error: RequestError) => string): Promise<void>;
  /** Something was done elsewhere, as in a dialog: reads it again, soon and more than once. */
  follow(done: string): void;
}

/** Reads a booking and keeps up with it: its event and its mails are on their way for a moment after each change. */
export function useBooking(id: string): OpenBooking {
  const admin = useAdmin();
  const api = useMemo(() => createBookingsApi(admin.calls), [admin]);
  const load = useLoad(id, ['bookings', 'conflicts', 'connections'], async (signal) => ({
    sheet: await api.read(id, signal),
  }));
  const busy = useSignal<string | null>(null);
  const fault = useSignal<string | null>(null);
  const soonUntil = useRef(0);

  const { data } = load.state.value;
  useEffect(() => {
    if (data?.sheet == null) return;
    const isMoving = data.sheet.event?.state === 'pending' && data.sheet.event.last_error === null;
    const again = () => {
      // Nobody sees a hidden page; it reads again when it comes to the front.
      if (document.visibilityState === 'visible') void load.reload();
      else timer = setTimeout(again, laterMs);
    };
    let timer = setTimeout(again, isMoving || Date.now() < soonUntil.current ? soonMs : laterMs);
    return () => clearTimeout(timer);
  }, [data]);

  function follow(done: string): void {
    soonUntil.current = Date.now() + soonForMs;
    admin.announce(done);
    admin.touch('bookings');
    admin.touch('conflicts');
  }

  return {
    id,
    api,
    load,
    busy,
    fault,
    follow,
    async act(name, done, call, faultOf = faultText) {
      if (busy.value !== null) return;
      busy.value = name;
      fault.value = null;
      try {
        await call();
        follow(done);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.code !== 'unauthorized') fault.value = faultOf(error);
      }
      await load.reload();
      busy.value = null;
    },
  };
}

/** A booking and what can be done with it. */
export interface BookingProps {
  sheet: BookingSheet;
  booking: OpenBooking;
}
