import type { Booking, BookingRequest } from '../shared/booking-api.ts';
import type { BookingCalls } from '../shared/booking-calls.ts';
import { RequestError } from '../shared/request.ts';
import type { BookingState } from './state.ts';

type Values = BookingState['values'];

/** An `Idempotency-Key` that nobody else has. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * All attempts at one booking have one key, whatever is changed between them: the service makes a booking of one of them. Which one, where an
 * answer was lost, is found out by sending again what was sent under it before.
 */
export class Attempts {
  readonly #book: BookingCalls['book'];
  #key = '';
  #sent: { body: string; request: BookingRequest; values: Values }[] = [];

  constructor(book: BookingCalls['book']) {
    this.#book = book;
  }

  /** Whether an attempt may have become a booking without our knowing. */
  get isOpen(): boolean {
    return this.#sent.length > 0;
  }

  /**
   * Books what the form says now, unless an earlier attempt has become the booking.
   *
   * @returns the booking, what the form said for it, and whether that was an earlier one
   * @throws RequestError as `book` does
   */
  async send(request: BookingRequest, values: Values) {
    this.#key ||= randomKey();
    const body = JSON.stringify(request);
    this.#sent = [{ body, request, values }, ...this.#sent.filter((sent) => sent.body !== body)];
    for (const [at, sent] of this.#sent.entries()) {
      try {
        const {
          booking: one,
          bookings = [one as Booking],
          manage_token: manageToken,
        } = await this.#book(sent.request, this.#key);
        this.#forget();
        return { booking: bookings[0] as Booking, bookings, manageToken, values: sent.values, isEarlier: at > 0 };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.details?.reason === 'key_used') continue;
        if (error.status >= 400 && error.status < 500) this.#sent = this.#sent.filter((other) => other !== sent);
        throw error;
      }
    }
    // None of them is what was booked, so the key is of no use any more.
    this.#forget();
    throw new RequestError('unexpected', 0, 'The booking was not found');
  }

  #forget(): void {
    this.#key = '';
    this.#sent = [];
  }
}
