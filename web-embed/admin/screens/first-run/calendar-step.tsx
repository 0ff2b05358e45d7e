import { useMemo } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { LoadedView } from '../../app/screen.tsx';
import { leaveFor } from '../../app/setting-up.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { createResourceCalendarsApi, type LinkedCalendar } from '../resources/resource-calendars.ts';
import type { StepProps } from './step-form.tsx';

const names: Readonly<Record<string, string>> = {
  google: 'Google Calendar',
  microsoft: 'Outlook and Microsoft 365',
  apple: 'Apple iCloud',
  caldav: 'CalDAV',
  ics: 'a feed (ICS)',
};

/** Connecting a calendar, on the screen for that; from there somebody finds back to here. */
export function CalendarStep({ onNext, onBack }: StepProps) {
  const admin = useAdmin();
  const api = useMemo(() => createResourceCalendarsApi(admin.calls), []);
  const calendars = useLoad<LinkedCalendar[]>('all', ['connections'], (signal) => api.read(signal));
  const offered = admin.config.providers.flatMap((provider) => names[provider] ?? []);
  return (
    <LoadedView of={calendars} subject="Your calendars">
      {(all) => {
        const accounts = [...new Set(all.map(({ account }) => account))];
        const isConnected = accounts.length > 0;
        return (
          <div class="ad-panel ad-fields run-card">
            {isConnected ? (
              <ul class="run-accounts">
                {accounts.map((account) => (
                  <li key={account}>
                    <AdminIcon name="check" />
                    <span>{account} is connected.</span>
                  </li>
                ))}
              </ul>
            ) : (
              <p>
                Events in your calendar then take time on your page, and bookings are written to it. You choose which
                calendars count, and can disconnect at any time.
                {offered.length > 0 && ` It works with ${listText(offered)}.`}
              </p>
            )}
            <div class="run-actions">
              {isConnected && (
                <Button isPrimary onClick={onNext}>
                  Continue
                </Button>
              )}
              <a
                class={isConnected ? 'bw-button' : 'bw-button bw-primary'}
                href="/admin/calendars"
                onClick={() => leaveFor(4)}
              >
                {isConnected ? 'Connect another one' : 'Connect a calendar'}
              </a>
              <Button onClick={onBack}>Back</Button>
              {!isConnected && (
                <button type="button" class="bw-link run-skip" aria-describedby="run-skip-note" onClick={onNext}>
                  Skip
                </button>
              )}
            </div>
            {!isConnected && (
              <p class="ad-help bw-muted" id="run-skip-note">
                If you skip this, only bookings themselves take your time. You can connect one later.
              </p>
            )}
          </div>
        );
      }}
    </LoadedView>
  );
}

function listText(items: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(items);
}
