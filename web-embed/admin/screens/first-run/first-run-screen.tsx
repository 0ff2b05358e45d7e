import { Screen } from '../../app/screen.tsx';

export function FirstRunScreen() {
  return (
    <Screen title="Welcome">
      <p>Soon.</p>
    </Screen>
  );
}
