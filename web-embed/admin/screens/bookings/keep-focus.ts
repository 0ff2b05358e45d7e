import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Gives the focus a place when what had it is gone, because a decision was made or something changed elsewhere: without this the
 * keyboard would begin at the top of the browser again.
 *
 * @param shown What the screen shows.
 */
export function useKeptFocus(shown: ReadonlySignal<unknown>, home: () => HTMLElement | null | undefined): void {
  // Whatever is shown anew may have lost what had the focus.
  void shown.value;
  const wasInside = useRef(false);
  wasInside.current ||= document.activeElement !== null && document.activeElement !== document.body;
  useEffect(() => {
    if (!wasInside.current) return;
    // A dialog that closes gives the focus back a moment later. What is shown anew before that begins this moment again, and must
    // not forget that the focus was inside.
    const timer = setTimeout(() => {
      wasInside.current = false;
      const { activeElement: active } = document;
      if (active === null || active === document.body) home()?.focus({ preventScroll: true });
    }, 50);
    return () => clearTimeout(timer);
  });
}
