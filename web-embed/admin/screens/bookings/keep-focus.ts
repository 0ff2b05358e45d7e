import { useEffect, useRef } from 'preact/hooks';

/**
 * Gives the focus a place when what had it is gone, because a decision was made or something changed elsewhere: without this the
 * keyboard would begin at the top of the browser again.
 */
export function useKeptFocus(home: () => HTMLElement | null | undefined): void {
  const wasInside = useRef(false);
  wasInside.current ||= document.activeElement !== null && document.activeElement !== document.body;
  useEffect(() => {
    if (!wasInside.current) return;
    wasInside.current = false;
    // A dialog that closes gives the focus back a moment later.
    const timer = setTimeout(() => {
      const { activeElement: active } = document;
      if (active === null || active === document.body) home()?.focus({ preventScroll: true });
    }, 50);
    return () => clearTimeout(timer);
  });
}
