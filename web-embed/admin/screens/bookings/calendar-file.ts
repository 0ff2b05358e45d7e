import { RequestError } from '../../../shared/request.ts';
import type { Admin } from '../../app/admin.ts';
import { saveFile } from '../../ui/save-file.ts';

/** Saves a booking as a calendar file. */
export async function downloadCalendarFile(admin: Admin, id: string): Promise<void> {
  try {
    saveFile(`booking-${id}.ics`, 'text/calendar', await read(admin, id));
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
