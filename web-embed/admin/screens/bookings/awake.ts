import { wallClock } from '../../../shared/time.ts';

/** Whether people are usually up at an instant: from 7 to 22 h there. */
export function isAwake(instant: number, zone: string): boolean {
  const { minutes } = wallClock(instant, zone);
  return minutes >= 7 * 60 && minutes < 22 * 60;
}
