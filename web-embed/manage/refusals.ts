import type { PageMessages } from '../shared/page-messages.ts';
import type { RequestError } from '../shared/request.ts';
import type { ManagedBooking } from './manage-api.ts';

type Texts = PageMessages['manage'];
type Change = 'cancel' | 'move';

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
export function changeFault(change: Change, { code, status, details }: RequestError, texts: Texts): string {
  const { refusals } = texts;
  const reason = String(details.reason ?? '');
  if (code === 'slot_taken' || code === 'slot_not_offered') return texts.notOffered;
  if (reason === 'over' || reason === 'reason_required') return refusals[reason];
  const refused = textOf(refusals[change], reason);
  if (refused !== null) return refused;
  // Any other reason is the status that the booking has by now.
  if (status === 409) return refusals.changed;
  return change === 'cancel' ? texts.failCancel : texts.failMove;
}

/** Why the time that the host proposed could not be accepted. */
export function acceptFault({ status, details }: RequestError, { refusals, failAccept }: Texts): string {
  const reason = String(details.reason ?? '');
  const refused = reason === 'over' ? refusals.over : textOf(refusals.accept, reason);
  if (refused !== null) return refused;
  if (reason !== '') return refusals.changed;
  return status === 409 || status === 422 ? refusals.accept.taken : failAccept;
}

function textOf(texts: Partial<Record<string, string>>, reason: string): string | null {
  return Object.hasOwn(texts, reason) ? (texts[reason] ?? null) : null;
}
