import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Confirm } from '../../ui/parts.tsx';

interface LeaveGuardProps {
  isDirty: boolean;
  /** Something else than a link leads away. */
  isAsked: boolean;
  onStay: () => void;
  onLeave: () => void;
}

/** Asks before what was typed is lost: at links of the page, at the browser's way back, and when the page is closed. */
export function LeaveGuard({ isDirty, isAsked, onStay, onLeave }: LeaveGuardProps) {
  const { route } = useLocation();
  /** Where somebody wants to go. */
  const wanted = useSignal<string | null>(null);
  const isLeaving = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    isLeaving.current = false;
    const { pathname } = location;
    let here = location.href;
    const isElsewhere = (url: URL) => url.origin === location.origin && url.pathname !== pathname;

    function onClick(event: MouseEvent) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
      if (!link || link.target === '_blank' || link.download || !isElsewhere(new URL(link.href))) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      wanted.value = link.href;
    }
    function onPopState(event: PopStateEvent) {
      if (!isElsewhere(new URL(location.href))) {
        here = location.href;
        return;
      }
      // The address has changed by now: it is put back before the router has seen that.
      event.stopImmediatePropagation();
      wanted.value = location.href;
      history.pushState(null, '', here);
    }
    function onUnload(event: BeforeUnloadEvent) {
      if (!isLeaving.current) event.preventDefault();
    }
    addEventListener('click', onClick, true);
    addEventListener('popstate', onPopState, true);
    addEventListener('beforeunload', onUnload);
    return () => {
      removeEventListener('click', onClick, true);
      removeEventListener('popstate', onPopState, true);
      removeEventListener('beforeunload', onUnload);
    };
  }, [isDirty]);

  if (!isDirty || (wanted.value === null && !isAsked)) return null;
  const target = wanted.value;
  return (
    <Confirm
      title="Leave without saving?"
      text="What you changed on this page is not saved yet, and would be lost."
      action="Leave without saving"
      isDanger
      onConfirm={async () => {
        isLeaving.current = true;
        wanted.value = null;
        onLeave();
        if (target === null) return;
        const { pathname, search, hash } = new URL(target);
        // Pages outside of the admin page are loaded.
        if (pathname.startsWith('/admin')) route(`${pathname}${search}${hash}`);
        else location.assign(target);
      }}
      onLeave={() => {
        wanted.value = null;
        onStay();
      }}
    />
  );
}
