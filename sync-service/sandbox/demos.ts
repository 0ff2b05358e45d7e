import { openDemoSandbox as openGoogle } from './google/demo.ts';
import { openDemoSandbox as openMicrosoft } from './microsoft/demo.ts';
import type { DemoSandbox, DemoSandboxOptions } from './shared/demo.ts';

export { joinDemo } from './shared/demo.ts';

/** The sandboxes of a demo by the names of their providers. This is the only list of them. */
export const demoSandboxes: Readonly<Record<'google' | 'microsoft', (options: DemoSandboxOptions) => DemoSandbox>> = {
  google: openGoogle,
  microsoft: openMicrosoft,
};
