import { useEffect, useRef } from 'preact/hooks';
import { useAdmin } from './admin.ts';
import { SignInForms } from './sign-in.tsx';

/** Asks whoever worked here to sign in again, above what they had on the screen: nothing they typed is lost. */
export function SessionEnded() {
  const { session } = useAdmin();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class="page-dialog ad-ended"
      ref={dialog}
      aria-labelledby="ended"
      onCancel={(event) => event.preventDefault()}
    >
      <p class="ad-ended-note" id="ended">
        Your session has ended. Sign in to go on where you were.
      </p>
      <SignInForms isAgain />
      <p>
        <button type="button" class="bw-link" onClick={() => void session.signOut()}>
          Leave instead
        </button>
      </p>
    </dialog>
  );
}
