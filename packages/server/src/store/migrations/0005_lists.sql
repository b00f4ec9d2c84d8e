CREATE TABLE `chat_groups` (
	`row` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`visitor` text NOT NULL,
	`owner` text NOT NULL,
	`last_config_id` text
);
--> statement-breakpoint
INSERT INTO `chat_groups` (`id`, `visitor`, `owner`, `last_config_id`)
SELECT c.group_id, '', c.owner, (SELECT l.config_id FROM chats l WHERE l.group_id = c.group_id ORDER BY l.row DESC LIMIT 1)
FROM chats c GROUP BY c.group_id ORDER BY min(c.row);
--> statement-breakpoint
INSERT INTO `chat_groups` (`id`, `visitor`, `owner`, `last_config_id`)
SELECT c.group_id, c.visitor, c.owner, (SELECT l.config_id FROM chats l WHERE l.group_id = c.group_id AND l.visitor = c.visitor ORDER BY l.row DESC LIMIT 1)
FROM chats c WHERE c.visitor IS NOT NULL GROUP BY c.group_id, c.visitor ORDER BY min(c.row);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_groups_by_id` ON `chat_groups` (`id`,`visitor`);
--> statement-breakpoint
CREATE INDEX `chat_groups_by_visitor` ON `chat_groups` (`visitor`);
--> statement-breakpoint
CREATE INDEX `chat_groups_by_owner` ON `chat_groups` (`owner`,`visitor`);
--> statement-breakpoint
CREATE INDEX `chat_groups_by_config` ON `chat_groups` (`last_config_id`,`visitor`);
--> statement-breakpoint
CREATE TRIGGER `chat_groups_begin` AFTER INSERT ON `chats` BEGIN
	INSERT INTO chat_groups (id, visitor, owner, last_config_id)
	SELECT new.group_id, v.value, new.owner, new.config_id FROM (SELECT '' AS value UNION SELECT new.visitor WHERE new.visitor IS NOT NULL) v WHERE true
	ON CONFLICT (id, visitor) DO UPDATE SET last_config_id = excluded.last_config_id;
END;
--> statement-breakpoint
CREATE TRIGGER `chat_groups_move` AFTER UPDATE OF `owner` ON `chats` BEGIN
	UPDATE chat_groups SET owner = new.owner WHERE id = new.group_id;
END;
--> statement-breakpoint
CREATE TRIGGER `chat_groups_end` AFTER DELETE ON `chats` BEGIN
	DELETE FROM chat_groups WHERE id = old.group_id AND visitor = ''
	AND NOT EXISTS (SELECT 1 FROM chats WHERE group_id = old.group_id);
	DELETE FROM chat_groups WHERE id = old.group_id AND visitor = old.visitor
	AND NOT EXISTS (SELECT 1 FROM chats WHERE group_id = old.group_id AND visitor = old.visitor);
	UPDATE chat_groups SET last_config_id = (
		SELECT config_id FROM chats WHERE group_id = old.group_id AND (chat_groups.visitor = '' OR visitor = chat_groups.visitor) ORDER BY row DESC LIMIT 1
	) WHERE id = old.group_id;
END;
--> statement-breakpoint
CREATE INDEX `chats_of_visitor` ON `chats` (`group_id`,`visitor`);
--> statement-breakpoint
CREATE INDEX `chat_events_to_remember` ON `chat_events` (`group_id`) WHERE `type` IN ('USER_MESSAGE', 'AGENT_MESSAGE', 'FUNCTION_CALL', 'FUNCTION_CALL_RESPONSE');
--> statement-breakpoint
CREATE INDEX `documents_by_kind` ON `documents` (`kind`);
--> statement-breakpoint
ALTER TABLE `documents` ADD `last_version` integer;
--> statement-breakpoint
UPDATE `documents` SET `last_version` = (SELECT max(v.version) FROM document_versions v WHERE v.document_id = documents.id);
--> statement-breakpoint
CREATE TRIGGER `documents_grow` AFTER INSERT ON `document_versions` BEGIN
	UPDATE documents SET last_version = new.version WHERE id = new.document_id;
END;
--> statement-breakpoint
CREATE TRIGGER `documents_shrink` AFTER DELETE ON `document_versions` BEGIN
	UPDATE documents SET last_version = (SELECT max(version) FROM document_versions WHERE document_id = old.document_id) WHERE id = old.document_id AND last_version = old.version;
END;
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_owner` ON `webhook_deliveries` (`state`,`owner`);
