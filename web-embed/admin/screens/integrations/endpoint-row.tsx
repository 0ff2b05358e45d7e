import { Button } from '../../../shared/controls.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Badge } from '../../ui/parts.tsx';
import { ago } from '../../words.ts';
import { endpointState, eventsText, eventTexts } from './integration-words.ts';
import type { WebhookEndpoint } from './integrations-api.ts';

export type EndpointAction = 'edit' | 'deliveries' | 'rotate' | 'delete';

interface RowProps {
  endpoint: WebhookEndpoint;
  onTurn: (isActive: boolean) => void;
  onAction: (action: EndpointAction) => void;
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** An address that is told of events: how it is doing, and what can be done with it. */
export function EndpointRow({ endpoint, onTurn, onAction }: RowProps) {
  const { tone, label, text } = endpointState(endpoint);
  const of = <span class="bw-hidden"> {endpoint.url}</span>;
  return (
    <>
      <div class="int-endpoint-head">
        <h3 class="int-url">{endpoint.url}</h3>
        <Badge tone={tone}>{label}</Badge>
      </div>
      {text && <p class={tone === 'bad' ? 'int-bad' : 'bw-muted'}>{text}</p>}
      {endpoint.failing_since && (
        <p class="bw-muted int-small">Nothing was accepted since {ago(endpoint.failing_since, Date.now())}.</p>
      )}
      {endpoint.previous_secret_until && (
        <p class="bw-muted int-small">
          The secret before the last one also signs until {moments.format(new Date(endpoint.previous_secret_until))}.
        </p>
      )}
      <details class="int-events">
        <summary>{eventsText(endpoint.events)}</summary>
        <ul>
          {endpoint.events.map((event) => (
            <li key={event}>
              {eventTexts[event] ?? event} <code class="bw-muted">{event}</code>
            </li>
          ))}
        </ul>
      </details>
      <div class="int-endpoint-foot">
        <Switch label={`Tell ${new URL(endpoint.url).host}`} checked={endpoint.is_active} onChange={onTurn} />
        <div class="int-actions">
          <Button onClick={() => onAction('deliveries')}>Deliveries{of}</Button>
          <Button onClick={() => onAction('edit')}>Edit{of}</Button>
          <Button onClick={() => onAction('rotate')}>New secret{of}</Button>
          <Button onClick={() => onAction('delete')}>Delete{of}</Button>
        </div>
      </div>
    </>
  );
}
