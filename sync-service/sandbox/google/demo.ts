import { type DemoSandboxOptions, type DemoSandbox as OpenDemo, openDemo } from '../shared/demo.ts';
import type { DemoClient } from '../shared/saved-state.ts';
import { createPersonControls } from './person.ts';
import { addSampleAccounts } from './samples.ts';
import { createGoogleSandbox, type GoogleSandbox } from './sandbox.ts';
import type { WorldState } from './state.ts';

export type DemoSandbox = OpenDemo<GoogleSandbox>;

/** Opens the sandbox as it was left, or anew with two persons who have appointments in the coming days. */
export function openDemoSandbox(options: DemoSandboxOptions): DemoSandbox {
  return openDemo<WorldState, GoogleSandbox, DemoClient>(
    {
      mount: '/sandbox/google',
      client: { clientId: '123456789012-demo.apps.googleusercontent.com', clientSecret: 'GOCSPX-demo' },
      create({ clientId, clientSecret, redirectUri, browserBaseUrl }, fetch, state) {
        const registered = { clientId, clientSecret, redirectUris: [redirectUri], project: '123456789012' };
        const sandbox = createGoogleSandbox({
          publicUrl: browserBaseUrl,
          clients: [{ ...registered, publishing: 'production' }],
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
