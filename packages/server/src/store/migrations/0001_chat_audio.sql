DROP TABLE `chat_audio`;
--> statement-breakpoint
CREATE TABLE `chat_audio` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`chat_id` text NOT NULL,
	`side` text NOT NULL,
	`at` integer NOT NULL,
	`samples` integer NOT NULL,
	`data` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chat_audio_by_chat` ON `chat_audio` (`chat_id`,`at`);
--> statement-breakpoint
ALTER TABLE `chats` ADD `audio_failed` integer DEFAULT 0 NOT NULL;
