import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { AdminIcon, type AdminIconName } from '../../ui/admin-icons.tsx';
import { Badge, CopyButton } from '../../ui/parts.tsx';
import { spanText } from '../../ui/spans.ts';
import type { EventType } from './event-type.ts';

interface EventTypeLineProps {
  type: EventType;
  /** Address of its booking page. */
  page: string;
  index: number;
  count: number;
  /** Which line is being dragged. */
  dragged: Signal<number | null>;
  onMove: (from: number, to: number) => void;
  onSwitch: (isActive: boolean) => void;
  onDuplicate: () => Promise<void>;
  onDelete: () => void;
}

/** An event type in the list. It is moved by its buttons, or dragged by its handle. */
export function EventTypeLine(props: EventTypeLineProps) {
  const { type, page, index, count, dragged, onMove, onSwitch, onDuplicate, onDelete } = props;
  const element = useRef<HTMLLIElement>(null);
  const isGrabbed = useSignal(false);
  const isOver = useSignal(false);
  const isBusy = useSignal(false);
  const name = type.title || type.slug;

  function moveBy(step: 1 | -1) {
    onMove(index, index + step);
    // At an end its button is off, and the other one takes the focus.
    const isAtEnd = index + step === 0 || index + step === count - 1;
    const direction = isAtEnd ? -step : step;
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>(`[data-step="${direction}"]`)?.focus());
  }
  const stepButton = (step: 1 | -1, isOff: boolean) => (
    <button
      type="button"
      class="et-step"
      data-step={step}
      disabled={isOff}
      aria-label={`Move ${name} ${step === 1 ? 'down' : 'up'}`}
      onClick={() => moveBy(step)}
    >
      <AdminIcon name={step === 1 ? 'down' : 'up'} />
    </button>
  );
  const action = (icon: AdminIconName, text: string, onClick: () => void) => (
    <button type="button" class="ad-round" aria-label={`${text} ${name}`} title={text} onClick={onClick}>
      <AdminIcon name={icon} />
    </button>
  );

  return (
    <li
      ref={element}
      class="et-line"
      data-off={type.is_active ? undefined : ''}
      data-over={isOver.value ? (dragged.value !== null && dragged.value < index ? 'after' : 'before') : undefined}
      draggable={isGrabbed.value}
      onDragStart={(event) => {
        dragged.value = index;
        event.dataTransfer?.setData('text/plain', name);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={(event) => {
        if (dragged.value === null) return;
        event.preventDefault();
        isOver.value = dragged.value !== index;
      }}
      onDragLeave={(event) => {
        if (!element.current?.contains(event.relatedTarget as Node | null)) isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        if (dragged.value !== null) onMove(dragged.value, index);
        dragged.value = null;
      }}
      onDragEnd={() => {
        dragged.value = null;
        isGrabbed.value = false;
      }}
    >
      {count > 1 && (
        <div class="et-order">
          <span
            class="et-handle"
            title="Drag to another place"
            onPointerDown={() => {
              isGrabbed.value = true;
            }}
            onPointerUp={() => {
              isGrabbed.value = false;
            }}
          >
            <AdminIcon name="drag" />
          </span>
          {stepButton(-1, index === 0)}
          {stepButton(1, index === count - 1)}
        </div>
      )}
      <div class="et-what">
        <h2 class="et-title">
          <a href={`/admin/event-types/${type.id}`}>{name}</a>
          {!type.is_active && <Badge tone="neutral">Off</Badge>}
          {type.location_notice !== null && <Badge tone="warn">Look at the place</Badge>}
        </h2>
        <p class="et-facts bw-muted">
          <span>{type.durations_minutes.map(spanText).join(', ')}</span>
          {type.requires_confirmation && <span>You confirm each one</span>}
          {type.seats > 1 && <span>{type.seats} seats</span>}
        </p>
        <p class="et-page">
          <a href={page} target="_blank" rel="noopener">
            {page.replace(/^https?:\/\//, '')}
          </a>
        </p>
      </div>
      <div class="et-actions">
        <CopyButton text={page} label="Copy link" />
        {action('copy', 'Duplicate', () => {
          if (isBusy.value) return;
          isBusy.value = true;
          void onDuplicate().finally(() => {
            isBusy.value = false;
          });
        })}
        {action('trash', 'Delete', onDelete)}
        <label class="ad-switch et-switch">
          <input
            type="checkbox"
            role="switch"
            checked={type.is_active}
            aria-checked={type.is_active}
            aria-label={`${name} can be booked`}
            onChange={(event) => onSwitch(event.currentTarget.checked)}
          />
        </label>
      </div>
    </li>
  );
}
