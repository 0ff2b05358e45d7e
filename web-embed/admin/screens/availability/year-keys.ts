import { addDays, daysIntoWeek, shiftMonth } from '../../../shared/month-grid.ts';

/** Where a key leads from a day of the calendar of a year, which may be in another year; null: it is no key of a calendar. */
export function dateForKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey'>,
  date: string,
  weekStart: number,
): string | null {
  switch (event.key) {
    case 'ArrowLeft':
      return addDays(date, -1);
    case 'ArrowRight':
      return addDays(date, 1);
    case 'ArrowUp':
      return addDays(date, -7);
    case 'ArrowDown':
      return addDays(date, 7);
    case 'Home':
      return addDays(date, -daysIntoWeek(date, weekStart));
    case 'End':
      return addDays(date, 6 - daysIntoWeek(date, weekStart));
    case 'PageUp':
      return shiftMonth(date, event.ctrlKey ? -12 : -1);
    case 'PageDown':
      return shiftMonth(date, event.ctrlKey ? 12 : 1);
    default:
      return null;
  }
}
