import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { Choices } from '../../ui/parts.tsx';
import type { EventType } from './calendar-api.ts';
import type { CalendarViewName } from './calendar-words.ts';

interface NavigationProps {
  view: CalendarViewName;
  date: string;
  heading: string;
  onDate: (date: string) => void;
  onStep: (by: 1 | -1) => void;
  onToday: () => void;
  onView: (view: CalendarViewName) => void;
}

/** Where the calendar is, and the ways to elsewhere. */
export function Navigation({ view, date, heading, onDate, onStep, onToday, onView }: NavigationProps) {
  return (
    <div class="cal-navigation">
      <div class="cal-steps">
        <Button aria-label={`Previous ${view}`} onClick={() => onStep(-1)}>
          <AdminIcon name="back" />
        </Button>
        <Button onClick={onToday}>Today</Button>
        <Button aria-label={`Next ${view}`} onClick={() => onStep(1)}>
          <AdminIcon name="forward" />
        </Button>
      </div>
      <h2 class="cal-heading">{heading}</h2>
      <label class="cal-jump">
        <span class="bw-hidden">Go to a date</span>
        <input
          class="bw-input"
          type="date"
          value={date}
          onChange={(event) => event.currentTarget.value !== '' && onDate(event.currentTarget.value)}
        />
      </label>
      <Choices
        label="View"
        value={view}
        options={[
          ['month', 'Month'],
          ['week', 'Week'],
          ['day', 'Day'],
        ]}
        onChange={onView}
      />
    </div>
  );
}

interface FiltersProps {
  types: readonly EventType[];
  type: EventType | undefined;
  onType: (slug: string) => void;
  asksWhy: boolean;
  onWhy: (asks: boolean) => void;
}

/** Whose calendar, for what, and whether a click explains. */
export function Filters({ types, type, onType, asksWhy, onWhy }: FiltersProps) {
  const admin = useAdmin();
  const hosts = admin.hosts.value ?? [];
  return (
    <>
      {hosts.length > 1 && (
        <SelectField
          label="Resource"
          value={admin.host.value?.slug ?? ''}
          options={hosts.map((host) => [host.slug, host.display_name || host.slug])}
          onChange={(event) => {
            admin.chosen.value = event.currentTarget.value;
          }}
        />
      )}
      <SelectField
        label="Event type"
        value={type?.slug ?? ''}
        options={[
          ['', 'All event types'],
          ...types.map((each) => [each.slug, `${each.title || each.slug}${each.is_active ? '' : ' (off)'}`] as const),
        ]}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      <button type="button" class="bw-button cal-why" aria-pressed={asksWhy} onClick={() => onWhy(!asksWhy)}>
        <AdminIcon name="question" />
        Why?
      </button>
    </>
  );
}
