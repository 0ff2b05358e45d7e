import { Screen } from '../../app/screen.tsx';

export function AvailabilityScreen() {
  return (
    <Screen title="Availability">
      <p>Soon.</p>
    </Screen>
  );
}
