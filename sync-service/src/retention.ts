/** What is kept for a time. docs/privacy.md says what each is. */
export type KeptKind =
  | 'attendees'
  | 'waiting'
  | 'mails'
  | 'notifications'
  | 'holds'
  | 'events'
  | 'left_accounts'
  | 'history'
  | 'logs'
  | 'deliveries'
  | 'failed_jobs';

/** For how many days each kind is kept; null: forever. */
export type Retention = Readonly<Record<KeptKind, number | null>>;

/** Unless `RETENTION` says otherwise. */
export const defaultRetention: Retention = {
  attendees: null,
  waiting: 90,
  mails: 30,
  notifications: 365,
  holds: 30,
  events: 365,
  left_accounts: 30,
  history: 90,
  logs: 30,
  deliveries: 30,
  failed_jobs: 30,
};

const maxDays = 3650;

/**
 * Reads `RETENTION`: `kind=days` or `kind=forever`, several separated by commas; kinds that it does not name keep their default.
 * @param fault Called with what is wrong.
 */
export function parseRetention(text: string | null, fault: (message: string) => void): Retention {
  if (text === null) return defaultRetention;
  const retention: Record<KeptKind, number | null> = { ...defaultRetention };
  const kinds = Object.keys(defaultRetention);
  const named = new Set<string>();
  for (const part of text.split(',')) {
    const [, kind = '', days = ''] = /^\s*(\w+)\s*=\s*(\d{1,4}|forever)\s*$/.exec(part) ?? [];
    const isValid = days === 'forever' || (Number(days) >= 1 && Number(days) <= maxDays);
    if (!kinds.includes(kind) || !isValid) {
      fault(
        `RETENTION must be kind=days (1 to ${maxDays}, or forever), several separated by commas, and not "${part.trim()}"; kinds: ${kinds.join(', ')}`,
      );
    } else if (named.has(kind)) {
      fault(`RETENTION names ${kind} twice`);
    } else {
      retention[kind as KeptKind] = days === 'forever' ? null : Number(days);
    }
    named.add(kind);
  }
  return retention;
}
