import { addMonths, monthOf } from '../shared/month-grid.ts';
import { RequestError } from '../shared/request.ts';
import { wallClock } from '../shared/time.ts';
import type { Tools } from './tools.ts';

/** How far the search for a day with times looks. */
const SEARCH_MONTHS = 6;

/** Looks for the next day with times whenever a month without any is shown. */
export function watchEmptyMonths(tools: Tools): void {
  const check = () => {
    const { step, slots, days, nextDay } = tools.store.state;
    if (step === 'picking' && slots === 'ready' && days.size === 0 && nextDay.status === 'idle') void search(tools);
  };
  tools.store.subscribe(check);
  check();
}

/** Month by month; each response is kept for when its month is shown. */
async function search({ store, windows, calendar }: Tools): Promise<void> {
  const { month, duration, timeZone } = store.state;
  const { last } = calendar.shown();
  store.set({ nextDay: { status: 'searching' } });
  const isWanted = () => {
    const now = store.state;
    return now.month === month && now.duration === duration && now.timeZone === timeZone;
  };
  try {
    for (let ahead = 1; ahead <= SEARCH_MONTHS; ahead += 1) {
      const next = addMonths(month, ahead);
      const window = windows.find(next, duration) ?? (await windows.fetch(next, duration));
      if (!isWanted()) return;
      const date = window.slots.map((slot) => wallClock(slot.start, timeZone).date).find((day) => day > last);
      if (date) return store.set({ nextDay: { status: 'found', date, direction: 'ahead' } });
    }
    const today = monthOf(store.state.today);
    const [first] = (windows.find(today, duration) ?? (await windows.fetch(today, duration))).slots;
    if (!isWanted()) return;
    const date = first ? wallClock(first.start, timeZone).date : null;
    store.set({ nextDay: date ? { status: 'found', date, direction: 'back' } : { status: 'nothing' } });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    // Without a response there is no day to offer; the months can still be turned.
    if (isWanted()) store.set({ nextDay: { status: 'nothing' } });
  }
}
