import fs from 'node:fs';

// Loaded before everything else of a process: its clock is off by the milliseconds that a file says, which may change at any time.

const RealDate = Date;
const file = process.env.CLOCK_SHIFT ?? '';
let shift = 0;

function readShift(): void {
  try {
    shift = Number(fs.readFileSync(file, 'utf8'));
  } catch {
    // It is being written, or the test is over.
  }
}

readShift();
// Not by the clock that it moves.
setInterval(readShift, 200).unref();

class ShiftedDate extends RealDate {
  constructor(...args: ConstructorParameters<typeof Date> | []) {
    if (args.length === 0) super(RealDate.now() + shift);
    else super(...(args as ConstructorParameters<typeof Date>));
  }
  static override now(): number {
    return RealDate.now() + shift;
  }
}
globalThis.Date = ShiftedDate as unknown as DateConstructor;
