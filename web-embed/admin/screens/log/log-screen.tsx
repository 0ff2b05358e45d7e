import './log.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { setQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { writeCsv } from '../../ui/table-files.ts';
import type { Connection } from '../calendars/calendars-api.ts';
import { LogFilters } from './log-filters.tsx';
import type { LogEntry, LogFilter } from './log-query.ts';
import { LogStore, maxFileLines } from './log-store.ts';
import { LogTable } from './log-table.tsx';
import { logRows, subjectsOf } from './log-words.ts';

const noFilter: LogFilter = { account: '', calendar: '', status: '', operation: '', since: '' };

/** `/admin/log`: what each sync did. */
export function LogScreen() {
  const admin = useAdmin();
  const connections = useLoad('log-names', ['connections'], (signal) =>
    admin.calls.service<{ connections: Connection[] }>('/calendar/connections', { signal }),
  );
  return (
    <Screen
      title="Sync log"
      lead="What each sync did. Syncs that found nothing new leave no line, and lines are kept for 30 days."
      isWide
    >
      <LoadedView of={connections} subject="The sync log">
        {(data) => <Log connections={data.connections} />}
      </LoadedView>
    </Screen>
  );
}

function Log({ connections }: { connections: Connection[] }) {
  const admin = useAdmin();
  const location = useLocation();
  const isWriting = useSignal(false);
  const store = useMemo(
    () =>
      new LogStore(
        (query, signal) => admin.calls.table<LogEntry[]>(query, { signal }),
        (text) => admin.announce(text),
      ),
    [],
  );
  const filter = { ...noFilter, ...pick(location.query) };
  const key = JSON.stringify(filter);
  useEffect(() => void store.open(filter), [key]);
  useEffect(() => () => store.close(), []);
  const first = useMemo(() => ({ isOver: false }), []);
  useSignalEffect(() => {
    admin.versions.log.value;
    if (first.isOver && !admin.session.hasEnded.value) void store.follow();
    first.isOver = true;
  });

  const subject = useMemo(() => subjectsOf(connections), [connections]);
  const isFiltered = Object.values(filter).some((value) => value !== '');
  const entries = store.entries.value;

  async function save(kind: 'csv' | 'json') {
    if (isWriting.value) return;
    isWriting.value = true;
    try {
      const { entries: found, isCut } = await store.all();
      const name = `sync-log-${new Date().toISOString().slice(0, 10)}.${kind}`;
      if (kind === 'csv') saveFile(name, 'text/csv', writeCsv(logRows(found, subject)));
      else
        saveFile(
          name,
          'application/json',
          JSON.stringify(
            found.map((entry) => ({ ...entry, ...subject(entry) })),
            null,
            2,
          ),
        );
      admin.tell({
        text: isCut
          ? `The newest ${maxFileLines.toLocaleString()} lines were saved: a file holds no more. Filter for the others.`
          : `${found.length.toLocaleString()} ${found.length === 1 ? 'line was' : 'lines were'} saved.`,
      });
    } catch (error) {
      admin.tellFault(error, 'The file could not be made.');
    }
    isWriting.value = false;
  }

  return (
    <>
      <LogFilters
        connections={connections}
        filter={filter}
        onChange={(change) => setQuery(location, change, 'replace')}
      />
      <div class="log-bar">
        <p class="log-live">
          <button type="button" class="bw-button" onClick={() => store.setPaused(!store.isPaused.value)}>
            <span class="log-dot" data-on={!store.isPaused.value} />
            {store.isPaused.value ? 'Paused: show new lines' : 'Live: pause'}
          </button>
          {store.isBehind.value && (
            <button type="button" class="bw-link" onClick={() => store.setPaused(false)}>
              There are new lines
            </button>
          )}
        </p>
        <p class="log-files">
          <Button isBusy={isWriting.value} onClick={() => void save('csv')}>
            <AdminIcon name="download" /> CSV
          </Button>
          <Button isBusy={isWriting.value} onClick={() => void save('json')}>
            <AdminIcon name="download" /> JSON
          </Button>
        </p>
      </div>
      {store.fault.value && (
        <div class="bw-notice bw-error-box" role="alert">
          <span>The log could not be read. {store.fault}</span>
          <button type="button" class="bw-link" onClick={() => void store.follow()}>
            Try again
          </button>
        </div>
      )}
      {entries === null && store.fault.value === null && (
        <div class="ad-panel" aria-busy="true">
          <p class="bw-hidden">The sync log: loading…</p>
          <span class="bw-bone bw-bone-title" />
          <span class="bw-bone" />
          <span class="bw-bone" />
        </div>
      )}
      {entries?.length === 0 && <NothingFound isFiltered={isFiltered} hasAccounts={connections.length > 0} />}
      {entries !== null && entries.length > 0 && (
        <>
          <LogTable entries={entries} subject={subject} />
          <p class="log-more">
            {store.hasMore.value ? (
              <Button isBusy={store.isLoadingMore.value} onClick={() => void store.more()}>
                Show older lines
              </Button>
            ) : (
              <span class="bw-muted">These are all lines there are.</span>
            )}
          </p>
        </>
      )}
    </>
  );
}

function NothingFound({ isFiltered, hasAccounts }: { isFiltered: boolean; hasAccounts: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        title="No line matches"
        text="Nothing of that kind has happened. Choose other filters, or look at all lines."
        action={
          <a class="bw-button" href="/admin/log">
            Show all lines
          </a>
        }
      />
    );
  if (hasAccounts)
    return <EmptyState title="Nothing yet" text="As soon as something changes in your calendars, it is told here." />;
  return (
    <EmptyState
      title="No calendar is connected"
      text="Connect one, and each of its syncs that finds something is told here."
      action={
        <a class="bw-button bw-primary" href="/admin/calendars">
          Connect your first calendar
        </a>
      }
    />
  );
}

function pick(query: Readonly<Record<string, string>>): Partial<LogFilter> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => Object.hasOwn(noFilter, name)));
}
