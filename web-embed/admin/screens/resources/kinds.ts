import type { Host } from '../../app/admin.ts';

/** What can be booked, and an example of it. */
export const kinds: readonly (readonly [kind: Host['kind'], name: string, example: string])[] = [
  ['person', 'Person', 'you, or somebody of your team'],
  ['room', 'Room', 'a meeting room, a studio'],
  ['equipment', 'Equipment', 'a camera, a car, a machine'],
  ['space', 'Space', 'a desk, a court, a field'],
  ['class', 'Class', 'a course with several seats'],
];

export function kindName(kind: Host['kind']): string {
  return kinds.find(([each]) => each === kind)?.[1] ?? kind;
}
