import { describe, expect, it } from 'vitest';
import { languages } from '../../web-embed/languages/catalogue.ts';
import type { Messages } from '../../web-embed/shared/messages.ts';
import { RequestError } from '../../web-embed/shared/request.ts';
import type { ManagedBooking } from '../../web-embed/widget/manage/manage-api.ts';
import { type Change, changeFault, contactText, refusalTexts } from '../../web-embed/widget/manage/refusals.ts';

const booking: ManagedBooking = {
  id: '1',
  status: 'confirmed',
  start: '2026-05-04T09:00:00Z',
  end: '2026-05-04T09:30:00Z',
  sequence: 0,
  host: { slug: 'dana', display_name: 'Dana', time_zone: 'UTC', reply_to: null },
  event_type: { id: '2', slug: 'coffee', title: 'Coffee' },
  attendee: null,
  can_cancel: false,
  cancel_refusal: null,
  can_reschedule: false,
  reschedule_refusal: null,
  reason_required: false,
  location: null,
  location_text: null,
  proposal: null,
  series: null,
};
const faultOf = (change: Change, error: RequestError, texts: Messages['manage']) =>
  changeFault(change, error, booking, texts);
const conflict = (reason?: string, code: 'invalid_state' | 'slot_taken' = 'invalid_state') =>
  new RequestError(code, 409, 'no', reason === undefined ? {} : { reason });

describe.each([...languages])('in %s the page of a booking', (_, { manage }) => {
  const { refusals } = manage;

  it.each([
    ['not_allowed', 'not_allowed', [refusals.both.not_allowed]],
    ['too_late', 'too_late', [refusals.both.too_late]],
    ['not_allowed', 'too_late', [refusals.move.too_late, refusals.cancel.not_allowed]],
    ['too_late', 'max_reschedules', [refusals.move.max_reschedules, refusals.cancel.too_late]],
    [null, 'max_reschedules', [refusals.move.max_reschedules]],
    ['too_late', null, [refusals.cancel.too_late]],
    ['over', 'over', [refusals.over]],
    [null, null, []],
    // Of a later version.
    ['unheard_of', null, [refusals.cancel.not_allowed]],
  ])('says why neither cancelling (%s) nor moving (%s) is possible', (cancel_refusal, reschedule_refusal, texts) => {
    expect(refusalTexts({ ...booking, cancel_refusal, reschedule_refusal }, manage)).toEqual(texts);
  });

  it.each(['cancelled', 'declined', 'expired'] as const)('says that it is %s in its title alone', (status) => {
    const ended = { ...booking, status, cancel_refusal: status, reschedule_refusal: status };
    expect(refusalTexts(ended, manage)).toEqual([]);
    expect(manage.titles[status]).toMatch(/\S/);
  });

  it('says why a change was refused that it had offered', () => {
    for (const change of ['cancel', 'move'] as const) {
      for (const [reason, text] of Object.entries(refusals[change])) {
        expect(faultOf(change, conflict(reason), manage)).toBe(text);
      }
      expect(faultOf(change, conflict('over'), manage)).toBe(refusals.over);
      expect(faultOf(change, conflict('reason_required'), manage)).toBe(refusals.reason_required);
      for (const status of ['cancelled', 'declined', 'expired', '__proto__']) {
        expect(faultOf(change, conflict(status), manage)).toBe(refusals.changed);
      }
    }
    const offline = new RequestError('network', 0, 'no');
    expect(faultOf('cancel', offline, manage)).toBe(manage.failCancel);
    expect(faultOf('move', offline, manage)).toBe(manage.failMove);
  });

  it('says why a proposed time could not be accepted', () => {
    for (const reason of ['no_proposal', 'other_proposal', 'too_late'] as const) {
      expect(faultOf('accept', conflict(reason), manage)).toBe(
        `${refusals.accept[reason]} ${contactText(booking, manage)}`,
      );
    }
    expect(faultOf('accept', conflict(undefined, 'slot_taken'), manage)).toBe(
      `${refusals.accept.taken} ${contactText(booking, manage)}`,
    );
    expect(faultOf('accept', conflict('cancelled'), manage)).toBe(
      `${refusals.changed} ${contactText(booking, manage)}`,
    );
    expect(faultOf('accept', new RequestError('network', 0, 'no'), manage)).toBe(manage.failAccept);
  });

  it('names the host to turn to, with the address that they give to visitors', () => {
    expect(contactText(booking, manage)).toContain('Dana');
    const host = { ...booking.host, reply_to: 'dana@example.com' };
    expect(contactText({ ...booking, host }, manage)).toContain('dana@example.com');
  });
});
