import type { ComponentChildren } from 'preact';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { moveTo } from './order.ts';

interface OrderedListProps<T> {
  /** The element that a fault of one of them leads to: `ID-0`, `ID-1`. */
  id: string;
  /** What one of them is, for example `place`. */
  noun: string;
  items: readonly T[];
  keyOf: (item: T, index: number) => string;
  titleOf: (item: T, index: number) => string;
  note?: (index: number) => string | null;
  faultAt: (index: number) => string | null;
  onChange: (items: T[]) => void;
  children: (item: T, index: number, set: (item: T) => void) => ComponentChildren;
}

/** A list whose order matters: each can be moved and removed. */
export function OrderedList<T>(props: OrderedListProps<T>) {
  const { id, noun, items, keyOf, titleOf, note, faultAt, onChange, children } = props;

  function move(from: number, to: number) {
    onChange([...moveTo(items, from, to)]);
    const isAtEnd = to === 0 || to === items.length - 1;
    const isDown = isAtEnd ? to === 0 : to > from;
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`#${id}-${to} [data-step="${isDown ? 1 : -1}"]`)?.focus(),
    );
  }
  function remove(index: number) {
    onChange(items.toSpliced(index, 1));
    requestAnimationFrame(() => (document.getElementById(`${id}-${index}`) ?? document.getElementById(id))?.focus());
  }
  const step = (index: number, by: 1 | -1) => (
    <button
      type="button"
      class="et-step"
      data-step={by}
      disabled={items[index + by] === undefined}
      aria-label={`Move ${noun} ${index + 1} ${by === 1 ? 'down' : 'up'}`}
      onClick={() => move(index, index + by)}
    >
      <AdminIcon name={by === 1 ? 'down' : 'up'} />
    </button>
  );
  if (items.length === 0) return null;
  return (
    <ol class="et-list">
      {items.map((item, index) => (
        <li
          key={keyOf(item, index)}
          id={`${id}-${index}`}
          tabIndex={-1}
          class="et-item"
          data-faulty={faultAt(index) ? '' : undefined}
        >
          <header class="et-item-head">
            <h3>
              {titleOf(item, index)}
              {note?.(index) && <span class="ad-badge"> {note(index)}</span>}
            </h3>
            <span class="et-item-actions">
              {items.length > 1 && step(index, -1)}
              {items.length > 1 && step(index, 1)}
              <button
                type="button"
                class="et-step"
                aria-label={`Remove ${noun} ${index + 1}`}
                onClick={() => remove(index)}
              >
                <AdminIcon name="trash" />
              </button>
            </span>
          </header>
          <div class="ad-fields">{children(item, index, (next) => onChange(items.toSpliced(index, 1, next)))}</div>
          {faultAt(index) && (
            <p class="ad-fault" role="alert">
              {faultAt(index)}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
