import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useAdmin } from '../app/admin.ts';
import { Confirm } from './parts.tsx';

interface LeaveGuardProps {
  /** Whether something would be lost. */
  isDirty: boolean;
  /** What is not saved, for example `this event type`. */
  subject: string;
}

/** Asks before somebody leaves a screen with changes that are not saved: by a link, by the browser's way back, by closing the page. */
export function LeaveGuard({ isDirty, subject }: LeaveGuardProps) {
  const admin = useAdmin();
  const { route } = useLocation();
  /** How to go on to where somebody wanted to be. */
  const onward = useSignal<(() => void) | null>(null);
  const isGone = useRef(false);

  // At once: what was typed a moment ago counts as well.
  useLayoutEffect(() => {
    if (!isDirty) return;
    isGone.current = false;
    const here = `${location.pathname}${location.search}`;
    // Before the router, which listens on the window, too, but not in this phase.
    const onClick = (event: MouseEvent) => {
      const link = event.composedPath().find((each): each is HTMLAnchorElement => each instanceof HTMLAnchorElement);
      const isOther = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0;
      if (!link || isOther || link.target === '_blank' || link.hasAttribute('download')) return;
      const to = new URL(link.href);
      if (to.origin === location.origin && to.pathname === location.pathname) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const isOurs = to.origin === location.origin && to.pathname.startsWith('/admin');
      onward.value = () => (isOurs ? route(`${to.pathname}${to.search}`) : location.assign(to.href));
    };
    const onPop = (event: PopStateEvent) => {
      if (isGone.current || location.pathname === new URL(here, location.origin).pathname) return;
      event.stopImmediatePropagation();
      // The browser has left already: back to here until it is decided.
      history.pushState(null, '', here);
      onward.value = () => history.back();
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isGone.current) event.preventDefault();
    };
    addEventListener('click', onClick, true);
    admin.onWayBack = onPop;
    addEventListener('beforeunload', onUnload);
    return () => {
      removeEventListener('click', onClick, true);
      admin.onWayBack = null;
      removeEventListener('beforeunload', onUnload);
    };
  }, [isDirty]);

  const go = onward.value;
  if (go === null) return null;
  return (
    <Confirm
      title="Leave without saving?"
      text={`Your changes to ${subject} are not saved. If you leave now, they are lost.`}
      action="Leave without saving"
      isDanger
      onConfirm={async () => {
        isGone.current = true;
        onward.value = null;
        go();
      }}
      onLeave={() => {
        onward.value = null;
      }}
    />
  );
}
