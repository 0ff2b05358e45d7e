import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useAdmin } from './admin.ts';
import { OwnerLive } from './live.ts';

/** Has screens read again what changed elsewhere, while the page is seen and somebody is signed in. */
export function useLive(): void {
  const admin = useAdmin();
  const live = useMemo(
    () =>
      new OwnerLive({
        url: `${location.origin.replace(/^http/, 'ws')}/live`,
        token: () => admin.session.token(),
        onChange: (topic) => admin.touch(topic),
      }),
    [],
  );
  const follow = () =>
    live.setActive(
      document.visibilityState === 'visible' && admin.session.who.value !== null && !admin.session.hasEnded.value,
    );
  useSignalEffect(follow);
  useEffect(() => {
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      live.setActive(false);
    };
  }, []);
}
