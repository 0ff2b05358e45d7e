import { RequestError } from '../../../shared/request.ts';
import type { Admin } from '../../app/admin.ts';
import { addDays, type Period } from './report-periods.ts';

/** What a report says of all of its time, or of one part. */
export interface ReportFigures {
  offered_hours: number;
  booked_hours: number;
  /** How much of the offered time was booked, 0 to 1; null: nothing was offered. */
  utilisation: number | null;
  sessions: number;
  seats: { offered: number; taken: number };
  bookings: number;
  lead_time: { median_hours: number | null; p90_hours: number | null };
  outcomes: {
    confirmed: number;
    no_shows: number;
    pending: number;
    cancelled: number;
    cancelled_by_visitor: number;
    cancelled_by_host: number;
    declined: number;
    expired: number;
    requests_unanswered: number;
  };
}

export interface Report extends ReportFigures {
  time_zone: string;
  by_event_type: ({ event_type_id: string; slug: string; title: string; is_active: boolean } & ReportFigures)[];
  /** 0 = Sunday; all seven. */
  by_weekday: ({ day_of_week: number } & ReportFigures)[];
  /** ISO weeks, `2026-W48`, each with the date of its Monday. */
  by_week: ({ week: string; monday: string } & ReportFigures)[];
}

/** Dates begin at midnight in the zone of the host; the last day is included. */
const query = (hostId: string, { from, to }: Period) =>
  new URLSearchParams({ host_id: hostId, from, to: addDays(to, 1) }).toString();

/** The report on a host. @throws RequestError */
export function readReport(admin: Admin, hostId: string, period: Period, signal: AbortSignal): Promise<Report> {
  return admin.calls.service<Report>(`/reports?${query(hostId, period)}`, { signal });
}

/** The same as a table. @throws RequestError */
export async function readReportFile(admin: Admin, hostId: string, period: Period): Promise<string> {
  const headers = { authorization: `Bearer ${await admin.session.token()}` };
  let response: Response;
  try {
    response = await fetch(`/reports.csv?${query(hostId, period)}`, { headers, cache: 'no-store' });
  } catch {
    throw new RequestError('network', 0, 'No answer from the server');
  }
  if (response.ok) return await response.text();
  throw new RequestError('unexpected', response.status, `Request failed (${response.status})`);
}
