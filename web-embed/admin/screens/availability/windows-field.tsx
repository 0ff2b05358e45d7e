import { useSignal } from '@preact/signals';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { type Block, nextBlock } from './blocks.ts';
import { TimesField } from './times-field.tsx';

interface WindowsFieldProps {
  label: string;
  value: readonly Block[];
  onChange: (value: Block[]) => void;
  /** Says how many of them cannot be read. */
  onFaults: (count: number) => void;
}

/** One or several windows of a day. */
export function WindowsField({ label, value, onChange, onFaults }: WindowsFieldProps) {
  // Each keeps its field when another one goes.
  const keys = useSignal<number[]>(value.map((_, index) => index));
  const faulty = useSignal<ReadonlySet<number>>(new Set());
  const more = nextBlock(value);

  function mark(key: number, isFaulty: boolean) {
    const next = new Set(faulty.peek());
    if (isFaulty) next.add(key);
    else next.delete(key);
    faulty.value = next;
    onFaults(next.size);
  }
  function add() {
    if (more === null) return;
    keys.value = [...keys.peek(), Math.max(-1, ...keys.peek()) + 1];
    onChange([...value, more]);
  }
  return (
    <fieldset class="av-fieldset">
      <legend class="bw-label">{label}</legend>
      {value.map((window, index) => {
        const key = keys.value[index] ?? index;
        return (
          <TimesField
            key={key}
            name={value.length > 1 ? `Window ${index + 1}` : 'Time'}
            value={window}
            onChange={(next) => onChange(value.map((each, at) => (at === index ? next : each)))}
            onFault={(isFaulty) => mark(key, isFaulty)}
            onRemove={
              value.length === 1
                ? undefined
                : () => {
                    keys.value = keys.peek().filter((each) => each !== key);
                    onChange(value.filter((_, at) => at !== index));
                  }
            }
          />
        );
      })}
      {more !== null && (
        <button type="button" class="bw-link" onClick={add}>
          <AdminIcon name="plus" />
          Add a window
        </button>
      )}
    </fieldset>
  );
}
