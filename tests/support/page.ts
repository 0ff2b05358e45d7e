import { randomUUID } from 'node:crypto';

/**
 * One page of a pull as `apply_calendar_changes` takes it: nothing on it, in the middle of a run of its own that covers 90 days from now,
 * unless `fields` say otherwise.
 */
export function pageOfRun(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    expected_cursor: null,
    run_id: randomUUID(),
    is_full: false,
    is_last: false,
    covered_from: new Date().toISOString(),
    covered_until: daysFromNow(90),
    changes: [],
    ...fields,
  });
}

/** The instant so many days from now, ISO 8601. */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
