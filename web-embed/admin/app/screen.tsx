import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../shared/controls.tsx';
import { useAdmin } from './admin.ts';
import type { Load } from './load.ts';

interface ScreenProps {
  title: string;
  /** What the screen is for, in a sentence. */
  lead?: ComponentChildren;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  /** Wider than text is read: calendars, tables. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** A screen with its title, which is the page's title, and gets the focus when somebody came from another screen. */
export function Screen({ title, lead, actions, isWide, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Openslot`;
  }, [title]);
  useEffect(() => {
    // On the first look the browser begins at the top by itself.
    if (document.body.dataset['moved'] === 'yes') heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="ad-screen" data-wide={isWide ? '' : undefined}>
      <header class="ad-screen-head">
        <div class="ad-screen-name">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="ad-lead">{lead}</p>}
        </div>
        {actions && <div class="ad-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface LoadedViewProps<T> {
  of: Load<T>;
  /** What is being loaded, for example `Your bookings`. */
  subject: string;
  /** What stands in for it meanwhile; three lines without one. */
  skeleton?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/** Something that is read: bones until it is there, a fault with a way to try again, a note where it is old. */
export function LoadedView<T>({ of, subject, skeleton, children }: LoadedViewProps<T>) {
  const { isOnline } = useAdmin();
  const { step, data, fault } = of.state.value;
  if (step === 'failed') {
    return (
      <div class="ad-panel ad-failed" role="alert">
        <p>
          {subject} could not be loaded. {fault}
        </p>
        <Button isPrimary onClick={() => void of.reload()}>
          Try again
        </Button>
      </div>
    );
  }
  if (step === 'loading') {
    return (
      <div aria-busy="true" class="ad-bones">
        <p class="bw-hidden">{subject}: loading…</p>
        {skeleton ?? (
          <div class="ad-panel">
            <span class="bw-bone bw-bone-title" />
            <span class="bw-bone" />
            <span class="bw-bone bw-bone-short" />
          </div>
        )}
      </div>
    );
  }
  return (
    <>
      {step === 'stale' && isOnline.value && (
        <p class="bw-notice ad-stale" role="status">
          <span>This may be out of date. {fault}</span>{' '}
          <button type="button" class="bw-link" onClick={() => void of.reload()}>
            Try again
          </button>
        </p>
      )}
      {children(data)}
    </>
  );
}

/** Nothing there yet: what would be here, and the next step. */
export function EmptyState({ title, text, action }: { title: string; text: string; action?: ComponentChildren }) {
  return (
    <section class="ad-empty ad-panel">
      <h2>{title}</h2>
      <p class="bw-muted">{text}</p>
      {action && <div class="bw-actions">{action}</div>}
    </section>
  );
}
