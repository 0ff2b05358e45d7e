import { RequestError } from '../../../shared/request.ts';
import type { Admin } from '../../app/admin.ts';

/** Saves a booking as a calendar file. */
export async function downloadCalendarFile(admin: Admin, id: string): Promise<void> {
  try {
    saveAs(new Blob([await read(admin, id)], { type: 'text/calendar' }), `booking-${id}.ics`);
  } catch (error) {
    admin.tellFault(error, 'The calendar file could not be made.');
  }
}

async function read(admin: Admin, id: string): Promise<string> {
  const headers = { authorization: `Bearer ${await admin.session.token()}` };
  let response: Response;
  try {
    response = await fetch(`/bookings/${encodeURIComponent(id)}/calendar.ics`, { headers, cache: 'no-store' });
  } catch {
    // fetch tells nothing more than that there was no response.
    throw new RequestError('network', 0, 'No answer from the server');
  }
  if (!response.ok) throw new RequestError('unexpected', response.status, `Request failed (${response.status})`);
  return response.text();
}

/** Has the browser save something that was made here. */
export function saveAs(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
