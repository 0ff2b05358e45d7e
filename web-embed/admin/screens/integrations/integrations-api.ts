import type { AdminCalls } from '../../app/calls.ts';

export type KeyScope = 'read' | 'book' | 'manage';

/** A key of a program of the owner. Instants are ISO texts. */
export interface ApiKey {
  id: string;
  name: string;
  /** How it begins. */
  prefix: string;
  scopes: KeyScope[];
  created_at: string;
  /** Up to a minute old. */
  last_used_at: string | null;
  revoked_at: string | null;
}

/** An address that is told of events. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  events: string[];
  is_active: boolean;
  /** Why the service switched it off. */
  disabled_reason: string | null;
  payload_version: string;
  failing_since: string | null;
  previous_secret_until: string | null;
  has_secret: boolean;
  created_at: string;
}

/** One event for one address. */
export interface Delivery {
  id: string;
  event: string;
  state: 'pending' | 'delivered' | 'failed';
  body: Record<string, unknown>;
  status_code: number | null;
  response_body: string | null;
  last_error: string | null;
  attempts: number;
  created_at: string;
  delivered_at: string | null;
  next_attempt_at: string | null;
}

export type IntegrationsApi = ReturnType<typeof createIntegrationsApi>;

/** The calls of the screen. All of them throw `RequestError`. */
export function createIntegrationsApi({ service }: Pick<AdminCalls, 'service'>) {
  const endpoint = (id: string) => `/webhook-endpoints/${encodeURIComponent(id)}`;
  return {
    keys: async (signal?: AbortSignal) => (await service<{ api_keys: ApiKey[] }>('/api-keys', { signal })).api_keys,
    createKey: (name: string, scopes: KeyScope[]) =>
      service<{ api_key: ApiKey; secret: string }>('/api-keys', { method: 'POST', body: { name, scopes } }),
    revokeKey: async (id: string): Promise<void> => {
      await service(`/api-keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    endpoints: async (signal?: AbortSignal) =>
      (await service<{ webhook_endpoints: WebhookEndpoint[] }>('/webhook-endpoints', { signal })).webhook_endpoints,
    createEndpoint: (url: string, events: string[]) =>
      service<{ webhook_endpoint: WebhookEndpoint; secret: string }>('/webhook-endpoints', {
        method: 'POST',
        body: { url, events },
      }),
    changeEndpoint: async (id: string, change: Partial<Pick<WebhookEndpoint, 'url' | 'events' | 'is_active'>>) =>
      (await service<{ webhook_endpoint: WebhookEndpoint }>(endpoint(id), { method: 'PATCH', body: change }))
        .webhook_endpoint,
    rotateSecret: async (id: string) =>
      (await service<{ secret: string }>(`${endpoint(id)}/rotate`, { method: 'POST' })).secret,
    deleteEndpoint: async (id: string): Promise<void> => {
      await service(endpoint(id), { method: 'DELETE' });
    },
    deliveries: (id: string, cursor: string | null, signal?: AbortSignal) =>
      service<{ deliveries: Delivery[]; next_cursor: string | null }>(
        `${endpoint(id)}/deliveries?limit=20${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        { signal },
      ),
    replay: async (id: string) =>
      (
        await service<{ delivery: Delivery }>(`/webhook-deliveries/${encodeURIComponent(id)}/replay`, {
          method: 'POST',
        })
      ).delivery,
  };
}
