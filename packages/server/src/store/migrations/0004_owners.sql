ALTER TABLE `documents` ADD `owner` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX `documents_by_owner` ON `documents` (`owner`,`kind`);
--> statement-breakpoint
ALTER TABLE `chats` ADD `owner` text DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX `chats_by_owner` ON `chats` (`owner`);
--> statement-breakpoint
ALTER TABLE `chats` ADD `visitor` text;
--> statement-breakpoint
CREATE INDEX `chats_by_visitor` ON `chats` (`visitor`);
--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `owner` text DEFAULT '' NOT NULL;
--> statement-breakpoint
DROP INDEX `webhook_deliveries_by_url`;
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_url` ON `webhook_deliveries` (`state`,`owner`,`url`);
