import type { ComponentChildren } from 'preact';
import { AdminIcon } from '../../ui/admin-icons.tsx';

interface EntryRowProps {
  title: string;
  text: string;
  label: string | null;
  /** The event type that it is for; null: for all of them. */
  level: string | null;
  badge?: ComponentChildren;
  onEdit: () => void;
  onRemove: () => void;
}

/** Something that was entered, with the ways to change and remove it. */
export function EntryRow({ title, text, label, level, badge, onEdit, onRemove }: EntryRowProps) {
  const name = [title, text].filter(Boolean).join(', ');
  return (
    <li class="av-entry">
      <div class="av-entry-text">
        <p class="av-entry-title">
          <span>{title}</span> {badge}
        </p>
        <p class="bw-muted">{[text, label, level && `${level} only`].filter(Boolean).join(' · ')}</p>
      </div>
      <button type="button" class="ad-round" aria-label={`Edit ${name}`} onClick={onEdit}>
        <AdminIcon name="edit" />
      </button>
      <button
        type="button"
        class="ad-round"
        aria-label={`Remove ${name}`}
        onClick={(event) => {
          // The row goes, and the focus with it: the next one, or the list's button, has it then.
          const row = event.currentTarget.closest('li');
          const next = row?.nextElementSibling ?? row?.previousElementSibling;
          const target = next?.querySelector('button') ?? row?.closest('section, dialog')?.querySelector('button');
          onRemove();
          setTimeout(() => target instanceof HTMLElement && target.focus());
        }}
      >
        <AdminIcon name="trash" />
      </button>
    </li>
  );
}
