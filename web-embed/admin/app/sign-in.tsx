import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { Button, Fault, TextField } from '../../shared/controls.tsx';
import { RequestError } from '../../shared/request.ts';
import { useAdmin } from './admin.ts';
import { Welcome } from './welcome.tsx';

type Way = 'password' | 'link' | 'sign_up' | 'reset' | 'code' | 'sent';

const titles: Readonly<Record<Way, string>> = {
  password: 'Sign in',
  link: 'Sign in by email',
  sign_up: 'Create your account',
  reset: 'Choose a new password',
  code: 'Enter the code of your authenticator app',
  sent: 'Look into your mail',
};

/** Whoever comes back from a provider reads how it ended, also an administrator, who has no account here. */
const OutcomeNote = lazy(() => import('../screens/calendars/outcome-note.tsx').then((m) => m.OutcomeNote));

/** Signing in: by password, by a link, with a second factor; creating an account, and a new password. */
export function SignIn() {
  const { session } = useAdmin();
  const { path } = useLocation();
  return (
    <Welcome>
      {path === '/admin/calendars' && (
        <ErrorBoundary>
          <OutcomeNote />
        </ErrorBoundary>
      )}
      {session.isRecovering.value ? <NewPassword /> : <SignInForms />}
    </Welcome>
  );
}

/** @param isAgain The session has ended, and the screen is still there below. */
export function SignInForms({ isAgain }: { isAgain?: boolean }) {
  const { session, config } = useAdmin();
  const way = useSignal<Way>('password');
  const sentTo = useSignal('');
  const isDemo = config.hasDemoUser;

  async function submit(values: Record<'email' | 'password' | 'code', string>) {
    switch (way.value) {
      case 'password':
        if ((await session.signIn(values.email, values.password)) === 'mfa') way.value = 'code';
        return;
      case 'code':
        return session.verifyCode(values.code.replaceAll(/\s/g, ''));
      case 'sign_up':
        if ((await session.signUp(values.email, values.password)) === 'done') return;
        break;
      case 'link':
        await session.sendLink(values.email);
        break;
      case 'reset':
        await session.sendReset(values.email);
        break;
      case 'sent':
        return;
    }
    sentTo.value = values.email;
    way.value = 'sent';
  }

  const Heading = isAgain ? 'h2' : 'h1';
  const turn = (to: Way, text: string) => (
    <button type="button" class="bw-link" onClick={() => (way.value = to)}>
      {text}
    </button>
  );
  if (way.value === 'sent')
    return (
      <>
        <Heading class="ad-welcome-title">{titles.sent}</Heading>
        <p role="status">
          If there is an account for <b>{sentTo}</b>, a mail with a link is on its way. It can take a minute; look into
          the spam folder, too.
        </p>
        <p>{turn('password', 'Back to signing in')}</p>
      </>
    );
  const hasPassword = way.value === 'password' || way.value === 'sign_up';
  return (
    <>
      <Heading class="ad-welcome-title">{titles[way.value]}</Heading>
      {isDemo && way.value === 'password' && (
        <p class="bw-muted">The demo host's email and password are filled in already.</p>
      )}
      <SubmitForm
        key={way.value}
        label={
          way.value === 'sign_up'
            ? 'Create account'
            : way.value === 'code' || way.value === 'password'
              ? 'Sign in'
              : 'Send me a link'
        }
        onSubmit={submit}
      >
        {way.value === 'code' ? (
          <TextField
            label="Code"
            id="code"
            name="code"
            type="text"
            autocomplete="one-time-code"
            defaultValue=""
            help="Six digits, a new one every 30 seconds."
          />
        ) : (
          <TextField
            label="Email"
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            defaultValue={isDemo && way.value === 'password' ? 'demo@example.com' : ''}
          />
        )}
        {hasPassword && (
          <TextField
            label="Password"
            id="password"
            name="password"
            type="password"
            autocomplete={way.value === 'sign_up' ? 'new-password' : 'current-password'}
            defaultValue={isDemo && way.value === 'password' ? 'demo-password' : ''}
            {...(way.value === 'sign_up' ? { help: 'At least 8 characters.' } : {})}
          />
        )}
      </SubmitForm>
      <ul class="ad-ways">
        {way.value !== 'password' && <li>{turn('password', 'Sign in with a password')}</li>}
        {way.value !== 'link' && way.value !== 'code' && <li>{turn('link', 'Sign in by a link in a mail')}</li>}
        {way.value === 'password' && <li>{turn('reset', 'Forgot your password?')}</li>}
        {way.value === 'password' && !isAgain && <li>{turn('sign_up', 'Create an account')}</li>}
      </ul>
    </>
  );
}

function NewPassword() {
  const { session } = useAdmin();
  return (
    <>
      <h1 class="ad-welcome-title">{titles.reset}</h1>
      <SubmitForm label="Save" onSubmit={({ password }) => session.setPassword(password)}>
        <TextField
          label="New password"
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          defaultValue=""
          help="At least 8 characters."
        />
      </SubmitForm>
    </>
  );
}

interface SubmitFormProps {
  label: string;
  onSubmit: (values: Record<'email' | 'password' | 'code', string>) => Promise<void>;
  children: ComponentChildren;
}

function SubmitForm({ label, onSubmit, children }: SubmitFormProps) {
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const read = (name: string) => String(data.get(name) ?? '');
    isBusy.value = true;
    fault.value = null;
    try {
      await onSubmit({ email: read('email').trim(), password: read('password'), code: read('code') });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = error.message;
      // What was typed wrong is most likely the secret; the address stays as it is.
      (form.querySelector<HTMLElement>('[name=password], [name=code]') ?? form.querySelector('input'))?.focus();
    }
    isBusy.value = false;
  }

  return (
    <form class="bw-form" onSubmit={(event) => void submit(event)}>
      <Fault text={fault.value} />
      {children}
      <div class="bw-actions">
        <Button type="submit" isPrimary isBusy={isBusy.value}>
          {label}
        </Button>
      </div>
    </form>
  );
}
