import { useSignal } from '@preact/signals';
import { useAdmin } from '../../app/admin.ts';
import { Badge, CopyButton, Drawer, type Tone } from '../../ui/parts.tsx';
import type { LogEntry } from './log-query.ts';
import { changesText, type LogSubject, operationText, statusTexts, tookText } from './log-words.ts';

const tones: Readonly<Record<LogEntry['status'], Tone>> = { completed: 'good', failed: 'bad', started: 'busy' };

interface TableProps {
  entries: readonly LogEntry[];
  subject: (entry: LogEntry) => LogSubject;
}

/** The lines; each opens its details. */
export function LogTable({ entries, subject }: TableProps) {
  const { host } = useAdmin();
  const open = useSignal<LogEntry | null>(null);
  const zone = host.value?.time_zone ?? 'UTC';
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone });
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: zone });
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', timeZone: zone });
  return (
    <>
      <div class="ad-table-frame">
        <table class="ad-table log-table">
          <caption class="bw-hidden">Syncs, the newest first, in the time of {zone}</caption>
          <thead>
            <tr>
              <th scope="col">
                Time<span class="log-zone"> ({zone})</span>
              </th>
              <th scope="col">Account and calendar</th>
              <th scope="col">Result</th>
              <th scope="col" class="log-wide">
                Events
              </th>
              <th scope="col" class="ad-number log-wide">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => {
              const { account, calendar } = subject(entry);
              return (
                <tr key={entry.id}>
                  <td>
                    <button type="button" class="bw-link log-open" onClick={() => (open.value = entry)}>
                      <time dateTime={entry.created_at}>
                        <span>{day.format(new Date(entry.created_at))}</span>{' '}
                        <span>{clock.format(new Date(entry.created_at))}</span>
                      </time>
                      <span class="bw-hidden">: details</span>
                    </button>
                  </td>
                  <td>
                    {calendar && <div class="log-calendar">{calendar}</div>}
                    <div class={calendar ? 'bw-muted log-account' : 'log-calendar'}>{account}</div>
                  </td>
                  <td>
                    <Badge tone={tones[entry.status]}>{statusTexts[entry.status]}</Badge>
                    {entry.error_message && <div class="log-error">{entry.error_message}</div>}
                    {entry.status !== 'failed' && <div class="log-narrow bw-muted">{changesText(entry)}</div>}
                  </td>
                  <td class="log-wide">{changesText(entry)}</td>
                  <td class="ad-number log-wide">{tookText(entry.duration_ms)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {open.value && (
        <LogDetails
          entry={open.value}
          subject={subject(open.value)}
          time={`${time.format(new Date(open.value.created_at))} (${zone})`}
          onLeave={() => (open.value = null)}
        />
      )}
    </>
  );
}

interface DetailsProps {
  entry: LogEntry;
  subject: LogSubject;
  time: string;
  onLeave: () => void;
}

function LogDetails({ entry, subject, time, onLeave }: DetailsProps) {
  const raw = JSON.stringify(entry, null, 2);
  return (
    <Drawer title={operationText(entry.operation)} onLeave={onLeave}>
      <p>
        <Badge tone={tones[entry.status]}>{statusTexts[entry.status]}</Badge>
      </p>
      {entry.error_message && <p class="log-error">{entry.error_message}</p>}
      <dl class="ad-facts log-facts">
        <dt>Time</dt>
        <dd>{time}</dd>
        <dt>Account</dt>
        <dd>{subject.account}</dd>
        {subject.calendar && (
          <>
            <dt>Calendar</dt>
            <dd>{subject.calendar}</dd>
          </>
        )}
        <dt>Added</dt>
        <dd>{entry.events_created}</dd>
        <dt>Changed</dt>
        <dd>{entry.events_updated}</dd>
        <dt>Removed</dt>
        <dd>{entry.events_deleted}</dd>
        <dt>Took</dt>
        <dd>{tookText(entry.duration_ms)}</dd>
      </dl>
      <h3>As it is stored</h3>
      <pre class="ad-code">{raw}</pre>
      <p class="bw-actions">
        <CopyButton text={raw} />
        {entry.connection_id && (
          <a class="bw-button" href="/admin/calendars">
            Open the account
          </a>
        )}
      </p>
    </Drawer>
  );
}
