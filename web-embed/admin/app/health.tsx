import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Connection } from '../screens/calendars/calendars-api.ts';
import { AdminIcon } from '../ui/admin-icons.tsx';
import { ago, healthOf, oldestSync } from '../words.ts';
import { useAdmin } from './admin.ts';
import { useLoad } from './load.ts';

/** How often "12 s ago" is written anew. */
const clockMs = 15_000;

/** How all connected calendars are doing together. */
export interface CalendarHealth {
  tone: 'good' | 'busy' | 'bad' | 'none';
  text: string;
}

/** In one line: all fresh and since when, how many problems, or that nothing is connected. */
export function calendarHealth(connections: readonly Connection[], now: number): CalendarHealth {
  const known = connections.filter(({ status }) => status !== 'disconnected');
  if (known.length === 0) return { tone: 'none', text: 'No calendar connected' };
  const states = known.map((connection) => healthOf(connection, { syncing: false, disconnecting: false }, now));
  const problems = states.filter(({ tone }) => tone === 'bad').length;
  if (problems > 0)
    return { tone: 'bad', text: problems === 1 ? '1 calendar problem' : `${problems} calendar problems` };
  const instants = known.map(oldestSync);
  const oldest = instants.includes(null) ? null : (instants as string[]).toSorted()[0];
  if (oldest === null || oldest === undefined) return { tone: 'busy', text: 'Reading your calendars' };
  return { tone: 'good', text: `All calendars fresh, ${ago(oldest, now)}` };
}

/** The top line of every screen: the health of the calendars, which leads to them. */
export function HealthLine() {
  const admin = useAdmin();
  const now = useSignal(Date.now());
  const load = useLoad('connections', ['connections'], (signal) =>
    admin.calls.service<{ connections: Connection[] }>('/calendar/connections', { signal }),
  );
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, clockMs);
    return () => clearInterval(timer);
  }, []);
  const { step, data } = load.state.value;
  if (data === null)
    return <p class="ad-health">{step === 'failed' ? 'The state of your calendars is not known right now.' : ''}</p>;
  const { tone, text } = calendarHealth(data.connections, Math.max(now.value, Date.now() - clockMs));
  return (
    <p class="ad-health" data-tone={tone}>
      <a class="ad-health-link" href="/admin/calendars">
        <AdminIcon name={tone === 'bad' ? 'alert' : tone === 'good' ? 'check' : 'plug'} />
        {text}
      </a>
    </p>
  );
}
