import { kindOf } from '../../words.ts';
import type { Connection } from '../calendars/calendars-api.ts';
import type { LogEntry } from './log-query.ts';

/** What a line is about. */
export interface LogSubject {
  account: string;
  calendar: string | null;
}

/** Finds the names of accounts and calendars; what is gone by now has none. */
export function subjectsOf(connections: readonly Connection[]): (entry: LogEntry) => LogSubject {
  const accounts = new Map(connections.map((each) => [each.id, accountName(each)]));
  const calendars = new Map(
    connections.flatMap((each) => each.calendars.map(({ id, name }) => [id, name || 'Calendar'] as const)),
  );
  return (entry) => ({
    account: (entry.connection_id && accounts.get(entry.connection_id)) || 'An account that is gone',
    calendar: entry.calendar_id === null ? null : (calendars.get(entry.calendar_id) ?? 'A calendar that is gone'),
  });
}

/** `Google Calendar, ann@example.com` */
export function accountName({
  provider,
  account_email: email,
}: Pick<Connection, 'provider' | 'account_email'>): string {
  return [kindOf(provider), email].filter(Boolean).join(', ');
}

const operations: Readonly<Record<string, string>> = {
  pull: 'Read a calendar',
  poll: 'Reach an account',
  audit: 'Compare a calendar',
};

export function operationText(operation: string): string {
  return operations[operation] ?? operation;
}

export const statusTexts: Readonly<Record<LogEntry['status'], string>> = {
  completed: 'Completed',
  failed: 'Failed',
  started: 'Started',
};

/** `2 added, 1 changed`, or that nothing was. */
export function changesText(entry: LogEntry): string {
  const parts = [
    [entry.events_created, 'added'],
    [entry.events_updated, 'changed'],
    [entry.events_deleted, 'removed'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  if (said.length > 0) return said.join(', ');
  return entry.status === 'failed' ? '–' : 'Nothing new';
}

/** `84 ms`, `2.4 s`, `1 min 5 s`. */
export function tookText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** The lines as rows of a file, with the names of their accounts and calendars. */
export function logRows(
  entries: readonly LogEntry[],
  subject: (entry: LogEntry) => LogSubject,
): (string | number | null)[][] {
  return [
    ['time', 'account', 'calendar', 'operation', 'status', 'added', 'changed', 'removed', 'duration_ms', 'error'],
    ...entries.map((entry) => [
      entry.created_at,
      subject(entry).account,
      subject(entry).calendar,
      entry.operation,
      entry.status,
      entry.events_created,
      entry.events_updated,
      entry.events_deleted,
      entry.duration_ms,
      entry.error_message,
    ]),
  ];
}
