/** A line of the log, as the Data API gives it. */
export interface LogEntry {
  id: string;
  connection_id: string | null;
  calendar_id: string | null;
  operation: string;
  status: 'started' | 'completed' | 'failed';
  events_processed: number;
  events_created: number;
  events_updated: number;
  events_deleted: number;
  error_message: string | null;
  duration_ms: number | null;
  created_at: string;
}

/** What of the log is shown; an empty text: all. */
export interface LogFilter {
  account: string;
  calendar: string;
  status: string;
  operation: string;
  /** How far back: `hour`, `day`, `week`. */
  since: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const statuses = ['started', 'completed', 'failed'];
const spans: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** The query of a page of the log, newest first, at an instant in milliseconds. What an address says wrongly is left out. */
export function logQuery(filter: LogFilter, now: number, limit: number, after: LogEntry | null = null): string {
  const parts = [
    'select=id,connection_id,calendar_id,operation,status,events_processed,events_created,events_updated,events_deleted,error_message,duration_ms,created_at',
    'order=created_at.desc,id.desc',
    `limit=${limit}`,
  ];
  if (uuid.test(filter.account)) parts.push(`connection_id=eq.${filter.account}`);
  if (uuid.test(filter.calendar)) parts.push(`calendar_id=eq.${filter.calendar}`);
  if (statuses.includes(filter.status)) parts.push(`status=eq.${filter.status}`);
  if (/^\w+$/.test(filter.operation)) parts.push(`operation=eq.${filter.operation}`);
  const span = Object.hasOwn(spans, filter.since) ? spans[filter.since] : undefined;
  if (span !== undefined) parts.push(`created_at=gte.${new Date(now - span).toISOString()}`);
  if (after !== null) {
    const at = encodeURIComponent(after.created_at);
    parts.push(`or=(created_at.lt.${at},and(created_at.eq.${at},id.lt.${after.id}))`);
  }
  return `sync_logs?${parts.join('&')}`;
}

/**
 * The newest page above what is shown already, each line once. Where more came than a page holds there is a gap that nobody has
 * read: then the page stands alone.
 */
export function mergeNewest(shown: readonly LogEntry[], newest: readonly LogEntry[]): LogEntry[] {
  const known = new Set(shown.map(({ id }) => id));
  if (shown.length > 0 && newest.length > 0 && !newest.some(({ id }) => known.has(id))) return [...newest];
  const fresh = new Set(newest.map(({ id }) => id));
  return [...newest, ...shown.filter(({ id }) => !fresh.has(id))];
}
