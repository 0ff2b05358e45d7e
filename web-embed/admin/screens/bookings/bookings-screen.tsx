import { Screen } from '../../app/screen.tsx';

export function BookingsScreen() {
  return (
    <Screen title="Bookings">
      <p>Soon.</p>
    </Screen>
  );
}
