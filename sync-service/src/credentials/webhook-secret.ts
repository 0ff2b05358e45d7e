import { createHmac, randomBytes } from 'node:crypto';
import type { Sealer } from './seal.ts';

const prefix = 'whsec_';
const secretBytes = 32;

/** A new secret in the form of the Standard Webhooks specification: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(secretBytes).toString('base64')}`;
}

/**
 * Signs a delivery by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`.
 * @param secrets Each gives a signature; two while one replaces the other.
 * @param timestamp Seconds since 1970, as in `webhook-timestamp`.
 * @returns The value of `webhook-signature`.
 */
export function signWebhook(secrets: readonly string[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => Buffer.from(secret.slice(prefix.length), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ');
}

/**
 * What the secret of an endpoint is bound to: copied to another row it does not open. No connection is bound to a text
 * of this form.
 */
export function webhookBinding(ownerId: string, endpointId: string): string {
  return ['webhook', ownerId, endpointId].join('/');
}

/** Seals the secret of an endpoint for the database. */
export function sealWebhookSecret(seal: Sealer, secret: string, binding: string): Promise<string> {
  return seal.seal({ secret }, binding);
}

/**
 * Opens the secret of an endpoint.
 * @throws SealError
 */
export async function openWebhookSecret(seal: Sealer, sealed: string, binding: string): Promise<string> {
  const { secret } = (await seal.open(sealed, binding)) as { secret: string };
  return secret;
}
