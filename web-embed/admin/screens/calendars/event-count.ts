import type { AdminConfig } from '../../app/config.ts';
import type { Session } from '../../app/session.ts';

/** How many events of some calendars are kept; null: not known just now, which is no fault worth telling. */
export async function countEvents(
  { supabaseUrl, publishableKey }: Pick<AdminConfig, 'supabaseUrl' | 'publishableKey'>,
  session: Pick<Session, 'token'>,
  calendarIds: readonly string[],
  signal: AbortSignal,
): Promise<number | null> {
  const query = `select=id&calendar_id=in.(${calendarIds.join()})`;
  try {
    const response = await fetch(`${supabaseUrl}/rest/v1/synced_events?${query}`, {
      method: 'HEAD',
      headers: { apikey: publishableKey, authorization: `Bearer ${await session.token()}`, prefer: 'count=exact' },
      credentials: 'omit',
      signal,
    });
    const total = response.headers.get('content-range')?.split('/')[1];
    return response.ok && /^\d+$/.test(total ?? '') ? Number(total) : null;
  } catch {
    // No network, a session that has ended, a screen that was left: the card does without the number.
    return null;
  }
}
