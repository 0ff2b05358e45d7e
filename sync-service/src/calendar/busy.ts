import type { BusyChoice, CalendarPolicy, EventStatus, EventTransparency } from './event.ts';

/** What is known of an event, in words that every provider's events can be put into. */
export interface BusyFacts {
  status: EventStatus;
  transparency: EventTransparency;
  isAllDay: boolean;
  /** Whether it takes any time at all. */
  isEmpty: boolean;
  /** The answer of the calendar's owner to the invitation; null if they are not among the invited. */
  ownResponse: 'accepted' | 'declined' | 'tentative' | 'needs_action' | null;
  /** Whether it only says where its owner works. */
  isWorkingLocation: boolean;
}

/**
 * Whether an event blocks time. What is free whatever the policy: cancelled, transparent, declined and empty events.
 * Everything else is busy unless the policy frees its kind; without a policy "maybe" is busy, unanswered invitations
 * are if they have times, and places of work are not.
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
