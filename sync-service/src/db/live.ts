/** The versions of what is shown to an owner, by topic: another number says that something changed. */
export interface OwnerVersions {
  bookings: number;
  connections: number;
  conflicts: number;
  log: number;
  schedule: number;
}
