import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAdmin } from '../app/admin.ts';

/** A part of a screen that is loaded when it is shown for the first time: a dialog, a view that is not the first. Until then nothing is in its place. */
export function late<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  let known: FunctionComponent<P> | null = null;
  return function Late(props: P) {
    const admin = useAdmin();
    const part = useSignal(known);
    useEffect(() => {
      if (known !== null) return;
      load().then(
        (loaded) => {
          known = loaded;
          part.value = loaded;
        },
        () =>
          admin.tell({
            tone: 'bad',
            text: 'A part of the page could not be loaded. Check your connection and try again.',
          }),
      );
    }, []);
    const Part = part.value;
    return Part === null ? null : <Part {...props} />;
  };
}
