CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `documents` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`next_version` integer NOT NULL,
	`created_on` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_by_id` ON `documents` (`id`);
--> statement-breakpoint
CREATE INDEX `documents_by_name` ON `documents` (`kind`,`name`);
--> statement-breakpoint
CREATE TABLE `document_versions` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`document_id` text NOT NULL,
	`version` integer NOT NULL,
	`description` text,
	`body` text NOT NULL,
	`modified_on` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `document_versions_by_version` ON `document_versions` (`document_id`,`version`);
--> statement-breakpoint
CREATE TABLE `chats` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`group_id` text NOT NULL,
	`status` text NOT NULL,
	`start_ms` integer NOT NULL,
	`end_ms` integer,
	`config_id` text,
	`config_version` integer,
	`custom_session_id` text,
	`metadata` text,
	`webhooks` text NOT NULL,
	`alive_until_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chats_by_id` ON `chats` (`id`);
--> statement-breakpoint
CREATE INDEX `chats_by_group` ON `chats` (`group_id`);
--> statement-breakpoint
CREATE INDEX `chats_by_config` ON `chats` (`config_id`);
--> statement-breakpoint
CREATE INDEX `chats_by_status` ON `chats` (`status`,`alive_until_ms`);
--> statement-breakpoint
CREATE TABLE `chat_events` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`chat_id` text NOT NULL,
	`group_id` text NOT NULL,
	`timestamp_ms` integer NOT NULL,
	`type` text NOT NULL,
	`role` text NOT NULL,
	`message_text` text,
	`emotion_features` text,
	`metadata` text
);
--> statement-breakpoint
CREATE INDEX `chat_events_by_chat` ON `chat_events` (`chat_id`);
--> statement-breakpoint
CREATE INDEX `chat_events_by_group` ON `chat_events` (`group_id`);
--> statement-breakpoint
CREATE TABLE `chat_audio` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` text NOT NULL,
	`side` text NOT NULL,
	`at_ms` integer NOT NULL,
	`sample_rate` integer NOT NULL,
	`samples` integer NOT NULL,
	`data` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chat_audio_by_chat` ON `chat_audio` (`chat_id`);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`url` text NOT NULL,
	`event_name` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`created_ms` integer NOT NULL,
	`due_ms` integer NOT NULL,
	`claimed_until_ms` integer NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_by_id` ON `webhook_deliveries` (`id`);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_url` ON `webhook_deliveries` (`state`,`url`);
