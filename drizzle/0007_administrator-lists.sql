DROP INDEX "audit_events_at";--> statement-breakpoint
CREATE INDEX "audit_events_kind" ON "audit_events" USING btree ("kind","at");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "login_attempts_reason" ON "login_attempts" USING btree ("reason","opened_at");--> statement-breakpoint
CREATE INDEX "login_attempts_claimed" ON "login_attempts" USING btree ("claimed_user_id");--> statement-breakpoint
CREATE INDEX "users_username_key_bytes" ON "users" USING btree ("username_key" collate "C");--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at","id");