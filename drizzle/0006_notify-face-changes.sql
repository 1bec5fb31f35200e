CREATE FUNCTION "facelogin_faces_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('facelogin_faces', coalesce(NEW.user_id, OLD.user_id)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "facelogin_account_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('facelogin_faces', NEW.id::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "face_templates_changed" AFTER INSERT OR DELETE ON "face_templates"
  FOR EACH ROW EXECUTE FUNCTION "facelogin_faces_changed"();
--> statement-breakpoint
CREATE TRIGGER "users_disabled" AFTER UPDATE OF "disabled_at" ON "users"
  FOR EACH ROW WHEN (OLD."disabled_at" IS DISTINCT FROM NEW."disabled_at") EXECUTE FUNCTION "facelogin_account_changed"();
