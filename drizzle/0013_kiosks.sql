CREATE TABLE "attendance" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"kiosk_id" uuid,
	"place" text DEFAULT '' NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"corrected_by" uuid,
	"reason" text,
	"voided_at" timestamp with time zone,
	"voided_by" uuid,
	"void_reason" text
);
--> statement-breakpoint
CREATE TABLE "kiosk_watches" (
	"kiosk_id" uuid PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"last_frame_at" timestamp with time zone NOT NULL,
	"frames" integer DEFAULT 0 NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kiosks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"group_id" uuid,
	"target_fmr" double precision NOT NULL,
	"liveness" text DEFAULT 'passive' NOT NULL,
	"attendance" text DEFAULT 'none' NOT NULL,
	"names" boolean DEFAULT true NOT NULL,
	"tells" boolean DEFAULT false NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"pin_hash" text,
	"device_hash" text,
	"registered_at" timestamp with time zone,
	"code_hash" text,
	"code_expires_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone,
	"facts" jsonb,
	CONSTRAINT "kiosks_name_unique" UNIQUE("name"),
	CONSTRAINT "kiosks_device_hash_unique" UNIQUE("device_hash"),
	CONSTRAINT "kiosks_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_kiosk_id_kiosks_id_fk" FOREIGN KEY ("kiosk_id") REFERENCES "kiosks"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_corrected_by_users_id_fk" FOREIGN KEY ("corrected_by") REFERENCES "users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_voided_by_users_id_fk" FOREIGN KEY ("voided_by") REFERENCES "users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_watches" ADD CONSTRAINT "kiosk_watches_kiosk_id_kiosks_id_fk" FOREIGN KEY ("kiosk_id") REFERENCES "kiosks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosks" ADD CONSTRAINT "kiosks_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "groups"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attendance_at" ON "attendance" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "attendance_user" ON "attendance" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "attendance_kiosk" ON "attendance" USING btree ("kiosk_id");--> statement-breakpoint
CREATE INDEX "attendance_corrected_by" ON "attendance" USING btree ("corrected_by");--> statement-breakpoint
CREATE INDEX "attendance_voided_by" ON "attendance" USING btree ("voided_by");