import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button, Fault } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { faultText, useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { Badge, Drawer } from '../../ui/parts.tsx';
import { ago, ahead } from '../../words.ts';
import { deliveryLabel, deliveryTones, eventTexts, responseText } from './integration-words.ts';
import type { Delivery, IntegrationsApi, WebhookEndpoint } from './integrations-api.ts';

/** How often deliveries that wait are looked at again. */
const againMs = 3000;

interface DeliveriesProps {
  endpoint: WebhookEndpoint;
  api: IntegrationsApi;
  onLeave: () => void;
}

/** What an address was told in the last 30 days, and what became of it. */
export function Deliveries({ endpoint, api, onLeave }: DeliveriesProps) {
  const admin = useAdmin();
  const list = useSignal<Delivery[] | null>(null);
  const cursor = useSignal<string | null>(null);
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);

  async function read(from: string | null) {
    isBusy.value = true;
    fault.value = null;
    try {
      const page = await api.deliveries(endpoint.id, from);
      list.value = from === null ? page.deliveries : [...(list.value ?? []), ...page.deliveries];
      cursor.value = page.next_cursor;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.code !== 'unauthorized') fault.value = faultText(error);
    }
    isBusy.value = false;
  }

  /** The newest ones again, without losing the older ones that are shown. */
  async function readAgain() {
    if (list.value === null || !list.value.some(({ state }) => state === 'pending')) return;
    try {
      const { deliveries } = await api.deliveries(endpoint.id, null);
      const known = new Map(deliveries.map((each) => [each.id, each]));
      const fresh = deliveries.filter(({ id }) => !list.value?.some((each) => each.id === id));
      list.value = [...fresh, ...list.value.map((each) => known.get(each.id) ?? each)];
    } catch (error) {
      // What is shown stays; the next look may work.
      if (!(error instanceof RequestError)) throw error;
    }
  }

  useEffect(() => {
    void read(null);
    const timer = setInterval(() => void readAgain(), againMs);
    return () => clearInterval(timer);
  }, []);

  async function replay(delivery: Delivery) {
    try {
      const again = await api.replay(delivery.id);
      list.value = (list.value ?? []).map((each) => (each.id === again.id ? again : each));
      admin.announce('It is sent once more.');
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      fault.value = faultText(error);
    }
  }

  const deliveries = list.value;
  return (
    <Drawer title="Deliveries" onLeave={onLeave}>
      <p class="bw-muted int-url">{endpoint.url}</p>
      <Fault text={fault.value} hasIcon />
      {deliveries === null && fault.value === null && (
        <div aria-busy="true">
          <p class="bw-hidden">The deliveries: loading…</p>
          <span class="bw-bone bw-bone-title" />
          <span class="bw-bone" />
        </div>
      )}
      {deliveries === null && fault.value !== null && <Button onClick={() => void read(null)}>Try again</Button>}
      {deliveries?.length === 0 && (
        <p>Nothing was sent in the last 30 days. As soon as something happens that it is told of, it is shown here.</p>
      )}
      {deliveries !== null && deliveries.length > 0 && (
        <ul class="int-deliveries">
          {deliveries.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} onReplay={() => void replay(delivery)} />
          ))}
        </ul>
      )}
      {cursor.value !== null && (
        <Button isBusy={isBusy.value} onClick={() => !isBusy.value && void read(cursor.value)}>
          Show older ones
        </Button>
      )}
    </Drawer>
  );
}

function DeliveryItem({ delivery, onReplay }: { delivery: Delivery; onReplay: () => void }) {
  const { event, created_at: at, next_attempt_at: next, state, response_body: response, body } = delivery;
  return (
    <li>
      <p class="int-line">
        <b>{eventTexts[event] ?? event}</b>
        <Badge tone={deliveryTones[state]}>{deliveryLabel(delivery)}</Badge>
      </p>
      <p class="bw-muted int-small">
        <time dateTime={at}>{ago(at, Date.now())}</time> · {responseText(delivery)}
        {state === 'pending' && next !== null && delivery.attempts > 0 && ` · again ${ahead(next, Date.now())}`}
      </p>
      <details>
        <summary>
          Details<span class="bw-hidden"> of {event}</span>
        </summary>
        <p class="int-small">
          <code>{event}</code>, id <code>{delivery.id}</code>
        </p>
        <h3 class="int-small">Sent</h3>
        <pre class="ad-code">{JSON.stringify(body, null, 2)}</pre>
        {response && (
          <>
            <h3 class="int-small">Answered</h3>
            <pre class="ad-code">{response}</pre>
          </>
        )}
      </details>
      <Button onClick={onReplay}>
        <AdminIcon name="refresh" /> Send again
      </Button>
    </li>
  );
}
