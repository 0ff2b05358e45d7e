import type { BusyChoice, CalendarPolicy, EventStatus, EventTransparency } from './event.ts';

/** What an event says about its time, in terms that fit every provider. */
export interface BusyFacts {
  status: EventStatus;
  transparency: EventTransparency;
  isAllDay: boolean;
  /** Whether it takes any time at all. */
  isEmpty: boolean;
  /** The calendar owner's response to the invitation; null if they are not invited. */
  ownResponse: 'accepted' | 'declined' | 'tentative' | 'needs_action' | null;
  /** Whether it only says where the owner works. */
  isWorkingLocation: boolean;
}

/**
 * Whether an event blocks time. Cancelled, transparent, declined and empty events are always free. Everything else is
 * busy unless the policy frees its kind. Without a policy "maybe" is busy, unanswered invitations with times are busy,
 * and working locations are free.
 */
export function isBusyEvent(facts: BusyFacts, policy: Partial<CalendarPolicy>): boolean {
  if (facts.status === 'cancelled' || facts.transparency === 'transparent' || facts.isEmpty) return false;
  if (facts.ownResponse === 'declined') return false;
  const choices: BusyChoice[] = [];
  if (facts.isWorkingLocation) choices.push(policy.working_location ?? 'free');
  if (facts.isAllDay) choices.push(policy.all_day ?? 'busy');
  if (facts.status === 'tentative' || facts.ownResponse === 'tentative') choices.push(policy.tentative ?? 'busy');
  if (facts.ownResponse === 'needs_action') choices.push(policy.needs_action ?? (facts.isAllDay ? 'free' : 'busy'));
  return !choices.includes('free');
}
