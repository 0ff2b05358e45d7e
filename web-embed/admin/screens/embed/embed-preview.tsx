import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { createWidget } from '../../ui/widget-preview.ts';
import type { EmbedChoice } from './snippets.ts';

/** The widget as it would stand on a site, with true times. It can be clicked through, but books nothing. */
export function EmbedPreview({ choice }: { choice: EmbedChoice }) {
  const place = useRef<HTMLDivElement>(null);
  const hasFailed = useSignal(false);
  const isTried = useSignal(false);
  const { host, events, attributes, colours } = choice;
  const wanted = JSON.stringify([host, events, attributes]);

  function paint() {
    const widget = place.current?.firstElementChild;
    if (!(widget instanceof HTMLElement)) return;
    widget.style.removeProperty('--bw-accent');
    for (const [name, value] of Object.entries(colours)) widget.style.setProperty(name, value);
  }

  useEffect(() => {
    let isWanted = true;
    isTried.value = false;
    hasFailed.value = false;
    createWidget({
      host,
      event: events.join(' '),
      // A dialog could not be looked at here.
      attributes: { theme: 'light', ...attributes, mode: 'inline' },
      onSubmit: () => {
        isTried.value = true;
      },
    }).then(
      (widget) => {
        if (!isWanted) return;
        place.current?.replaceChildren(widget);
        paint();
      },
      () => {
        hasFailed.value = true;
      },
    );
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  useEffect(paint, [JSON.stringify(colours)]);

  return (
    <section class="em-preview" aria-labelledby="preview">
      <h2 id="preview">Preview</h2>
      {hasFailed.value && <p role="alert">The preview could not be loaded. Load the page again.</p>}
      <p role="status" class={isTried.value ? 'bw-notice' : 'bw-hidden'}>
        {isTried.value ? 'This is a preview: nothing was booked.' : ''}
      </p>
      <div class="em-widget" ref={place} />
    </section>
  );
}
