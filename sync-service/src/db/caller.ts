/** What calls a SQL function by name. Throws `ServiceError`. */
export type Caller = <T>(name: string, args?: Record<string, unknown>) => Promise<T>;
