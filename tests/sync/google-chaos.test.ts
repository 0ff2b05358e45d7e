import { randomRuns } from '../support/scale.ts';
import { openGoogleChaos } from './google-chaos-sandbox.ts';
import { describeChaos } from './sandbox-chaos-run.ts';

describeChaos('Google', openGoogleChaos, { runs: randomRuns(4, 6), steps: 120 });
