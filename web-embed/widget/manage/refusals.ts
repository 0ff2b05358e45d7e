import type { Messages } from '../../shared/messages.ts';
import type { RequestError } from '../../shared/request.ts';
import type { ManagedBooking } from './manage-api.ts';

type Texts = Messages['manage'];

/** What a visitor changes by themselves. */
export type Change = 'cancel' | 'move' | 'accept';

/** Whom to ask for what the page refuses: by their address, where the host gives one to visitors. */
export function contactText({ host }: ManagedBooking, { contact, contactAt }: Texts): string {
  return host.reply_to ? contactAt(host.display_name, host.reply_to) : contact(host.display_name);
}

/**
 * What a visitor may not do with a booking that is open, and why, a sentence each; empty: nothing is refused.
 * A booking that is cancelled, declined or expired says so in its title.
 */
export function refusalTexts(booking: ManagedBooking, { refusals }: Texts): string[] {
  const { cancel_refusal: cancel, reschedule_refusal: move, status } = booking;
  if (status !== 'confirmed' && status !== 'pending') return [];
  if (cancel === 'over' || move === 'over') return [refusals.over];
  if (cancel !== null && cancel === move) return [textOf(refusals.both, cancel) ?? refusals.both.not_allowed];
  return [
    move !== null && (textOf(refusals.move, move) ?? refusals.move.not_allowed),
    cancel !== null && (textOf(refusals.cancel, cancel) ?? refusals.cancel.not_allowed),
  ].filter((text) => text !== false);
}

/** Why a change that the page offered was refused after all. */
export function changeFault(change: Change, { status, details }: RequestError, booking: ManagedBooking, texts: Texts) {
  const { refusals } = texts;
  const reason = String(details.reason ?? '');
  const refused = textOf(
    { ...refusals[change], over: refusals.over, reason_required: refusals.reason_required },
    reason,
  );
  if (change === 'accept') {
    const isTaken = reason === '' && (status === 409 || status === 422);
    const fault = refused ?? (reason ? refusals.changed : isTaken ? refusals.accept.taken : texts.failAccept);
    return status === 409 ? `${fault} ${contactText(booking, texts)}` : fault;
  }
  // Any other reason is the status that the booking has by now.
  return refused ?? (status === 409 ? refusals.changed : texts[change === 'cancel' ? 'failCancel' : 'failMove']);
}

function textOf(texts: Partial<Record<string, string>>, reason: string): string | null {
  return Object.hasOwn(texts, reason) ? (texts[reason] ?? null) : null;
}
