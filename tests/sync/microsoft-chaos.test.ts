import { cases, randomRuns } from '../support/scale.ts';
import { openMicrosoftChaos } from './microsoft-chaos-sandbox.ts';
import { describeChaos } from './sandbox-chaos-run.ts';

// microsoft.md 14, 16, 19, 25, 30, 38
describeChaos('Microsoft', openMicrosoftChaos, { runs: randomRuns(1, 5), steps: cases(100, 120) });
