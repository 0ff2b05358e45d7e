// Generated from the database by npm run db:types. Do not edit.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      api_keys: {
        Row: {
          created_at: string;
          id: string;
          last_used_at: string | null;
          name: string;
          owner_id: string;
          prefix: string;
          revoked_at: string | null;
          scopes: string[];
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          last_used_at?: string | null;
          name: string;
          owner_id: string;
          prefix: string;
          revoked_at?: string | null;
          scopes: string[];
        };
        Update: {
          created_at?: string;
          id?: string;
          last_used_at?: string | null;
          name?: string;
          owner_id?: string;
          prefix?: string;
          revoked_at?: string | null;
          scopes?: string[];
        };
        Relationships: [];
      };
      availability_overrides: {
        Row: {
          created_at: string;
          effect: string;
          end_time: string | null;
          event_type_id: string | null;
          host_id: string;
          id: string;
          label: string | null;
          override_date: string;
          start_time: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          effect: string;
          end_time?: string | null;
          event_type_id?: string | null;
          host_id: string;
          id?: string;
          label?: string | null;
          override_date: string;
          start_time?: string | null;
        };
        Update: {
          created_at?: string;
          effect?: string;
          end_time?: string | null;
          event_type_id?: string | null;
          host_id?: string;
          id?: string;
          label?: string | null;
          override_date?: string;
          start_time?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'availability_overrides_event_type_fkey';
            columns: ['host_id', 'event_type_id'];
            isOneToOne: false;
            referencedRelation: 'event_types';
            referencedColumns: ['host_id', 'id'];
          },
          {
            foreignKeyName: 'availability_overrides_host_fkey';
            columns: ['host_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id'];
          },
        ];
      };
      availability_rules: {
        Row: {
          created_at: string;
          day_of_week: number;
          end_time: string;
          event_type_id: string | null;
          host_id: string;
          id: string;
          label: string | null;
          start_time: string;
          valid_from: string | null;
          valid_until: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          day_of_week: number;
          end_time: string;
          event_type_id?: string | null;
          host_id: string;
          id?: string;
          label?: string | null;
          start_time: string;
          valid_from?: string | null;
          valid_until?: string | null;
        };
        Update: {
          created_at?: string;
          day_of_week?: number;
          end_time?: string;
          event_type_id?: string | null;
          host_id?: string;
          id?: string;
          label?: string | null;
          start_time?: string;
          valid_from?: string | null;
          valid_until?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'availability_rules_event_type_fkey';
            columns: ['host_id', 'event_type_id'];
            isOneToOne: false;
            referencedRelation: 'event_types';
            referencedColumns: ['host_id', 'id'];
          },
          {
            foreignKeyName: 'availability_rules_host_fkey';
            columns: ['host_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id'];
          },
        ];
      };
      blocked_periods: {
        Row: {
          created_at: string;
          end_date: string | null;
          ends_at: string | null;
          event_type_id: string | null;
          host_id: string;
          id: string;
          kind: string;
          reason: string | null;
          start_date: string | null;
          starts_at: string | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          end_date?: string | null;
          ends_at?: string | null;
          event_type_id?: string | null;
          host_id: string;
          id?: string;
          kind?: string;
          reason?: string | null;
          start_date?: string | null;
          starts_at?: string | null;
        };
        Update: {
          created_at?: string;
          end_date?: string | null;
          ends_at?: string | null;
          event_type_id?: string | null;
          host_id?: string;
          id?: string;
          kind?: string;
          reason?: string | null;
          start_date?: string | null;
          starts_at?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'blocked_periods_event_type_fkey';
            columns: ['host_id', 'event_type_id'];
            isOneToOne: false;
            referencedRelation: 'event_types';
            referencedColumns: ['host_id', 'id'];
          },
          {
            foreignKeyName: 'blocked_periods_host_fkey';
            columns: ['host_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id'];
          },
        ];
      };
      booking_attendees: {
        Row: {
          answers: NonNullable<Json>;
          booking_id: string;
          created_at: string;
          email: string;
          email_bounced_at: string | null;
          id: string;
          locale: string;
          name: string;
          time_zone: string;
        };
        ComputedFields: never;
        Insert: {
          answers?: NonNullable<Json>;
          booking_id: string;
          created_at?: string;
          email: string;
          email_bounced_at?: string | null;
          id?: string;
          locale?: string;
          name: string;
          time_zone?: string;
        };
        Update: {
          answers?: NonNullable<Json>;
          booking_id?: string;
          created_at?: string;
          email?: string;
          email_bounced_at?: string | null;
          id?: string;
          locale?: string;
          name?: string;
          time_zone?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'booking_attendees_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: true;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
        ];
      };
      booking_calendar_events: {
        Row: {
          attempts: number;
          booking_id: string;
          calendar_id: string;
          event_key: string;
          is_wanted: boolean;
          join_url: string | null;
          last_error: string | null;
          link_waits: number;
          listed_at: string | null;
          provider_event_id: string | null;
          pushed_at: string | null;
          pushed_revision: number | null;
          revision: number;
          state: string;
          version: string | null;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number;
          booking_id: string;
          calendar_id: string;
          event_key?: string;
          is_wanted?: boolean;
          join_url?: string | null;
          last_error?: string | null;
          link_waits?: number;
          listed_at?: string | null;
          provider_event_id?: string | null;
          pushed_at?: string | null;
          pushed_revision?: number | null;
          revision?: number;
          state?: string;
          version?: string | null;
        };
        Update: {
          attempts?: number;
          booking_id?: string;
          calendar_id?: string;
          event_key?: string;
          is_wanted?: boolean;
          join_url?: string | null;
          last_error?: string | null;
          link_waits?: number;
          listed_at?: string | null;
          provider_event_id?: string | null;
          pushed_at?: string | null;
          pushed_revision?: number | null;
          revision?: number;
          state?: string;
          version?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'booking_calendar_events_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'booking_calendar_events_calendar_fkey';
            columns: ['calendar_id'];
            isOneToOne: false;
            referencedRelation: 'calendars';
            referencedColumns: ['id'];
          },
        ];
      };
      booking_conflicts: {
        Row: {
          booking_id: string;
          detected_at: string;
          event_ends_at: string | null;
          event_starts_at: string | null;
          event_title: string | null;
          host_id: string;
          id: string;
          kind: string;
          other_booking_id: string | null;
          other_host_id: string | null;
          resolution: string | null;
          resolved_at: string | null;
          synced_event_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          booking_id: string;
          detected_at?: string;
          event_ends_at?: string | null;
          event_starts_at?: string | null;
          event_title?: string | null;
          host_id: string;
          id?: string;
          kind?: string;
          other_booking_id?: string | null;
          other_host_id?: string | null;
          resolution?: string | null;
          resolved_at?: string | null;
          synced_event_id?: string | null;
        };
        Update: {
          booking_id?: string;
          detected_at?: string;
          event_ends_at?: string | null;
          event_starts_at?: string | null;
          event_title?: string | null;
          host_id?: string;
          id?: string;
          kind?: string;
          other_booking_id?: string | null;
          other_host_id?: string | null;
          resolution?: string | null;
          resolved_at?: string | null;
          synced_event_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'booking_conflicts_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'booking_conflicts_event_fkey';
            columns: ['synced_event_id'];
            isOneToOne: false;
            referencedRelation: 'synced_events';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'booking_conflicts_other_booking_fkey';
            columns: ['other_booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
        ];
      };
      bookings: {
        Row: {
          calendar_id: string | null;
          cancel_reason: string | null;
          cancelled_at: string | null;
          cancelled_by: string | null;
          confirmed_at: string | null;
          created_at: string;
          during: unknown;
          ends_at: string;
          event_type_id: string;
          expires_at: string | null;
          forgotten_at: string | null;
          generation: number;
          host_id: string;
          id: string;
          is_forced: boolean;
          location: Json | null;
          metadata: Json | null;
          move_reason: string | null;
          moved_by: string | null;
          no_show: boolean;
          previous_ends_at: string | null;
          previous_starts_at: string | null;
          proposed_ends_at: string | null;
          proposed_starts_at: string | null;
          renewed_at: string | null;
          reschedules: number;
          seat: number;
          sequence: number;
          series_id: string | null;
          session_key: string | null;
          starts_at: string;
          status: string;
          unread_calendars: Json | null;
        };
        ComputedFields: never;
        Insert: {
          calendar_id?: string | null;
          cancel_reason?: string | null;
          cancelled_at?: string | null;
          cancelled_by?: string | null;
          confirmed_at?: string | null;
          created_at?: string;
          during?: never;
          ends_at: string;
          event_type_id: string;
          expires_at?: string | null;
          forgotten_at?: string | null;
          generation?: number;
          host_id: string;
          id?: string;
          is_forced?: boolean;
          location?: Json | null;
          metadata?: Json | null;
          move_reason?: string | null;
          moved_by?: string | null;
          no_show?: boolean;
          previous_ends_at?: string | null;
          previous_starts_at?: string | null;
          proposed_ends_at?: string | null;
          proposed_starts_at?: string | null;
          renewed_at?: string | null;
          reschedules?: number;
          seat: number;
          sequence?: number;
          series_id?: string | null;
          session_key?: never;
          starts_at: string;
          status: string;
          unread_calendars?: Json | null;
        };
        Update: {
          calendar_id?: string | null;
          cancel_reason?: string | null;
          cancelled_at?: string | null;
          cancelled_by?: string | null;
          confirmed_at?: string | null;
          created_at?: string;
          during?: never;
          ends_at?: string;
          event_type_id?: string;
          expires_at?: string | null;
          forgotten_at?: string | null;
          generation?: number;
          host_id?: string;
          id?: string;
          is_forced?: boolean;
          location?: Json | null;
          metadata?: Json | null;
          move_reason?: string | null;
          moved_by?: string | null;
          no_show?: boolean;
          previous_ends_at?: string | null;
          previous_starts_at?: string | null;
          proposed_ends_at?: string | null;
          proposed_starts_at?: string | null;
          renewed_at?: string | null;
          reschedules?: number;
          seat?: number;
          sequence?: number;
          series_id?: string | null;
          session_key?: never;
          starts_at?: string;
          status?: string;
          unread_calendars?: Json | null;
        };
        Relationships: [
          {
            foreignKeyName: 'bookings_calendar_fkey';
            columns: ['calendar_id'];
            isOneToOne: false;
            referencedRelation: 'calendars';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'bookings_event_type_fkey';
            columns: ['host_id', 'event_type_id'];
            isOneToOne: false;
            referencedRelation: 'event_types';
            referencedColumns: ['host_id', 'id'];
          },
        ];
      };
      calendar_connections: {
        Row: {
          account_email: string | null;
          created_at: string;
          id: string;
          last_error: string | null;
          owner_id: string;
          provider: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          account_email?: string | null;
          created_at?: string;
          id?: string;
          last_error?: string | null;
          owner_id: string;
          provider: string;
          status?: string;
        };
        Update: {
          account_email?: string | null;
          created_at?: string;
          id?: string;
          last_error?: string | null;
          owner_id?: string;
          provider?: string;
          status?: string;
        };
        Relationships: [];
      };
      calendar_links: {
        Row: {
          blocks_availability: boolean;
          calendar_id: string;
          created_at: string;
          host_id: string;
          is_booking_target: boolean;
          owner_id: string;
        };
        ComputedFields: never;
        Insert: {
          blocks_availability?: boolean;
          calendar_id: string;
          created_at?: string;
          host_id: string;
          is_booking_target?: boolean;
          owner_id: string;
        };
        Update: {
          blocks_availability?: boolean;
          calendar_id?: string;
          created_at?: string;
          host_id?: string;
          is_booking_target?: boolean;
          owner_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'calendar_links_calendar_fkey';
            columns: ['calendar_id', 'owner_id'];
            isOneToOne: false;
            referencedRelation: 'calendars';
            referencedColumns: ['id', 'owner_id'];
          },
          {
            foreignKeyName: 'calendar_links_host_fkey';
            columns: ['host_id', 'owner_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id', 'owner_id'];
          },
        ];
      };
      calendars: {
        Row: {
          access: string;
          connection_id: string;
          covered_from: string | null;
          covered_until: string | null;
          created_at: string;
          has_video: boolean;
          id: string;
          is_own: boolean;
          is_primary: boolean;
          last_synced_at: string | null;
          name: string;
          owner_id: string;
          policy: NonNullable<Json>;
          provider_calendar_id: string;
          push_expires_at: string | null;
          stores_titles: boolean;
          sync_error: string | null;
          sync_status: string;
          time_zone: string | null;
        };
        ComputedFields: never;
        Insert: {
          access?: string;
          connection_id: string;
          covered_from?: string | null;
          covered_until?: string | null;
          created_at?: string;
          has_video?: boolean;
          id?: string;
          is_own?: boolean;
          is_primary?: boolean;
          last_synced_at?: string | null;
          name?: string;
          owner_id: string;
          policy?: NonNullable<Json>;
          provider_calendar_id: string;
          push_expires_at?: string | null;
          stores_titles?: boolean;
          sync_error?: string | null;
          sync_status?: string;
          time_zone?: string | null;
        };
        Update: {
          access?: string;
          connection_id?: string;
          covered_from?: string | null;
          covered_until?: string | null;
          created_at?: string;
          has_video?: boolean;
          id?: string;
          is_own?: boolean;
          is_primary?: boolean;
          last_synced_at?: string | null;
          name?: string;
          owner_id?: string;
          policy?: NonNullable<Json>;
          provider_calendar_id?: string;
          push_expires_at?: string | null;
          stores_titles?: boolean;
          sync_error?: string | null;
          sync_status?: string;
          time_zone?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'calendars_connection_fkey';
            columns: ['connection_id', 'owner_id'];
            isOneToOne: false;
            referencedRelation: 'calendar_connections';
            referencedColumns: ['id', 'owner_id'];
          },
        ];
      };
      event_types: {
        Row: {
          buffer_after_minutes: number;
          buffer_before_minutes: number;
          cancel_until_minutes: number | null;
          created_at: string;
          description: string;
          durations_minutes: number[];
          horizon_days: number;
          host_id: string;
          id: string;
          is_active: boolean;
          location: string;
          location_notice: string | null;
          locations: NonNullable<Json>;
          max_per_day: number | null;
          max_per_week: number | null;
          max_reschedules: number | null;
          message: string;
          min_notice_minutes: number;
          position: number;
          questions: NonNullable<Json>;
          reason_required: boolean;
          reminders_minutes: number[];
          request_hours: number;
          requires_confirmation: boolean;
          reschedule_until_minutes: number | null;
          seats: number;
          series_max: number;
          slot_interval_minutes: number | null;
          slug: string;
          time_zone: string | null;
          title: string;
          updated_at: string;
          waitlist_max: number;
          waitlist_offer_minutes: number;
        };
        ComputedFields: never;
        Insert: {
          buffer_after_minutes?: number;
          buffer_before_minutes?: number;
          cancel_until_minutes?: number | null;
          created_at?: string;
          description?: string;
          durations_minutes?: number[];
          horizon_days?: number;
          host_id: string;
          id?: string;
          is_active?: boolean;
          location?: string;
          location_notice?: string | null;
          locations?: NonNullable<Json>;
          max_per_day?: number | null;
          max_per_week?: number | null;
          max_reschedules?: number | null;
          message?: string;
          min_notice_minutes?: number;
          position?: number;
          questions?: NonNullable<Json>;
          reason_required?: boolean;
          reminders_minutes?: number[];
          request_hours?: number;
          requires_confirmation?: boolean;
          reschedule_until_minutes?: number | null;
          seats?: number;
          series_max?: number;
          slot_interval_minutes?: number | null;
          slug: string;
          time_zone?: string | null;
          title?: string;
          updated_at?: string;
          waitlist_max?: number;
          waitlist_offer_minutes?: number;
        };
        Update: {
          buffer_after_minutes?: number;
          buffer_before_minutes?: number;
          cancel_until_minutes?: number | null;
          created_at?: string;
          description?: string;
          durations_minutes?: number[];
          horizon_days?: number;
          host_id?: string;
          id?: string;
          is_active?: boolean;
          location?: string;
          location_notice?: string | null;
          locations?: NonNullable<Json>;
          max_per_day?: number | null;
          max_per_week?: number | null;
          max_reschedules?: number | null;
          message?: string;
          min_notice_minutes?: number;
          position?: number;
          questions?: NonNullable<Json>;
          reason_required?: boolean;
          reminders_minutes?: number[];
          request_hours?: number;
          requires_confirmation?: boolean;
          reschedule_until_minutes?: number | null;
          seats?: number;
          series_max?: number;
          slot_interval_minutes?: number | null;
          slug?: string;
          time_zone?: string | null;
          title?: string;
          updated_at?: string;
          waitlist_max?: number;
          waitlist_offer_minutes?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'event_types_host_fkey';
            columns: ['host_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id'];
          },
        ];
      };
      hosts: {
        Row: {
          accent_color: string | null;
          allowed_origins: string[] | null;
          calendar_privacy: string;
          challenge: string;
          created_at: string;
          display_name: string;
          id: string;
          is_active: boolean;
          is_indexed: boolean;
          kind: string;
          locale: string | null;
          logo_url: string | null;
          max_bookings_per_email: number | null;
          notifications: NonNullable<Json>;
          owner_id: string;
          reply_to: string | null;
          retention_days: number | null;
          slug: string;
          stale_after_minutes: number;
          stale_policy: string;
          time_zone: string;
          updated_at: string;
          weekly_digest: boolean;
        };
        ComputedFields: never;
        Insert: {
          accent_color?: string | null;
          allowed_origins?: string[] | null;
          calendar_privacy?: string;
          challenge?: string;
          created_at?: string;
          display_name?: string;
          id?: string;
          is_active?: boolean;
          is_indexed?: boolean;
          kind?: string;
          locale?: string | null;
          logo_url?: string | null;
          max_bookings_per_email?: number | null;
          notifications?: NonNullable<Json>;
          owner_id?: string;
          reply_to?: string | null;
          retention_days?: number | null;
          slug: string;
          stale_after_minutes?: number;
          stale_policy?: string;
          time_zone?: string;
          updated_at?: string;
          weekly_digest?: boolean;
        };
        Update: {
          accent_color?: string | null;
          allowed_origins?: string[] | null;
          calendar_privacy?: string;
          challenge?: string;
          created_at?: string;
          display_name?: string;
          id?: string;
          is_active?: boolean;
          is_indexed?: boolean;
          kind?: string;
          locale?: string | null;
          logo_url?: string | null;
          max_bookings_per_email?: number | null;
          notifications?: NonNullable<Json>;
          owner_id?: string;
          reply_to?: string | null;
          retention_days?: number | null;
          slug?: string;
          stale_after_minutes?: number;
          stale_policy?: string;
          time_zone?: string;
          updated_at?: string;
          weekly_digest?: boolean;
        };
        Relationships: [];
      };
      notifications: {
        Row: {
          attempts: number;
          begun_at: string | null;
          booking_id: string | null;
          booking_sequence: number | null;
          conflict_id: string | null;
          connection_id: string | null;
          created_at: string;
          endpoint_id: string | null;
          failing_since: string | null;
          gathered_into: string | null;
          host_id: string | null;
          id: string;
          kind: string;
          last_error: string | null;
          recipient: string;
          resent_from: string | null;
          sent_at: string | null;
          series_booking_ids: string[] | null;
          state: string;
          unsure_since: string | null;
          waitlist_entry_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number;
          begun_at?: string | null;
          booking_id?: string | null;
          booking_sequence?: number | null;
          conflict_id?: string | null;
          connection_id?: string | null;
          created_at?: string;
          endpoint_id?: string | null;
          failing_since?: string | null;
          gathered_into?: string | null;
          host_id?: string | null;
          id?: string;
          kind: string;
          last_error?: string | null;
          recipient: string;
          resent_from?: string | null;
          sent_at?: string | null;
          series_booking_ids?: string[] | null;
          state?: string;
          unsure_since?: string | null;
          waitlist_entry_id?: string | null;
        };
        Update: {
          attempts?: number;
          begun_at?: string | null;
          booking_id?: string | null;
          booking_sequence?: number | null;
          conflict_id?: string | null;
          connection_id?: string | null;
          created_at?: string;
          endpoint_id?: string | null;
          failing_since?: string | null;
          gathered_into?: string | null;
          host_id?: string | null;
          id?: string;
          kind?: string;
          last_error?: string | null;
          recipient?: string;
          resent_from?: string | null;
          sent_at?: string | null;
          series_booking_ids?: string[] | null;
          state?: string;
          unsure_since?: string | null;
          waitlist_entry_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'notifications_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_conflict_fkey';
            columns: ['conflict_id'];
            isOneToOne: false;
            referencedRelation: 'booking_conflicts';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_connection_fkey';
            columns: ['connection_id'];
            isOneToOne: false;
            referencedRelation: 'calendar_connections';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_endpoint_fkey';
            columns: ['endpoint_id'];
            isOneToOne: false;
            referencedRelation: 'webhook_endpoints';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_gathered_fkey';
            columns: ['gathered_into'];
            isOneToOne: false;
            referencedRelation: 'notifications';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_host_fkey';
            columns: ['host_id'];
            isOneToOne: false;
            referencedRelation: 'hosts';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_resent_fkey';
            columns: ['resent_from'];
            isOneToOne: false;
            referencedRelation: 'notifications';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'notifications_waitlist_fkey';
            columns: ['waitlist_entry_id'];
            isOneToOne: false;
            referencedRelation: 'waitlist_entries';
            referencedColumns: ['id'];
          },
        ];
      };
      sync_logs: {
        Row: {
          calendar_id: string | null;
          connection_id: string | null;
          created_at: string;
          duration_ms: number | null;
          error_message: string | null;
          events_created: number;
          events_deleted: number;
          events_processed: number;
          events_updated: number;
          id: string;
          operation: string;
          owner_id: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          calendar_id?: string | null;
          connection_id?: string | null;
          created_at?: string;
          duration_ms?: number | null;
          error_message?: string | null;
          events_created?: number;
          events_deleted?: number;
          events_processed?: number;
          events_updated?: number;
          id?: string;
          operation: string;
          owner_id: string;
          status?: string;
        };
        Update: {
          calendar_id?: string | null;
          connection_id?: string | null;
          created_at?: string;
          duration_ms?: number | null;
          error_message?: string | null;
          events_created?: number;
          events_deleted?: number;
          events_processed?: number;
          events_updated?: number;
          id?: string;
          operation?: string;
          owner_id?: string;
          status?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'sync_logs_calendar_fkey';
            columns: ['calendar_id'];
            isOneToOne: false;
            referencedRelation: 'calendars';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'sync_logs_connection_fkey';
            columns: ['connection_id'];
            isOneToOne: false;
            referencedRelation: 'calendar_connections';
            referencedColumns: ['id'];
          },
        ];
      };
      synced_events: {
        Row: {
          booking_id: string | null;
          calendar_id: string;
          created_at: string;
          deleted_at: string | null;
          during: unknown;
          end_date: string | null;
          ends_at: string | null;
          first_busy_day: string | null;
          ical_uid: string | null;
          id: string;
          is_all_day: boolean;
          is_busy: boolean;
          is_long: boolean | null;
          last_busy_day: string | null;
          provider_event_id: string;
          provider_updated_at: string | null;
          renamed_from: string | null;
          series_id: string | null;
          start_date: string | null;
          starts_at: string | null;
          status: string;
          sync_run: string | null;
          title: string | null;
          transparency: string;
        };
        ComputedFields: never;
        Insert: {
          booking_id?: string | null;
          calendar_id: string;
          created_at?: string;
          deleted_at?: string | null;
          during?: never;
          end_date?: string | null;
          ends_at?: string | null;
          first_busy_day?: never;
          ical_uid?: string | null;
          id?: string;
          is_all_day?: boolean;
          is_busy?: boolean;
          is_long?: never;
          last_busy_day?: never;
          provider_event_id: string;
          provider_updated_at?: string | null;
          renamed_from?: string | null;
          series_id?: string | null;
          start_date?: string | null;
          starts_at?: string | null;
          status?: string;
          sync_run?: string | null;
          title?: string | null;
          transparency?: string;
        };
        Update: {
          booking_id?: string | null;
          calendar_id?: string;
          created_at?: string;
          deleted_at?: string | null;
          during?: never;
          end_date?: string | null;
          ends_at?: string | null;
          first_busy_day?: never;
          ical_uid?: string | null;
          id?: string;
          is_all_day?: boolean;
          is_busy?: boolean;
          is_long?: never;
          last_busy_day?: never;
          provider_event_id?: string;
          provider_updated_at?: string | null;
          renamed_from?: string | null;
          series_id?: string | null;
          start_date?: string | null;
          starts_at?: string | null;
          status?: string;
          sync_run?: string | null;
          title?: string | null;
          transparency?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'synced_events_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'synced_events_calendar_fkey';
            columns: ['calendar_id'];
            isOneToOne: false;
            referencedRelation: 'calendars';
            referencedColumns: ['id'];
          },
        ];
      };
      waitlist_entries: {
        Row: {
          answers: NonNullable<Json>;
          booking_id: string | null;
          check_at: string;
          created_at: string;
          email: string;
          ends_at: string;
          event_type_id: string;
          generation: number;
          host_id: string;
          id: string;
          locale: string;
          location: Json | null;
          name: string;
          position: number;
          starts_at: string;
          state: string;
          time_zone: string;
        };
        ComputedFields: never;
        Insert: {
          answers?: NonNullable<Json>;
          booking_id?: string | null;
          check_at: string;
          created_at?: string;
          email: string;
          ends_at: string;
          event_type_id: string;
          generation?: number;
          host_id: string;
          id?: string;
          locale?: string;
          location?: Json | null;
          name: string;
          position?: never;
          starts_at: string;
          state?: string;
          time_zone?: string;
        };
        Update: {
          answers?: NonNullable<Json>;
          booking_id?: string | null;
          check_at?: string;
          created_at?: string;
          email?: string;
          ends_at?: string;
          event_type_id?: string;
          generation?: number;
          host_id?: string;
          id?: string;
          locale?: string;
          location?: Json | null;
          name?: string;
          position?: never;
          starts_at?: string;
          state?: string;
          time_zone?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'waitlist_entries_booking_fkey';
            columns: ['booking_id'];
            isOneToOne: false;
            referencedRelation: 'bookings';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'waitlist_entries_event_type_fkey';
            columns: ['host_id', 'event_type_id'];
            isOneToOne: false;
            referencedRelation: 'event_types';
            referencedColumns: ['host_id', 'id'];
          },
        ];
      };
      webhook_deliveries: {
        Row: {
          attempts: number;
          body: NonNullable<Json>;
          created_at: string;
          delivered_at: string | null;
          endpoint_id: string;
          event: string;
          expires_at: string;
          id: string;
          last_error: string | null;
          next_attempt_at: string;
          response_body: string | null;
          state: string;
          status_code: number | null;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number;
          body?: NonNullable<Json>;
          created_at?: string;
          delivered_at?: string | null;
          endpoint_id: string;
          event: string;
          expires_at?: string;
          id?: string;
          last_error?: string | null;
          next_attempt_at?: string;
          response_body?: string | null;
          state?: string;
          status_code?: number | null;
        };
        Update: {
          attempts?: number;
          body?: NonNullable<Json>;
          created_at?: string;
          delivered_at?: string | null;
          endpoint_id?: string;
          event?: string;
          expires_at?: string;
          id?: string;
          last_error?: string | null;
          next_attempt_at?: string;
          response_body?: string | null;
          state?: string;
          status_code?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_deliveries_endpoint_fkey';
            columns: ['endpoint_id'];
            isOneToOne: false;
            referencedRelation: 'webhook_endpoints';
            referencedColumns: ['id'];
          },
        ];
      };
      webhook_endpoints: {
        Row: {
          created_at: string;
          disabled_reason: string | null;
          events: string[];
          id: string;
          is_active: boolean;
          owner_id: string;
          payload_version: string;
          url: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          disabled_reason?: string | null;
          events: string[];
          id?: string;
          is_active?: boolean;
          owner_id?: string;
          payload_version?: string;
          url: string;
        };
        Update: {
          created_at?: string;
          disabled_reason?: string | null;
          events?: string[];
          id?: string;
          is_active?: boolean;
          owner_id?: string;
          payload_version?: string;
          url?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      accept_proposed_time: {
        Args: { actor_generation: number; booking_id: string; starts_at?: string | null };
        Returns: Json;
      };
      account_secret: { Args: { account_key: string; owner_id: string; provider: string }; Returns: Json };
      acknowledge_lost_booking: { Args: { lost_booking_id: string; owner_id: string }; Returns: Json };
      acknowledge_unknown_time: { Args: { owner_id: string; unknown_time_id: string }; Returns: Json };
      add_tick: { Args: { task: string }; Returns: Json };
      apply_calendar_changes: { Args: { calendar_id: string; page: Json }; Returns: Json };
      begin_announced_sync: { Args: { connection_id: string }; Returns: Json };
      begin_channel: {
        Args: { calendar_id: string; channel_id: string; connection_id?: string | null; token_hash: string };
        Returns: Json;
      };
      begin_oauth: {
        Args: {
          attempt_id: string;
          connection_id?: string | null;
          host_id: string;
          is_repeat?: boolean;
          owner_id: string;
          provider: string;
          sealed_verifier: string;
        };
        Returns: Json;
      };
      begin_pull: { Args: { calendar_id: string; is_part_of_sync?: boolean }; Returns: Json };
      begin_push: { Args: { calendar_id: string; event_key: string }; Returns: Json };
      begin_revoke: { Args: { connection_id: string }; Returns: Json };
      begin_search: {
        Args: {
          calendar_id: string;
          connection_ids?: string[] | null;
          event_key: string;
          revision: number;
          run_id?: string | null;
        };
        Returns: Json;
      };
      begin_sync: { Args: { calendar_ids?: string[] | null; connection_id: string }; Returns: Json };
      begin_verify: {
        Args: { calendar_id: string; event_key: string; run_id?: string | null; searched_revision?: number | null };
        Returns: Json;
      };
      begin_webhook_delivery: { Args: { endpoint_id: string }; Returns: Json };
      calendar_object_states: { Args: { calendar_id: string; object_ids?: string[] | null }; Returns: Json };
      cancel_booking: {
        Args: {
          actor_generation?: number | null;
          actor_user_id?: string | null;
          booking_id: string;
          reason?: string | null;
        };
        Returns: Json;
      };
      cancel_series: {
        Args: {
          actor_generation?: number | null;
          actor_user_id?: string | null;
          booking_id: string;
          reason?: string | null;
        };
        Returns: Json;
      };
      channels_to_maintain: { Args: { account_providers?: string[]; connection_id: string }; Returns: Json };
      check_blind_period: { Args: { calendar_id: string; since?: string | null }; Returns: Json };
      claim_seat: {
        Args: { answers?: Json | null; entry_id: string; generation: number; location?: Json | null };
        Returns: Json;
      };
      close_channel_done: { Args: { channel_id: string; is_closed: boolean }; Returns: Json };
      compare_listing: {
        Args: {
          calendar_id: string;
          changes: Json;
          covered_from: string;
          covered_until: string;
          is_whole: boolean;
          run_id: string;
          unreadable_series: string[];
        };
        Returns: Json;
      };
      confirm_booking: { Args: { actor_user_id: string; booking_id: string }; Returns: Json };
      continue_audit: { Args: { calendar_ids: string[]; connection_id: string; tries?: number }; Returns: Json };
      continue_search: {
        Args: {
          calendar_id: string;
          connection_ids: string[];
          event_key: string;
          revision: number;
          run_id?: string | null;
        };
        Returns: Json;
      };
      continue_sync: { Args: { calendar_ids: string[]; connection_id: string }; Returns: Json };
      count_awaited_calendars: { Args: { calendar_ids: string[]; since: string }; Returns: number };
      create_api_key: {
        Args: { digest: string; name: string; owner_id: string; prefix: string; scopes: string[] };
        Returns: Json;
      };
      create_booking: {
        Args: {
          actor_user_id?: string | null;
          answers?: Json;
          attendee: Json;
          duration_minutes: number;
          event_type_id: string;
          hold_generation?: number | null;
          hold_id?: string | null;
          idempotency_key?: string | null;
          location?: Json | null;
          metadata?: Json | null;
          request_hash?: string | null;
          starts_at: string;
        };
        Returns: Json;
      };
      create_booking_series: {
        Args: {
          actor_user_id?: string | null;
          answers?: Json;
          attendee: Json;
          duration_minutes: number;
          event_type_id: string;
          frequency: string;
          hold_generation?: number | null;
          hold_id?: string | null;
          idempotency_key?: string | null;
          location?: Json | null;
          metadata?: Json | null;
          request_hash?: string | null;
          series_count: number;
          starts_at: string;
        };
        Returns: Json;
      };
      create_host_booking: {
        Args: {
          actor_user_id: string;
          answers?: Json;
          attendee: Json;
          duration_minutes: number;
          event_type_id: string;
          idempotency_key?: string | null;
          is_forced?: boolean;
          is_override?: boolean;
          location?: Json | null;
          request_hash?: string | null;
          starts_at: string;
        };
        Returns: Json;
      };
      create_webhook_endpoint: {
        Args: { endpoint_id: string; events: string[]; owner_id: string; sealed_secret: string; url: string };
        Returns: Json;
      };
      decide_series: {
        Args: { actor_user_id: string; booking_id: string; is_accepted: boolean; reason?: string | null };
        Returns: Json;
      };
      decline_booking: { Args: { actor_user_id: string; booking_id: string; reason?: string | null }; Returns: Json };
      delete_owner_rows: { Args: { max_count?: number; owner_id: string }; Returns: Json };
      delete_webhook_endpoint: { Args: { endpoint_id: string; owner_id: string }; Returns: Json };
      disconnect_connection: {
        Args: {
          connection_id: string;
          owner_id: string;
          pushed_events?: string | null;
          revocable_providers?: string[];
        };
        Returns: Json;
      };
      enqueue_due_audits: { Args: { max_count?: number }; Returns: Json };
      enqueue_due_channels: {
        Args: { account_providers?: string[]; max_count?: number; providers: string[] };
        Returns: Json;
      };
      enqueue_due_mails: { Args: { max_count?: number }; Returns: Json };
      enqueue_due_polls: { Args: { max_count?: number; poll_interval_seconds: number }; Returns: Json };
      expire_bookings: { Args: Record<PropertyKey, never>; Returns: Json };
      explain_slots: {
        Args: {
          as_of?: string | null;
          duration_minutes?: number | null;
          event_type_id: string;
          range_end: string;
          range_start: string;
          starts?: string[] | null;
        };
        Returns: Json;
      };
      export_own_rows: {
        Args: { after_key?: string[] | null; after_table?: string | null; max_count?: number };
        Returns: Json;
      };
      export_visitor: { Args: { email: string; owner_id: string }; Returns: Json };
      fail_channel: {
        Args: {
          channel_id: string;
          connection_id?: string | null;
          error_code: string;
          error_message?: string | null;
          is_account_wide: boolean;
          is_uncertain: boolean;
          refused_secret_version?: number | null;
          retry_after_ms?: number | null;
        };
        Returns: Json;
      };
      fail_pull: {
        Args: {
          asks_consent?: boolean;
          calendar_id: string;
          claims?: string | null;
          error_code: string;
          error_message: string;
          is_account_wide?: boolean;
          is_doubtful?: boolean;
          is_retryable?: boolean;
          is_unanswered?: boolean;
          needs_reconnect: boolean;
          retry_after_ms?: number | null;
          secret_version?: number | null;
        };
        Returns: Json;
      };
      fail_push: {
        Args: {
          calendar_id: string;
          error_message: string;
          event_key: string;
          is_final: boolean;
          retry_after_ms?: number | null;
          revision: number;
        };
        Returns: Json;
      };
      fail_sync: {
        Args: {
          asks_consent?: boolean;
          claims?: string | null;
          connection_id: string;
          error_code: string;
          error_message: string;
          is_doubtful?: boolean;
          needs_reconnect: boolean;
          retry_after_ms?: number | null;
          secret_version?: number | null;
        };
        Returns: Json;
      };
      find_live_host: { Args: { slug: string }; Returns: Json };
      find_series: { Args: { booking_id: string }; Returns: Json };
      finish_announced_sync: {
        Args: { began_at: string; connection_id: string; has_found: boolean; lags_ms?: number[] };
        Returns: Json;
      };
      finish_audit: { Args: { calendar_id: string; drift: Json; listed: number; outcome: string }; Returns: Json };
      finish_channel: {
        Args: {
          channel_id: string;
          expires_at: string;
          is_renewable?: boolean;
          is_verified?: boolean;
          resource_id: string;
        };
        Returns: Json;
      };
      finish_disconnect: { Args: { connection_id: string; is_incomplete?: boolean }; Returns: Json };
      finish_notification: {
        Args: {
          error?: string | null;
          is_bounced?: boolean;
          is_retryable?: boolean;
          is_unsure?: boolean;
          notification_id: string;
        };
        Returns: Json;
      };
      finish_push: {
        Args: {
          awaits_join_url?: boolean;
          calendar_id: string;
          event_key: string;
          is_removed: boolean;
          join_url?: string | null;
          provider_event_id: string;
          revision: number;
          version: string;
        };
        Returns: Json;
      };
      finish_sync: { Args: { connection_id: string }; Returns: Json };
      finish_unchanged_pulls: {
        Args: {
          calendar_ids: string[];
          covered_from: string;
          covered_until: string;
          expected_cursor?: string | null;
          next_cursor?: string | null;
          run_id?: string | null;
        };
        Returns: Json;
      };
      finish_webhook_delivery: {
        Args: {
          delivery_id: string;
          error?: string | null;
          is_gone?: boolean;
          response_body?: string | null;
          retry_after_ms?: number | null;
          status_code: number;
          wants_next?: boolean;
        };
        Returns: Json;
      };
      forget_due_visitors: { Args: { default_days?: number | null; max_count?: number }; Returns: Json };
      forget_visitor: { Args: { email: string; max_count?: number; owner_id: string }; Returns: Json };
      forget_workers: { Args: { worker_ids: string[] }; Returns: Json };
      get_audit: { Args: { connection_id: string }; Returns: Json };
      get_available_slots: {
        Args: { duration_minutes?: number | null; event_type_id: string; range_end: string; range_start: string };
        Returns: Json;
      };
      get_booking: {
        Args: { actor_generation?: number | null; actor_user_id?: string | null; booking_id: string };
        Returns: Json;
      };
      get_booking_page: { Args: { event_slug: string; host_slug: string }; Returns: Json };
      get_booking_sheet: { Args: { booking_id: string }; Returns: Json };
      get_calendar_month: {
        Args: { event_type_id?: string | null; host_id: string; range_end: string; range_start: string };
        Returns: Json;
      };
      get_calendar_view: { Args: { host_id: string; range_end: string; range_start: string }; Returns: Json };
      get_deletion: { Args: { owner_id: string }; Returns: Json };
      get_full_sessions: {
        Args: { duration_minutes?: number | null; event_type_id: string; range_end: string; range_start: string };
        Returns: Json;
      };
      get_host_page: { Args: { host_slug: string }; Returns: Json };
      get_hosted_page: { Args: { event_slug?: string | null; host_slug: string }; Returns: Json };
      get_manage_page: { Args: { booking_id: string }; Returns: Json };
      get_overview: { Args: { host_id?: string | null }; Returns: Json };
      get_own_report: {
        Args: { host_id: string; owner_id: string; range_end: string; range_start: string };
        Returns: Json;
      };
      get_page_with_slots: {
        Args: {
          duration_minutes?: number | null;
          event_slug: string;
          host_slug: string;
          range_end: string;
          range_start: string;
        };
        Returns: Json;
      };
      get_report: { Args: { host_id: string; range_end: string; range_start: string }; Returns: Json };
      get_schedule: { Args: { host_id: string }; Returns: Json };
      get_series: {
        Args: { actor_generation?: number | null; actor_user_id?: string | null; booking_id: string };
        Returns: Json;
      };
      get_visitor_rules: { Args: { event_type_id: string }; Returns: Json };
      get_waitlist_entry: { Args: { entry_id: string; generation: number }; Returns: Json };
      hold_slot: {
        Args: {
          address_key?: string | null;
          duration_minutes: number;
          event_type_id: string;
          idempotency_key?: string | null;
          own_generation?: number | null;
          own_hold_id?: string | null;
          starts_at: string;
        };
        Returns: Json;
      };
      host_to_lock: {
        Args: { booking_id?: string | null; entry_id?: string | null; event_type_id?: string | null };
        Returns: Json;
      };
      join_waitlist: {
        Args: {
          answers?: Json;
          attendee: Json;
          duration_minutes: number;
          event_type_id: string;
          location?: Json | null;
          starts_at: string;
        };
        Returns: Json;
      };
      keep_mail: {
        Args: {
          body: string;
          html?: string | null;
          ics?: string | null;
          notification_id: string;
          recipient: string;
          subject: string;
        };
        Returns: Json;
      };
      leave_waitlist: { Args: { entry_id: string; generation: number }; Returns: Json };
      list_all_conflicts: {
        Args: {
          before_at?: string | null;
          before_id?: string | null;
          is_open?: boolean;
          max_count?: number;
          owner_id: string;
        };
        Returns: Json;
      };
      list_api_keys: { Args: { owner_id: string }; Returns: Json };
      list_bookings: {
        Args: {
          after_id?: string | null;
          after_start?: string | null;
          event_type_id?: string | null;
          host_id?: string | null;
          is_over?: boolean | null;
          max_count?: number;
          newest_first?: boolean;
          owner_id: string;
          search?: string | null;
          starts_from?: string | null;
          starts_until?: string | null;
          statuses?: string[] | null;
        };
        Returns: Json;
      };
      list_conflicts: { Args: { actor_user_id: string; booking_id: string }; Returns: Json };
      list_connections: { Args: { owner_id: string }; Returns: Json };
      list_event_types: { Args: { owner_id: string }; Returns: Json };
      list_mail: { Args: { max_count?: number }; Returns: Json };
      list_own_slots: {
        Args: {
          duration_minutes?: number | null;
          event_type_id: string;
          owner_id: string;
          range_end: string;
          range_start: string;
        };
        Returns: Json;
      };
      list_secrets: { Args: { after?: string | null; max_count?: number }; Returns: Json };
      list_webhook_deliveries: {
        Args: {
          before_at?: string | null;
          before_id?: string | null;
          endpoint_id: string;
          max_count?: number;
          owner_id: string;
        };
        Returns: Json;
      };
      list_webhook_endpoints: { Args: { owner_id: string }; Returns: Json };
      list_webhook_secrets: { Args: { after?: string | null; max_count?: number }; Returns: Json };
      live_versions: { Args: { host_ids: string[] }; Returns: Json };
      lose_channel: { Args: { channel_id: string }; Returns: Json };
      mark_no_show: { Args: { actor_user_id: string; booking_id: string; no_show: boolean }; Returns: Json };
      next_deletion_step: { Args: { max_count?: number; owner_id: string }; Returns: Json };
      next_notification: { Args: { notification_id: string }; Returns: Json };
      offer_due_seats: { Args: { max_count?: number }; Returns: Json };
      owner_versions: { Args: { owner_ids: string[] }; Returns: Json };
      plan_missing_pushes: { Args: { host_id: string; max_count?: number }; Returns: Json };
      preview_slots: {
        Args: { changes: Json; event_type_id: string; range_end: string; range_start: string };
        Returns: Json;
      };
      propose_change: {
        Args: {
          calendar_id: string;
          event_key: string;
          kind: string;
          revision: number;
          run_id?: string | null;
          times?: Json | null;
        };
        Returns: Json;
      };
      propose_time: {
        Args: { actor_user_id: string; booking_id: string; duration_minutes?: number | null; starts_at: string };
        Returns: Json;
      };
      prune_old_rows: { Args: { keep_days: number; kind: string; max_count?: number }; Returns: Json };
      prune_sync_logs: { Args: { keep_days?: number }; Returns: Json };
      prune_webhook_deliveries: { Args: { keep_days?: number; max_count?: number }; Returns: Json };
      pull_again: { Args: { after_ms: number; calendar_id: string; tries?: number | null }; Returns: Json };
      put_off_webhooks: { Args: { delay_ms: number; endpoint_id: string }; Returns: Json };
      receive_notices: { Args: { notices: Json; provider: string }; Returns: Json };
      record_calendar_properties: {
        Args: { access: string; calendar_id: string; is_whole_list?: boolean; name: string; time_zone: string };
        Returns: Json;
      };
      record_refused_write: { Args: { calendar_id: string }; Returns: Json };
      record_retry_after: { Args: { connection_id: string; retry_after_ms: number }; Returns: Json };
      release_hold: { Args: { generation: number; hold_id: string }; Returns: Json };
      relocate_event: {
        Args: {
          calendar_id: string;
          event_key: string;
          provider_event_id: string;
          revision: number;
          to_calendar_id: string;
          version: string;
        };
        Returns: Json;
      };
      renew_hold: { Args: { generation: number; hold_id: string }; Returns: Json };
      replace_secret: { Args: { connection_id: string; expected_sealed: string; sealed: string }; Returns: Json };
      replace_webhook_secret: { Args: { endpoint_id: string; expected_sealed: string; sealed: string }; Returns: Json };
      replay_webhook_delivery: { Args: { delivery_id: string; owner_id: string }; Returns: Json };
      request_audit: { Args: { connection_id: string }; Returns: Json };
      request_deletion: { Args: { confirm: string; owner_id: string }; Returns: Json };
      request_freshness: {
        Args: { booking_id?: string | null; event_type_id: string; max_age_seconds: number };
        Returns: Json;
      };
      request_relist: { Args: { calendar_id: string; reason: string }; Returns: Json };
      request_sync: { Args: { connection_id: string; owner_id: string }; Returns: Json };
      require_event_type: { Args: { event_type_id: string; owner_id: string }; Returns: Json };
      require_host: { Args: { host_id?: string | null; owner_id: string }; Returns: Json };
      reschedule_booking: {
        Args: {
          actor_generation?: number | null;
          actor_user_id?: string | null;
          booking_id: string;
          duration_minutes?: number | null;
          is_override?: boolean;
          reason?: string | null;
          starts_at: string;
        };
        Returns: Json;
      };
      resend_notification: {
        Args: { actor_user_id: string; booking_id: string; notification_id: string };
        Returns: Json;
      };
      resolve_conflict: {
        Args: { actor_user_id: string; booking_id: string; conflict_id: string; decision: string };
        Returns: Json;
      };
      retry_event: { Args: { actor_user_id: string; booking_id: string }; Returns: Json };
      revoke_api_key: { Args: { api_key_id: string; owner_id: string }; Returns: Json };
      rights_status: { Args: Record<PropertyKey, never>; Returns: Json };
      rotate_webhook_secret: { Args: { endpoint_id: string; owner_id: string; sealed_secret: string }; Returns: Json };
      save_connection: {
        Args: {
          account_email: string;
          account_key: string;
          calendars: Json;
          host_id: string;
          owner_id: string;
          provider: string;
          secret: string;
        };
        Returns: Json;
      };
      save_schedule: { Args: { changes: Json; host_id: string; version: string }; Returns: Json };
      service_figures: { Args: Record<PropertyKey, never>; Returns: Json };
      service_status: { Args: { with_functions?: boolean }; Returns: Json };
      stop_digest: { Args: { host_id: string; is_wanted?: boolean }; Returns: Json };
      stop_storing_titles: { Args: { max_count?: number }; Returns: Json };
      take_oauth_attempt: { Args: { attempt_id: string; owner_id: string; provider: string }; Returns: Json };
      take_tokens: { Args: { burst: number; key: string; per_minute: number; wanted?: number }; Returns: Json };
      update_calendars: { Args: { calendars: Json; connection_id: string }; Returns: Json };
      update_webhook_endpoint: {
        Args: {
          endpoint_id: string;
          events?: string[] | null;
          is_active?: boolean | null;
          owner_id: string;
          url?: string | null;
        };
        Returns: Json;
      };
      use_api_key: { Args: { digest: string }; Returns: Json };
      use_challenge: { Args: { challenge: string; expires_at: string; use_key: string }; Returns: boolean };
      wake_workers: { Args: { job_count?: number }; Returns: undefined };
      worker_heartbeat: { Args: { worker_ids: string[] }; Returns: Json };
      write_probe: { Args: { probe_id: string }; Returns: Json };
      zone_offsets: { Args: { instants: string[]; zones: string[] }; Returns: Json };
      zones_in_use: { Args: Record<PropertyKey, never>; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema['CompositeTypes']
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
