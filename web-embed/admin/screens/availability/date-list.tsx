import { Badge, type Tone } from '../../ui/parts.tsx';
import { useAvailability } from './context.ts';
import { EntryRow } from './entry-row.tsx';
import { type DayEntry, dayEntries } from './overrides.ts';
import type { Effect, Override } from './schedule.ts';
import { changeText, effectNames } from './words.ts';

const tones: Readonly<Record<Effect, Tone>> = { closed: 'bad', open: 'warn', extra: 'good' };

interface DateListProps {
  overrides: readonly Override[];
  onEdit: (entry: DayEntry) => void;
  onRemove: (entry: DayEntry) => void;
}

/** The dates that differ, those to come first; past ones are folded away. */
export function DateList({ overrides, onEdit, onRemove }: DateListProps) {
  const { formats, today, titleOf } = useAvailability();
  const entries = dayEntries(overrides);
  const next = entries.filter(({ date }) => date >= today);
  const past = entries.filter(({ date }) => date < today).toReversed();
  const row = (entry: DayEntry) => (
    <EntryRow
      key={entry.ids.join()}
      title={formats.fullDay(entry.date)}
      text={changeText(entry, formats)}
      label={entry.label}
      level={titleOf(entry.level)}
      badge={<Badge tone={tones[entry.effect]}>{effectNames[entry.effect]}</Badge>}
      onEdit={() => onEdit(entry)}
      onRemove={() => onRemove(entry)}
    />
  );
  return (
    <section class="ad-panel" aria-labelledby="av-date-list">
      <h2 id="av-date-list">Dates to come</h2>
      {next.length === 0 ? (
        <p class="bw-muted av-none">None: every week is as the hours say.</p>
      ) : (
        <ul class="av-entries">{next.map(row)}</ul>
      )}
      {past.length > 0 && (
        <details class="av-past">
          <summary>Past dates ({past.length})</summary>
          <ul class="av-entries">{past.map(row)}</ul>
        </details>
      )}
    </section>
  );
}
