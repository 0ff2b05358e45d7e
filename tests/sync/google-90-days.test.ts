import { full } from '../support/scale.ts';
import { openGoogleDays } from './google-days-sandbox.ts';
import { describeDays } from './sandbox-days-test.ts';

describeDays('Google', openGoogleDays, {
  days: full ? 90 : 21,
  changesADay: full ? 3 : 5,
  isHourly: (index) => (full ? index % 12 === 4 : index === 4),
  longBreak: { first: full ? 40 : 9, days: 6 },
});
