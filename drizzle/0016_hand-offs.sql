CREATE TABLE "hand_offs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"ended_by" text,
	"code_hash" text NOT NULL,
	"desktop_hash" text NOT NULL,
	"phone_hash" text,
	"number" smallint NOT NULL,
	"choices" jsonb NOT NULL,
	"next" text NOT NULL,
	"username" text NOT NULL,
	"device_hash" text,
	"address" text NOT NULL,
	"user_agent" text NOT NULL,
	"phone_address" text DEFAULT '' NOT NULL,
	"phone_agent" text DEFAULT '' NOT NULL,
	"session_hash" text,
	"user_id" uuid,
	"template_id" uuid,
	"live" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "hand_offs_code_hash_unique" UNIQUE("code_hash"),
	CONSTRAINT "hand_offs_desktop_hash_unique" UNIQUE("desktop_hash"),
	CONSTRAINT "hand_offs_phone_hash_unique" UNIQUE("phone_hash")
);
--> statement-breakpoint
ALTER TABLE "hand_offs" ADD CONSTRAINT "hand_offs_session_hash_sessions_id_hash_fk" FOREIGN KEY ("session_hash") REFERENCES "sessions"("id_hash") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "hand_offs" ADD CONSTRAINT "hand_offs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hand_offs_address" ON "hand_offs" USING btree ("address","expires_at");--> statement-breakpoint
CREATE INDEX "hand_offs_session" ON "hand_offs" USING btree ("session_hash");--> statement-breakpoint
CREATE INDEX "hand_offs_user" ON "hand_offs" USING btree ("user_id");