import { useState } from 'preact/hooks';
import { Button, Fault, TextField } from '../shared/controls.tsx';
import { RequestError } from '../shared/request.ts';
import type { Session } from './session.ts';
import { faultText } from './words.ts';

interface SignInProps {
  session: Session;
  /** Whether the demo's user can sign in: their password is no secret. */
  isDemo: boolean;
  onDone: () => void;
}

/** Email and password of a host. */
export function SignIn({ session, isDemo, onDone }: SignInProps) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    setBusy(true);
    setFault(null);
    try {
      await session.signIn(String(data.get('email') ?? '').trim(), String(data.get('password') ?? ''));
      onDone();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setFault(
        error.code === 'invalid_request'
          ? 'Email and password do not match. Check both and try again.'
          : faultText(error),
      );
      setBusy(false);
      form.querySelector<HTMLElement>('[name=password]')?.focus();
    }
  }

  return (
    <section class="cal-panel cal-sign-in" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      <p class="bw-muted">
        {isDemo ? "The demo host's email and password are filled in already." : 'Use the account of your booking page.'}
      </p>
      <form class="bw-form" onSubmit={(event) => void submit(event)}>
        <Fault text={fault} />
        <TextField
          label="Email"
          id="email"
          name="email"
          type="email"
          autocomplete="username"
          defaultValue={isDemo ? 'demo@example.com' : ''}
        />
        <TextField
          label="Password"
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          defaultValue={isDemo ? 'demo-password' : ''}
        />
        <div class="bw-actions">
          <Button type="submit" isPrimary isBusy={isBusy}>
            Sign in
          </Button>
        </div>
      </form>
    </section>
  );
}
