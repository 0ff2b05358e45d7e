/** What a key may do; each scope stands for itself. */
export type Scope = 'read' | 'book' | 'manage';

/** A key for its owner, without the key itself. */
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

/** Whose key was used. */
export interface KeyHolder {
  owner_id: string;
  scopes: Scope[];
}
