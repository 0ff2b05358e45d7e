import { type DemoSandboxOptions, type DemoSandbox as OpenDemo, openDemo } from '../shared/demo.ts';
import type { DemoClient } from '../shared/saved-state.ts';
import { createPersonControls } from './person.ts';
import { addSampleAccounts } from './samples.ts';
import { createMicrosoftSandbox, type MicrosoftSandbox } from './sandbox.ts';
import type { WorldState } from './state.ts';

/** How the sandbox is reached, in the words of the service's configuration. */
interface MicrosoftDemoClient extends DemoClient {
  tenant: string;
}

export type DemoSandbox = OpenDemo<MicrosoftSandbox, MicrosoftDemoClient>;

/** Opens the sandbox as it was left, or anew with accounts of each kind. */
export function openDemoSandbox(options: DemoSandboxOptions): DemoSandbox {
  return openDemo<WorldState, MicrosoftSandbox, MicrosoftDemoClient>(
    {
      mount: '/sandbox/microsoft',
      client: { clientId: '2b9de0ba-9d0f-4c7a-8f5e-5f2f6a3f6f10', clientSecret: 'demo~secret', tenant: 'common' },
      create({ clientId, clientSecret, redirectUri, browserBaseUrl }, fetch, state) {
        const sandbox = createMicrosoftSandbox({
          publicUrl: browserBaseUrl,
          clients: [{ clientId, clientSecret, redirectUris: [redirectUri] }],
          fetch,
          ...(state && { state }),
        });
        // A demo may be shown in a network of one's own; what is public is the operator's own address.
        sandbox.world.settings.plainHttp = 'all';
        addSampleAccounts(sandbox.world);
        return sandbox;
      },
      controls: ({ world }) => createPersonControls(world),
    },
    options,
  );
}
