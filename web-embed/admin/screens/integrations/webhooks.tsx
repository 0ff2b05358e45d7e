import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, LoadedView } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Confirm } from '../../ui/parts.tsx';
import { Deliveries } from './deliveries.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { type EndpointAction, EndpointRow } from './endpoint-row.tsx';
import type { IntegrationsApi, WebhookEndpoint } from './integrations-api.ts';
import { SecretDialog } from './secret-dialog.tsx';

/** The addresses that are told of events. */
export function Webhooks({ api }: { api: IntegrationsApi }) {
  const admin = useAdmin();
  const load = useLoad('webhooks', [], (signal) => api.endpoints(signal));
  const isCreating = useSignal(false);
  const secret = useSignal<string | null>(null);
  const asked = useSignal<{ action: EndpointAction; endpoint: WebhookEndpoint } | null>(null);
  const leave = () => (asked.value = null);
  const question = asked.value;

  async function turn(endpoint: WebhookEndpoint, isActive: boolean) {
    const show = (value: boolean) => {
      const { data } = load.state.value;
      if (data) load.set(data.map((each) => (each.id === endpoint.id ? { ...each, is_active: value } : each)));
    };
    show(isActive);
    try {
      await api.changeEndpoint(endpoint.id, { is_active: isActive });
      admin.announce(isActive ? 'Switched on.' : 'Switched off.');
    } catch (error) {
      show(endpoint.is_active);
      admin.tellFault(error, 'Your choice was not saved.');
    }
    await load.reload();
  }

  return (
    <section aria-labelledby="webhooks">
      <header class="int-head">
        <div>
          <h2 id="webhooks">Webhooks</h2>
          <p class="bw-muted">
            A program of yours is told of what happens, at an address of its own.{' '}
            <a href="/docs" target="_blank" rel="noreferrer">
              What comes, and how to verify it
            </a>
          </p>
        </div>
        {!isCreating.value && (
          <Button isPrimary onClick={() => (isCreating.value = true)}>
            <AdminIcon name="plus" /> New webhook
          </Button>
        )}
      </header>
      {isCreating.value && (
        <EndpointForm
          onLeave={() => (isCreating.value = false)}
          onSave={async (url, events) => {
            const created = await api.createEndpoint(url, events);
            isCreating.value = false;
            secret.value = created.secret;
            await load.reload();
          }}
        />
      )}
      <LoadedView of={load} subject="Your webhooks">
        {(endpoints) =>
          endpoints.length === 0 && !isCreating.value ? (
            <EmptyState
              title="No program is told"
              text="Name an address, and it gets a message whenever something is booked, moved or cancelled."
            />
          ) : (
            <ul class="int-cards">
              {endpoints.map((endpoint) => (
                <li key={endpoint.id} class="ad-panel int-endpoint">
                  {question?.action === 'edit' && question.endpoint.id === endpoint.id ? (
                    <EndpointForm
                      endpoint={endpoint}
                      onLeave={leave}
                      onSave={async (url, events) => {
                        await api.changeEndpoint(endpoint.id, { url, events });
                        leave();
                        admin.tell({ text: 'The webhook is saved.' });
                        await load.reload();
                      }}
                    />
                  ) : (
                    <EndpointRow
                      endpoint={endpoint}
                      onTurn={(isActive) => void turn(endpoint, isActive)}
                      onAction={(action) => (asked.value = { action, endpoint })}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </LoadedView>
      {question?.action === 'deliveries' && <Deliveries endpoint={question.endpoint} api={api} onLeave={leave} />}
      {question?.action === 'rotate' && (
        <Confirm
          title="Make a new secret?"
          about={question.endpoint.url}
          text={
            question.endpoint.has_secret
              ? 'For 24 hours both secrets sign each message, so that nothing is lost while your program gets the new one. If the old one has leaked, make a new one twice.'
              : 'With a secret, your program can verify what it is told. From then on it is told of events.'
          }
          action="Make a new secret"
          onLeave={leave}
          onConfirm={async () => {
            const made = await api.rotateSecret(question.endpoint.id);
            leave();
            secret.value = made;
            await load.reload();
          }}
        />
      )}
      {question?.action === 'delete' && (
        <Confirm
          title="Delete this webhook?"
          about={question.endpoint.url}
          text="It is told of nothing any more, and its deliveries are deleted with it. To stop it for a while, switch it off instead."
          action="Delete"
          isDanger
          onLeave={leave}
          onConfirm={async () => {
            await api.deleteEndpoint(question.endpoint.id);
            leave();
            admin.tell({ text: 'The webhook is deleted.' });
            await load.reload();
          }}
        />
      )}
      {secret.value && (
        <SecretDialog
          title="The secret of this webhook"
          text="With it your program verifies that a message comes from here (Standard Webhooks)."
          secret={secret.value}
          onLeave={() => (secret.value = null)}
        />
      )}
    </section>
  );
}
