CREATE TABLE "seen_frames" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"attempt_id" uuid NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "seen_frames_at" ON "seen_frames" USING btree ("seen_at");