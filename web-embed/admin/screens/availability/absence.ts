/** A vacation or block as a form has it: dates, with times where it is not about whole days. */
import { addDays } from '../../../shared/month-grid.ts';
import { isoOf, wallClock } from '../../../shared/time.ts';
import { type BlockedPeriod, newId } from './schedule.ts';
import { clockText, dayEnd, instantOf, parseEnd, parseTime } from './wall-time.ts';
import type { Level } from './weekly.ts';

export interface AbsenceForm {
  kind: BlockedPeriod['kind'];
  level: Level;
  isWholeDays: boolean;
  first: string;
  last: string;
  /** As it is typed; of the first and of the last day. */
  start: string;
  end: string;
  reason: string;
}

/** The form of a period; of a new one without any. Times are those of a zone. */
export function absenceForm(period: BlockedPeriod | null, zone: string, today: string, level: Level): AbsenceForm {
  const empty: AbsenceForm = {
    kind: 'vacation',
    level,
    isWholeDays: true,
    first: today,
    last: today,
    start: '09:00',
    end: '17:00',
    reason: '',
  };
  if (period === null) return empty;
  const known = { kind: period.kind, level: period.event_type_id, reason: period.reason ?? '' };
  if (period.starts_at === null || period.ends_at === null)
    return { ...empty, ...known, first: period.start_date ?? today, last: period.end_date ?? today };
  const start = wallClock(Date.parse(period.starts_at), zone);
  const end = wallClock(Date.parse(period.ends_at), zone);
  // What ends at midnight ends on the day before.
  const isMidnight = end.minutes === 0;
  return {
    ...empty,
    ...known,
    isWholeDays: false,
    first: start.date,
    start: clockText(start.minutes),
    last: isMidnight ? addDays(end.date, -1) : end.date,
    end: clockText(isMidnight ? dayEnd : end.minutes),
  };
}

export interface AbsenceFaults {
  first?: string;
  last?: string;
  start?: string;
  end?: string;
}

const noTime = 'Write a time such as 9:00.';

/** What is wrong in a form; nothing where it can be kept. */
export function absenceFaults({ isWholeDays, first, last, start, end }: AbsenceForm): AbsenceFaults {
  const faults: AbsenceFaults = {};
  if (first === '') faults.first = 'Choose the first day.';
  if (last === '') faults.last = 'Choose the last day.';
  else if (last < first) faults.last = 'The last day must not be before the first.';
  if (isWholeDays) return faults;
  const from = parseTime(start);
  const until = parseEnd(end);
  if (from === null || from === dayEnd) faults.start = noTime;
  if (until === null) faults.end = noTime;
  else if (from !== null && first === last && until <= from) faults.end = 'The end must be after the start.';
  return faults;
}

/** The row of a form without faults. */
export function absenceRow(form: AbsenceForm, former: BlockedPeriod | null, zone: string): BlockedPeriod {
  const { isWholeDays, first, last } = form;
  return {
    id: former?.id ?? newId(),
    event_type_id: form.level,
    kind: form.kind,
    start_date: isWholeDays ? first : null,
    end_date: isWholeDays ? last : null,
    starts_at: isWholeDays ? null : isoOf(instantOf(first, parseTime(form.start) ?? 0, zone)),
    ends_at: isWholeDays ? null : isoOf(instantOf(last, parseEnd(form.end) ?? dayEnd, zone)),
    reason: form.reason.trim() || null,
  };
}
