import { Screen } from '../../app/screen.tsx';

export function WhyScreen() {
  return (
    <Screen title="Why not free?">
      <p>Soon.</p>
    </Screen>
  );
}
