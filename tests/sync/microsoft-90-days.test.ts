import { full } from '../support/scale.ts';
import { openMicrosoftDays } from './microsoft-days-sandbox.ts';
import { describeDays } from './sandbox-days-test.ts';

// microsoft.md 4, 8, 19, 22, 39, 40
describeDays('Microsoft', openMicrosoftDays, {
  days: full ? 90 : 21,
  changesADay: 1,
  isHourly: (index) => (full ? index % 30 === 4 : index === 4),
  longBreak: { first: full ? 40 : 9, days: 6 },
});
