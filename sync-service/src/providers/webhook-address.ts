import { ProviderError } from '../calendar/provider-error.ts';

/**
 * Checks that a provider can call an address: they all call https only, stand-ins any address.
 * @param provider Its name, for the owner.
 * @throws ProviderError `misconfigured`, before anything was asked; it says what the operator has to do.
 */
export function checkWebhookAddress(provider: string, address: string, allowHttp: boolean): void {
  if (address.startsWith('https:') || allowHttp) return;
  throw new ProviderError(
    'misconfigured',
    `${provider} reports changes only to an address with https: the operator of this service has to set PUBLIC_URL to one.`,
  );
}
