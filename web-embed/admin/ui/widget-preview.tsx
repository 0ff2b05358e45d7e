import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

interface WidgetPreviewProps {
  /** As a site would write them; a flag has an empty text. */
  attributes: Readonly<Record<string, string>>;
  /** As custom properties, for example `--bw-accent`. */
  colours?: Readonly<Record<string, string>>;
  /** Another one: what is shown is read again. */
  version?: string | number;
}

/** The widget as a visitor sees it, with true times. It can be clicked through, but books nothing. */
export function WidgetPreview({ attributes, colours = {}, version = '' }: WidgetPreviewProps) {
  const place = useRef<HTMLDivElement>(null);
  const hasFailed = useSignal(false);
  const isTried = useSignal(false);
  const text = JSON.stringify([attributes, version]);

  useEffect(() => {
    // By import: the policy of this page permits no script element that is added later.
    import(/* @vite-ignore */ `${location.origin}/embed/booking-widget.js`).catch(() => {
      hasFailed.value = true;
    });
  }, []);
  useEffect(() => {
    const element = document.createElement('booking-widget');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.addEventListener('booking:submit', (event) => {
      event.preventDefault();
      isTried.value = true;
    });
    place.current?.replaceChildren(element);
    isTried.value = false;
    return () => element.remove();
  }, [text]);
  useEffect(() => {
    const element = place.current?.firstElementChild;
    if (!(element instanceof HTMLElement)) return;
    for (const [name, value] of Object.entries(colours)) {
      if (value === '') element.style.removeProperty(name);
      else element.style.setProperty(name, value);
    }
  }, [text, JSON.stringify(colours)]);

  if (hasFailed.value) return <p role="alert">The preview could not be loaded. Load the page again.</p>;
  return (
    <div class="ad-preview">
      <div ref={place} />
      <p role="status" class={isTried.value ? 'bw-notice' : 'bw-hidden'}>
        {isTried.value ? 'This is a preview: nothing was booked.' : ''}
      </p>
    </div>
  );
}
