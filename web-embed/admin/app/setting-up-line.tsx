import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { endSettingUp, stepLeft } from './setting-up.ts';

/** The way back to the first steps, for somebody who left them to connect a calendar. */
export function SettingUpLine() {
  const { path } = useLocation();
  const isOver = useSignal(false);
  const step = path.startsWith('/admin/welcome') || isOver.value ? null : stepLeft();
  if (step === null) return null;
  return (
    <p class="ad-setting-up">
      <span>You are setting up your page.</span>
      <a class="ad-setting-up-link" href={`/admin/welcome?step=${step}`}>
        Go on with step {step} of 5
      </a>
      <button
        type="button"
        class="bw-link"
        onClick={() => {
          endSettingUp();
          isOver.value = true;
        }}
      >
        Not now
      </button>
    </p>
  );
}
