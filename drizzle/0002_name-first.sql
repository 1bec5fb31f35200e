ALTER TABLE "login_attempts" ADD COLUMN "mode" text DEFAULT 'identification' NOT NULL;--> statement-breakpoint
ALTER TABLE "login_attempts" ADD COLUMN "claimed_user_id" uuid;--> statement-breakpoint
ALTER TABLE "login_attempts" ADD COLUMN "scores" jsonb;--> statement-breakpoint
ALTER TABLE "login_attempts" ADD CONSTRAINT "login_attempts_claimed_user_id_users_id_fk" FOREIGN KEY ("claimed_user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "face_templates_gallery" ON "face_templates" USING btree ("recognizer","user_id");