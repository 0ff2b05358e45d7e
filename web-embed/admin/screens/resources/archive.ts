import type { Admin } from '../../app/admin.ts';
import type { HostsApi } from '../../hosts-api.ts';

/** Takes a resource out of what can be booked, or back in, and offers to undo it. */
export async function archive(
  admin: Admin,
  api: HostsApi,
  host: { id: string; display_name: string; slug: string },
  isActive: boolean,
): Promise<void> {
  const name = host.display_name || host.slug;
  const set = async (next: boolean) => {
    await api.setActive(host.id, next);
    await admin.readHosts();
    admin.touch('schedule');
  };
  try {
    await set(isActive);
  } catch (error) {
    return admin.tellFault(error, isActive ? 'It was not restored.' : 'It was not archived.');
  }
  admin.tell({
    text: isActive
      ? `${name} can be booked again.`
      : `${name} is archived: nobody can book it. Bookings that exist stay.`,
    undo: () => set(!isActive),
  });
}
