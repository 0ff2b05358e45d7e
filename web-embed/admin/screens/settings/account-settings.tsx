import { useSignal } from '@preact/signals';
import { Button, Fault, TextField } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { InputField } from '../../ui/fields.tsx';
import { Confirm } from '../../ui/parts.tsx';
import { saveFile } from '../../ui/save-file.ts';

/** The account: its password, all of its data as a file, and its end. */
export function AccountSettings() {
  const { session } = useAdmin();
  return (
    <>
      <section class="ad-panel" aria-labelledby="account">
        <h2 id="account">Signing in</h2>
        <p>
          You are signed in as <b>{session.who.value?.email}</b>.
        </p>
        <PasswordForm />
      </section>
      <section class="ad-panel" aria-labelledby="data">
        <h2 id="data">Your data</h2>
        <Export />
        <Deletion />
      </section>
    </>
  );
}

function PasswordForm() {
  const admin = useAdmin();
  const isBusy = useSignal(false);
  const fault = useSignal<string | null>(null);
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy.value) return;
    const form = event.currentTarget as HTMLFormElement;
    isBusy.value = true;
    fault.value = null;
    try {
      await admin.session.setPassword(String(new FormData(form).get('new-password') ?? ''));
      form.reset();
      admin.tell({ text: 'Your new password is saved.' });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = error.message;
    }
    isBusy.value = false;
  }
  return (
    <form class="bw-form set-short" onSubmit={(event) => void submit(event)}>
      <Fault text={fault.value} />
      <TextField
        label="New password"
        id="new-password"
        name="new-password"
        type="password"
        autocomplete="new-password"
        defaultValue=""
        help="At least 8 characters."
      />
      <div class="bw-actions">
        <Button type="submit" isBusy={isBusy.value}>
          Change the password
        </Button>
      </div>
    </form>
  );
}

/** Everything that belongs to the account, as one file. */
function Export() {
  const admin = useAdmin();
  const isBusy = useSignal(false);
  async function load() {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      const data = await admin.calls.service<unknown>('/host/export');
      saveFile('openslot-export.json', 'application/json', JSON.stringify(data, null, 2));
      admin.announce('The file is being saved.');
    } catch (error) {
      admin.tellFault(error);
    }
    isBusy.value = false;
  }
  return (
    <div class="set-row">
      <div>
        <h3>Export</h3>
        <p class="bw-muted">
          Hours, event types, bookings with their visitors, calendars and what was read of them, as a JSON file.
        </p>
      </div>
      <Button isBusy={isBusy.value} onClick={() => void load()}>
        <AdminIcon name="download" />
        Export everything
      </Button>
    </div>
  );
}

function Deletion() {
  const admin = useAdmin();
  const isAsked = useSignal(false);
  const typed = useSignal('');
  const fault = useSignal<string | null>(null);
  const email = admin.session.who.value?.email ?? '';
  async function remove() {
    if (typed.value.trim().toLowerCase() !== email.toLowerCase()) {
      fault.value = 'This is not the address of your account.';
      return;
    }
    try {
      await admin.calls.service('/host/data', { method: 'DELETE', body: { confirm: typed.value.trim() } });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = faultText(error);
      return;
    }
    isAsked.value = false;
    admin.tell({ text: 'Your data is being deleted. Visitors are told, and calendars are disconnected.' });
    await admin.session.signOut();
  }
  return (
    <div class="set-row">
      <div>
        <h3>Delete everything</h3>
        <p class="bw-muted">
          Bookings to come are cancelled and their visitors told, events of bookings leave your calendars, accounts are
          disconnected, and all data goes. This can’t be undone.
        </p>
      </div>
      <button
        type="button"
        class="bw-button ad-danger-quiet"
        onClick={() => {
          isAsked.value = true;
        }}
      >
        <AdminIcon name="trash" />
        Delete everything…
      </button>
      {isAsked.value && (
        <Confirm
          title="Delete everything?"
          about={email}
          text="All bookings to come are cancelled, all calendars disconnected, and all data is deleted. This can’t be undone."
          action="Delete everything"
          isDanger
          onConfirm={remove}
          onLeave={() => {
            isAsked.value = false;
          }}
        >
          <div class="cal-question">
            <InputField
              label={`To confirm, type ${email}`}
              type="email"
              autocomplete="off"
              value={typed.value}
              fault={fault.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value;
                fault.value = null;
              }}
            />
          </div>
        </Confirm>
      )}
    </div>
  );
}
