import { useSignal } from '@preact/signals';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { EmptyState, LoadedView } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge, Confirm } from '../../ui/parts.tsx';
import { ago } from '../../words.ts';
import { scopeTexts } from './integration-words.ts';
import type { ApiKey, IntegrationsApi } from './integrations-api.ts';
import { KeyForm } from './key-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** The keys of the owner's programs: a new one, and which there are. */
export function ApiKeys({ api }: { api: IntegrationsApi }) {
  const admin = useAdmin();
  const load = useLoad('api-keys', [], (signal) => api.keys(signal));
  const isCreating = useSignal(false);
  const secret = useSignal<string | null>(null);
  const revoked = useSignal<ApiKey | null>(null);

  return (
    <section aria-labelledby="keys">
      <header class="int-head">
        <div>
          <h2 id="keys">API keys</h2>
          <p class="bw-muted">
            For programs of yours. Give each its own, with what it needs and no more.{' '}
            <a href="/docs" target="_blank" rel="noreferrer">
              What programs can do
            </a>
          </p>
        </div>
        {!isCreating.value && (
          <Button isPrimary onClick={() => (isCreating.value = true)}>
            <AdminIcon name="plus" /> New key
          </Button>
        )}
      </header>
      {isCreating.value && (
        <KeyForm
          onLeave={() => (isCreating.value = false)}
          onCreate={async (name, scopes) => {
            const created = await api.createKey(name, scopes);
            isCreating.value = false;
            secret.value = created.secret;
            await load.reload();
          }}
        />
      )}
      <LoadedView of={load} subject="Your API keys">
        {(keys) => {
          const good = keys.filter(({ revoked_at: at }) => at === null).toReversed();
          const gone = keys.filter(({ revoked_at: at }) => at !== null).toReversed();
          return (
            <>
              {good.length === 0 && !isCreating.value && (
                <EmptyState
                  title="No program has a key"
                  text="With a key, a program of yours can read your bookings, make new ones, or manage them."
                />
              )}
              {good.length > 0 && (
                <ul class="ad-rows int-rows">
                  {good.map((key) => (
                    <KeyRow key={key.id} of={key} onRevoke={() => (revoked.value = key)} />
                  ))}
                </ul>
              )}
              {gone.length > 0 && (
                <details class="int-gone">
                  <summary>{gone.length === 1 ? '1 revoked key' : `${gone.length} revoked keys`}</summary>
                  <ul class="ad-rows int-rows">
                    {gone.map((key) => (
                      <KeyRow key={key.id} of={key} />
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </LoadedView>
      {secret.value && (
        <SecretDialog
          title="Your new key"
          text="Programs send it in the header: authorization: Bearer, and the key."
          secret={secret.value}
          onLeave={() => (secret.value = null)}
        />
      )}
      {revoked.value && (
        <Confirm
          title="Revoke this key?"
          about={revoked.value.name}
          text="Programs that use it are refused at once. It cannot be brought back: they would need a new one."
          action="Revoke"
          isDanger
          onLeave={() => (revoked.value = null)}
          onConfirm={async () => {
            const key = revoked.value;
            if (key === null) return;
            await api.revokeKey(key.id);
            revoked.value = null;
            admin.tell({ text: `The key “${key.name}” is revoked.` });
            await load.reload();
          }}
        />
      )}
    </section>
  );
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

function KeyRow({ of, onRevoke }: { of: ApiKey; onRevoke?: () => void }) {
  return (
    <li class="int-row">
      <div class="int-row-text">
        <p class="int-name">{of.name}</p>
        <p class="int-line">
          <code>{of.prefix}…</code>
          {of.scopes.map((scope) => (
            <Badge key={scope} tone="neutral">
              {scopeTexts[scope].name}
            </Badge>
          ))}
        </p>
        <p class="bw-muted int-small">
          Made {days.format(new Date(of.created_at))} ·{' '}
          {of.revoked_at !== null
            ? `revoked ${days.format(new Date(of.revoked_at))}`
            : of.last_used_at === null
              ? 'never used'
              : `last used ${ago(of.last_used_at, Date.now())}`}
        </p>
      </div>
      {onRevoke && (
        <Button onClick={onRevoke}>
          Revoke<span class="bw-hidden"> {of.name}</span>
        </Button>
      )}
    </li>
  );
}
