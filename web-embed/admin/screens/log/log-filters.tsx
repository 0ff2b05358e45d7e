import { SelectField } from '../../ui/fields.tsx';
import type { Connection } from '../calendars/calendars-api.ts';
import type { LogFilter } from './log-query.ts';
import { accountName, operationText, statusTexts } from './log-words.ts';

interface FiltersProps {
  connections: readonly Connection[];
  filter: LogFilter;
  onChange: (change: Partial<LogFilter>) => void;
}

/** What of the log is shown: by account, calendar, status, operation and time. */
export function LogFilters({ connections, filter, onChange }: FiltersProps) {
  const ofAccount = connections.filter(({ id }) => filter.account === '' || id === filter.account);
  const calendars = ofAccount.flatMap((each) =>
    each.calendars.map(({ id, name }): [string, string] => [
      id,
      filter.account === '' && connections.length > 1
        ? `${name || 'Calendar'} (${accountName(each)})`
        : name || 'Calendar',
    ]),
  );
  return (
    <form class="log-filters" aria-label="Filter the log" onSubmit={(event) => event.preventDefault()}>
      <SelectField
        label="Account"
        value={filter.account}
        options={[['', 'All accounts'], ...connections.map((each): [string, string] => [each.id, accountName(each)])]}
        // A calendar belongs to one account.
        onChange={(event) => onChange({ account: event.currentTarget.value, calendar: '' })}
      />
      <SelectField
        label="Calendar"
        value={filter.calendar}
        options={[['', 'All calendars'], ...calendars]}
        onChange={(event) => onChange({ calendar: event.currentTarget.value })}
      />
      <SelectField
        label="Result"
        value={filter.status}
        options={[['', 'All results'], ...Object.entries(statusTexts)]}
        onChange={(event) => onChange({ status: event.currentTarget.value })}
      />
      <SelectField
        label="Operation"
        value={filter.operation}
        options={[
          ['', 'All operations'],
          ...['pull', 'poll', 'audit'].map((each): [string, string] => [each, operationText(each)]),
        ]}
        onChange={(event) => onChange({ operation: event.currentTarget.value })}
      />
      <SelectField
        label="Time"
        value={filter.since}
        options={[
          ['', 'Any time'],
          ['hour', 'Last hour'],
          ['day', 'Last 24 hours'],
          ['week', 'Last 7 days'],
        ]}
        onChange={(event) => onChange({ since: event.currentTarget.value })}
      />
    </form>
  );
}
