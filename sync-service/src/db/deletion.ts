/** The deletion of an owner's data that is under way, with what is still to be cancelled and disconnected. */
export interface Deletion {
  requested_at: string;
  upcoming_bookings: number;
  connections: number;
}

/** What comes next in it; the lists are for `cancel` only. */
export interface DeletionStep {
  step: 'cancel' | 'wait' | 'delete' | 'none';
  bookings: string[];
  connections: string[];
}
