/**
 * Settles as the promise does, or rejects when the time is over; the work itself continues.
 * @throws Error with the code `ETIMEDOUT`
 */
export async function settleWithin<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const error = Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' });
  const timer = setTimeout(reject, ms, error);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
