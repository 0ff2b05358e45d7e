import { cases, randomRuns } from '../support/scale.ts';
import { openGoogleChaos } from './google-chaos-sandbox.ts';
import { describeChaos } from './sandbox-chaos-run.ts';

describeChaos('Google', openGoogleChaos, { runs: randomRuns(4, 10), steps: cases(120, 160) });
