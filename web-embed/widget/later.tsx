import type { ComponentType } from 'preact';
import type { PartName, Parts, ViewProps } from './view-props.ts';

/** A view that is loaded later, once it has arrived. */
export function Later<N extends PartName>(props: ViewProps & { part: N; view: keyof Parts[N] }) {
  const { controller, state, failed, onPart, parts, part, view } = props;
  const View = (parts[part] as Parts[N] | undefined)?.[view] as ComponentType<ViewProps> | undefined;
  // The form without what it does would be of no use.
  const needed: PartName[] =
    part === 'form' ? [part, 'booking'] : part === 'manage' ? [part, 'booking', 'outcome'] : [part];
  if (View && needed.every((name) => parts[name])) return <View {...props} />;
  if (!needed.some((name) => failed.has(name))) return <span class="bw-bone bw-bone-title" />;
  return (
    <div class="bw-foot">
      <p>{state.messages.failNetwork}</p>
      <button
        type="button"
        class="bw-button"
        onClick={() => {
          for (const name of needed) void onPart(name);
          if (state.step === 'failed') void controller.start();
          if (state.slots === 'failed') void controller.calendar.show();
        }}
      >
        {state.messages.tryAgain}
      </button>
    </div>
  );
}
