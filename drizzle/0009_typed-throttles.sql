ALTER TABLE "login_attempts" ADD COLUMN "throttle" jsonb DEFAULT '{"kind":"face-address"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "kind" text DEFAULT 'face-address' NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "subject" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "account" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "shared" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "throttles_account" ON "throttles" USING btree ("account");--> statement-breakpoint
-- A key was kind:by:rest. The rest is an address, a hash, an account's id, or a hash and an id.
UPDATE "throttles" SET
  "kind" = CASE split_part("key", ':', 1) || ':' || split_part("key", ':', 2)
    WHEN 'password:account' THEN 'password-name'
    WHEN 'enroll:duplicate' THEN 'duplicate-account'
    ELSE split_part("key", ':', 1) || '-' || split_part("key", ':', 2) END,
  "subject" = CASE split_part("key", ':', 1) || ':' || split_part("key", ':', 2)
    WHEN 'face:device' THEN '' WHEN 'second:account' THEN '' WHEN 'enroll:duplicate' THEN ''
    WHEN 'password:device' THEN split_part("key", ':', 3) WHEN 'second:device' THEN split_part("key", ':', 3)
    ELSE substr("key", length(split_part("key", ':', 1)) + length(split_part("key", ':', 2)) + 3) END,
  "account" = CASE split_part("key", ':', 1) || ':' || split_part("key", ':', 2)
    WHEN 'face:device' THEN split_part("key", ':', 3) WHEN 'second:account' THEN split_part("key", ':', 3)
    WHEN 'enroll:duplicate' THEN split_part("key", ':', 3)
    WHEN 'password:device' THEN split_part("key", ':', 4) WHEN 'second:device' THEN split_part("key", ':', 4)
    ELSE '' END,
  "shared" = split_part("key", ':', 2) = 'address';--> statement-breakpoint
UPDATE "login_attempts" SET "throttle" = CASE
    WHEN "throttle_key" LIKE 'face:device:%' THEN jsonb_build_object('kind', 'face-device', 'account', substr("throttle_key", 13))
    WHEN "throttle_key" LIKE 'face:address:%' THEN jsonb_build_object('kind', 'face-address', 'subject', substr("throttle_key", 14))
    ELSE "throttle" END;
