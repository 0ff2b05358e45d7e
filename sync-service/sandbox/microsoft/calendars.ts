import { graphErrors } from './graph-errors.ts';
import type { SandboxCalendar, SandboxUser } from './state.ts';
import type { World } from './world.ts';

/** The calendars that an account lists. */
export function calendarsOf(world: World, user: SandboxUser): SandboxCalendar[] {
  return [...world.calendars.values()].filter((calendar) => calendar.oid === user.oid && !calendar.deleted);
}

/** The calendar of an address; null stands for the account's own one. @throws GraphError 404. */
export function calendarAt(world: World, user: SandboxUser, id: string | null): SandboxCalendar {
  const found = calendarsOf(world, user).find((calendar) => (id === null ? calendar.isDefault : calendar.id === id));
  if (!found) throw graphErrors.notFound();
  return found;
}

/** A calendar as responses hold it. */
export function viewCalendar(calendar: SandboxCalendar): Record<string, unknown> {
  const { id, name, isDefault, canEdit, canViewPrivateItems, owner, hexColor, onlineMeetingProviders } = calendar;
  return {
    id,
    name,
    color: 'auto',
    hexColor,
    isDefaultCalendar: isDefault,
    changeKey: calendar.changeKey,
    canShare: isDefault,
    canViewPrivateItems,
    canEdit,
    allowedOnlineMeetingProviders: onlineMeetingProviders,
    defaultOnlineMeetingProvider: onlineMeetingProviders[0] ?? 'unknown',
    isTallyingResponses: isDefault,
    isRemovable: !isDefault,
    owner,
  };
}
