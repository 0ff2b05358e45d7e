import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import type { Host } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { createWidget } from '../../ui/widget-preview.ts';
import type { EventType } from './event-type.ts';

interface PreviewProps {
  host: Host;
  row: EventType | null;
  isDirty: boolean;
}

/** The page as visitors see it, by the widget itself. It shows what is saved, and books nothing. */
export function Preview({ host, row, isDirty }: PreviewProps) {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSignal(false);
  const isSubmitted = useSignal(false);
  const fault = useSignal<string | null>(null);
  const round = useSignal(0);
  const canShow = row?.is_active && host.is_active;

  // Not before somebody can see it: on a phone it is behind a button.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) isSeen.value = true;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [canShow]);

  const version = `${host.slug} ${row?.slug} ${row?.updated_at} ${round.value}`;
  useEffect(() => {
    const element = place.current;
    if (!canShow || !isSeen.value || element === null) return;
    isSubmitted.value = false;
    fault.value = null;
    let isWanted = true;
    createWidget({
      host: host.slug,
      event: row.slug,
      onSubmit: () => {
        isSubmitted.value = true;
      },
    }).then(
      (widget) => isWanted && element.replaceChildren(widget),
      () => {
        fault.value = 'The preview could not be loaded. Check your connection and try again.';
      },
    );
    return () => {
      isWanted = false;
    };
  }, [version, canShow, isSeen.value]);

  return (
    <section class="et-preview" aria-labelledby="et-preview-title">
      <header class="et-preview-head">
        <h2 id="et-preview-title">Preview</h2>
        <p class="bw-muted">
          {isDirty && row !== null
            ? 'As it is saved now; your changes show after saving.'
            : 'This is what visitors see. Nothing is booked here.'}
        </p>
      </header>
      {isSubmitted.value && (
        <div class="bw-notice" role="status">
          <AdminIcon name="check" />
          <span>
            Here it would be booked. This is a preview, so nothing was.{' '}
            <button
              type="button"
              class="bw-link"
              onClick={() => {
                round.value += 1;
              }}
            >
              Begin again
            </button>
          </span>
        </div>
      )}
      {fault.value && (
        <div class="bw-notice bw-error-box" role="alert">
          <span>{fault.value}</span>
          <Button
            onClick={() => {
              round.value += 1;
            }}
          >
            Try again
          </Button>
        </div>
      )}
      {canShow ? (
        <div class="et-widget" ref={place} />
      ) : (
        <p class="ad-panel bw-muted" ref={place}>
          {row === null
            ? 'The page shows here once you have created it.'
            : row.is_active
              ? 'The resource is archived: its pages are not shown to anybody.'
              : 'It is off, so its page is not shown to anybody. Switch it on in the list to see it here.'}
        </p>
      )}
    </section>
  );
}
