-- Equality and inequality of uuid inside GiST indexes: needed by the exclusion constraint of bookings.
create extension if not exists btree_gist with schema extensions;
