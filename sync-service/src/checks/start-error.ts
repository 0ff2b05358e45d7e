/** Why the service does not start, for whoever runs it: each fault in one line that says what to do. */
export class StartError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      faults.length === 1 ? faults[0] : `Openslot can not start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'StartError';
    this.faults = faults;
  }
}
