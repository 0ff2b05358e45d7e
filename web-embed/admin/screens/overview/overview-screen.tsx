import { Screen } from '../../app/screen.tsx';

export function OverviewScreen() {
  return (
    <Screen title="Overview">
      <p>Soon.</p>
    </Screen>
  );
}
