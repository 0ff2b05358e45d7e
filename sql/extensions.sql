-- The exclusion constraint of bookings compares uuids in a GiST index.
create extension if not exists btree_gist with schema extensions;
