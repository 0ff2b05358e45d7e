import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { AdminIcon } from '../../ui/admin-icons.tsx';

interface SectionProps<N extends string> {
  name: N;
  title: string;
  /** What it is for, in a sentence. */
  lead: string;
  /** What is set now, in a few words; shown while it is closed. */
  summary: string;
  open: Signal<ReadonlySet<N>>;
  children: ComponentChildren;
}

/** A group of settings, which says in a line what is set while it is closed. */
export function Section<N extends string>({ name, title, lead, summary, open, children }: SectionProps<N>) {
  const isOpen = open.value.has(name);
  return (
    <details
      class="et-section ad-panel"
      open={isOpen}
      onToggle={(event) => {
        const next = new Set(open.value);
        if (event.currentTarget.open) next.add(name);
        else next.delete(name);
        open.value = next;
      }}
    >
      <summary>
        <div class="et-section-name">
          <h2>{title}</h2>
          <p class="bw-muted">{isOpen ? lead : summary}</p>
        </div>
        <AdminIcon name="down" />
      </summary>
      <div class="ad-fields et-section-body">{children}</div>
    </details>
  );
}
