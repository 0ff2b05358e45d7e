import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import type { Block } from './blocks.ts';
import { useAvailability } from './context.ts';
import { parseEnd, parseTime, wallText } from './wall-time.ts';

interface TimesFieldProps {
  /** Which block it is, for example `Monday` or `Monday, block 2`. */
  name: string;
  value: Block;
  onChange: (value: Block) => void;
  /** Says whether what is typed cannot be read. */
  onFault: (isFaulty: boolean) => void;
  /** Without one there has to be a block. */
  onRemove?: (() => void) | undefined;
}

interface Typed {
  start: string;
  end: string;
  /** What it was typed over: once that is another one, as by the grid, it is older than that. */
  over: Block;
}

/** What is wrong with times as they are typed. */
function faultOf({ start, end }: Pick<Typed, 'start' | 'end'>): string | null {
  const from = parseTime(start);
  const until = parseEnd(end);
  if (from === null || until === null) return 'Write times such as 9:00 or 17:30; the end of the day is 24:00.';
  return until <= from ? 'The end must be after the start.' : null;
}

/** A block of hours by its exact times. What cannot be read stays as it is typed, and is told. */
export function TimesField({ name, value, onChange, onFault, onRemove }: TimesFieldProps) {
  const { formats } = useAvailability();
  const typed = useSignal<Typed | null>(null);
  const isChecked = useSignal(false);
  useEffect(() => () => onFault(false), []);
  const { over } = typed.value ?? { over: value };
  const isOver = over.start === value.start && over.end === value.end;
  const draft = isOver ? typed.value : null;
  useEffect(() => {
    if (draft === null) onFault(false);
  }, [value.start, value.end]);

  const shown = draft ?? { start: wallText(value.start, formats), end: wallText(value.end, formats) };
  const fault = draft === null || !isChecked.value ? null : faultOf(draft);

  function commit() {
    if (draft === null) return;
    isChecked.value = true;
    const isFaulty = faultOf(draft) !== null;
    onFault(isFaulty);
    if (isFaulty) return;
    const next = { start: parseTime(draft.start) ?? 0, end: parseEnd(draft.end) ?? 0 };
    typed.value = null;
    if (next.start !== value.start || next.end !== value.end) onChange(next);
  }
  const field = (side: 'start' | 'end', label: string) => (
    <input
      class="bw-input av-time"
      autocomplete="off"
      aria-label={`${name} ${label}`}
      aria-invalid={fault ? 'true' : undefined}
      value={shown[side]}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => {
        typed.value = { ...shown, over: value, [side]: event.currentTarget.value };
        isChecked.value = false;
      }}
      onChange={commit}
    />
  );
  return (
    <div class="av-block">
      <div class="av-block-fields">
        {field('start', 'from')}
        <span aria-hidden="true">–</span>
        {field('end', 'until')}
        {onRemove && (
          <button
            type="button"
            class="ad-round"
            aria-label={`Remove ${name} ${shown.start} to ${shown.end}`}
            onClick={onRemove}
          >
            <AdminIcon name="close" />
          </button>
        )}
      </div>
      {fault && (
        <p class="ad-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
