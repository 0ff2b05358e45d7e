/** What the page around a widget can listen to; each bubbles, and its detail has nothing about the visitor. */
export interface BookingEvents {
  'booking:ready': { event: string; slots: number };
  'booking:step': { from: string; to: string };
  'booking:duration-select': { value: number };
  'booking:date-select': { value: string };
  'booking:time-zone-change': { value: string };
  'booking:time-select': { start: string; end: string; duration: number; timeZone: string };
  'booking:slots-change': { added: number; removed: number };
  'booking:slot-lost': { start: string };
  'booking:submit': { start: string };
  'booking:confirmed': BookedDetail;
  'booking:rescheduled': BookedDetail;
  'booking:cancelled': BookedDetail;
  'booking:failed': { code: string };
  'booking:error': { code: string };
}

/** Which booking it is, and when. */
interface BookedDetail {
  id: string;
  event: string;
  start: string;
  end: string;
  timeZone: string;
}

/** Those that the page can prevent. */
export const CANCELABLE: ReadonlySet<string> = new Set(['booking:time-select', 'booking:submit']);

/** Tells the page; false: it does not want what would follow. */
export type Emit = <N extends keyof BookingEvents>(name: N, detail: BookingEvents[N]) => boolean;
