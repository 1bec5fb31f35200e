ALTER TABLE "login_attempts" ALTER COLUMN "throttle" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "throttles" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "throttles" ALTER COLUMN "shared" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "throttles" DROP COLUMN "key";--> statement-breakpoint
ALTER TABLE "throttles" ADD CONSTRAINT "throttles_kind_subject_account_pk" PRIMARY KEY("kind","subject","account");--> statement-breakpoint
ALTER TABLE "login_attempts" DROP COLUMN "throttle_key";
