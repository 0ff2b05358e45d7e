import { Screen } from '../../app/screen.tsx';

export function BookingScreen() {
  return (
    <Screen title="Booking">
      <p>Soon.</p>
    </Screen>
  );
}
