/** Every event that an endpoint can be told of. */
export const webhookEvents = [
  'booking.requested',
  'booking.confirmed',
  'booking.moved',
  'booking.cancelled',
  'booking.declined',
  'booking.expired',
  'booking.no_show',
  'calendar.needs_reconnect',
  'calendar.restored',
] as const;

export type WebhookEvent = (typeof webhookEvents)[number];

/** An endpoint for its owner, without its secret. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  events: WebhookEvent[];
  is_active: boolean;
  disabled_reason: string | null;
  payload_version: string;
  /** Since when no delivery succeeded; null: the last one did. */
  failing_since: string | null;
  /** Until when the secret before the last rotation signs as well. */
  previous_secret_until: string | null;
  /** False if the row was made without the service: rotate to get one. */
  has_secret: boolean;
  created_at: string;
}

/** One event for one endpoint. */
export interface WebhookDelivery {
  id: string;
  endpoint_id: string;
  event: WebhookEvent;
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

/** What to send next. */
export interface DeliveryToSend {
  delivery_id: string;
  /** JSON, sent as it is. */
  body: string;
  url: string;
  /** Whether the last attempt failed. */
  is_failing: boolean;
  owner_id: string;
  payload_version: string;
  /** Sealed, the newest first. */
  secrets: string[];
}

/** Sealed secrets of an endpoint with what they are bound to. */
export interface SealedWebhookSecret {
  endpoint_id: string;
  owner_id: string;
  sealed: string;
  previous_sealed: string | null;
}
