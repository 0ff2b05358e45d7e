import { useLocation } from 'preact-iso';
import { Button } from '../../../shared/controls.tsx';
import { Modal } from '../../../shared/modal.tsx';
import { setQuery } from '../../app/query.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { useAvailability } from './context.ts';
import { EntryRow } from './entry-row.tsx';
import type { DayEntry } from './overrides.ts';
import { changeText, markText } from './words.ts';
import type { Mark } from './year-marks.ts';

interface DayDialogProps {
  date: string;
  marks: readonly Mark[];
  onAdd: () => void;
  onEdit: (entry: DayEntry) => void;
  onRemove: (entry: DayEntry) => void;
  onLeave: () => void;
}

/** All that is entered about one day. */
export function DayDialog({ date, marks, onAdd, onEdit, onRemove, onLeave }: DayDialogProps) {
  const { formats, titleOf } = useAvailability();
  const location = useLocation();
  return (
    <Modal title={formats.fullDay(date)} onLeave={onLeave}>
      {marks.length === 0 && <p class="bw-muted">Nothing is different on this day.</p>}
      <ul class="av-entries av-entries-dialog">
        {marks.map((mark) => {
          if ('entry' in mark)
            return (
              <EntryRow
                key={mark.entry.ids.join()}
                title={changeText(mark.entry, formats)}
                text=""
                label={mark.entry.label}
                level={titleOf(mark.entry.level)}
                onEdit={() => onEdit(mark.entry)}
                onRemove={() => onRemove(mark.entry)}
              />
            );
          const isAway = mark.kind === 'away';
          return (
            <li class="av-entry" key={isAway ? mark.period.id : mark.hours.ids.join()}>
              <p class="av-entry-text">{markText(mark, formats)}</p>
              <button
                type="button"
                class="bw-link"
                onClick={() => setQuery(location, { tab: isAway ? 'away' : '', from: '' })}
              >
                {isAway ? 'Go to time away' : 'Go to hours'}
              </button>
            </li>
          );
        })}
      </ul>
      <div class="bw-actions">
        <Button isPrimary onClick={onAdd}>
          <AdminIcon name="plus" />
          Add to this day
        </Button>
        <Button onClick={onLeave}>Close</Button>
      </div>
    </Modal>
  );
}
