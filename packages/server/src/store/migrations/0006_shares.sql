CREATE TABLE `usage` (
	`owner` text PRIMARY KEY NOT NULL,
	`documents` integer DEFAULT 0 NOT NULL,
	`words` integer DEFAULT 0 NOT NULL,
	`sound` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE `documents` ADD `bytes` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `chats` ADD `words` integer DEFAULT 4096 NOT NULL;
--> statement-breakpoint
ALTER TABLE `chats` ADD `sound` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
UPDATE `documents` SET `bytes` = (SELECT coalesce(sum(max(4096, octet_length(v.body) + coalesce(octet_length(v.description), 0))), 0) FROM document_versions v WHERE v.document_id = documents.id);
--> statement-breakpoint
UPDATE `chats` SET
	`words` = 4096 + coalesce(octet_length(metadata), 0) + (SELECT coalesce(sum(200 + coalesce(octet_length(e.message_text), 0) + coalesce(octet_length(e.emotion_features), 0) + coalesce(octet_length(e.metadata), 0)), 0) FROM chat_events e WHERE e.chat_id = chats.id),
	`sound` = (SELECT coalesce(sum(2 * a.samples), 0) FROM chat_audio a WHERE a.chat_id = chats.id);
--> statement-breakpoint
INSERT INTO `usage` (`owner`, `documents`, `words`, `sound`)
SELECT owner, sum(documents), sum(words), sum(sound) FROM (
	SELECT owner, bytes AS documents, 0 AS words, 0 AS sound FROM documents
	UNION ALL SELECT owner, 0, words, sound FROM chats
	UNION ALL SELECT owner, 0, 200 + octet_length(body), 0 FROM webhook_deliveries
) GROUP BY owner;
--> statement-breakpoint
CREATE TRIGGER `usage_version_made` AFTER INSERT ON `document_versions` BEGIN
	UPDATE documents SET bytes = bytes + max(4096, octet_length(new.body) + coalesce(octet_length(new.description), 0)) WHERE id = new.document_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_version_described` AFTER UPDATE OF `description` ON `document_versions` BEGIN
	UPDATE documents SET bytes = bytes
		+ max(4096, octet_length(new.body) + coalesce(octet_length(new.description), 0))
		- max(4096, octet_length(old.body) + coalesce(octet_length(old.description), 0)) WHERE id = new.document_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_version_removed` AFTER DELETE ON `document_versions` BEGIN
	UPDATE documents SET bytes = bytes - max(4096, octet_length(old.body) + coalesce(octet_length(old.description), 0)) WHERE id = old.document_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_document_changed` AFTER UPDATE OF `bytes`, `owner` ON `documents` BEGIN
	UPDATE `usage` SET documents = documents - old.bytes WHERE owner = old.owner;
	INSERT INTO `usage` (owner, documents) VALUES (new.owner, new.bytes)
	ON CONFLICT (owner) DO UPDATE SET documents = documents + excluded.documents;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_document_removed` AFTER DELETE ON `documents` BEGIN
	UPDATE `usage` SET documents = documents - old.bytes WHERE owner = old.owner;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_event_kept` AFTER INSERT ON `chat_events` BEGIN
	UPDATE chats SET words = words + 200 + coalesce(octet_length(new.message_text), 0) + coalesce(octet_length(new.emotion_features), 0) + coalesce(octet_length(new.metadata), 0) WHERE id = new.chat_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_event_removed` AFTER DELETE ON `chat_events` BEGIN
	UPDATE chats SET words = words - 200 - coalesce(octet_length(old.message_text), 0) - coalesce(octet_length(old.emotion_features), 0) - coalesce(octet_length(old.metadata), 0) WHERE id = old.chat_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_sound_kept` AFTER INSERT ON `chat_audio` BEGIN
	UPDATE chats SET sound = sound + 2 * new.samples WHERE id = new.chat_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_sound_removed` AFTER DELETE ON `chat_audio` BEGIN
	UPDATE chats SET sound = sound - 2 * old.samples WHERE id = old.chat_id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_chat_begun` AFTER INSERT ON `chats` BEGIN
	INSERT INTO `usage` (owner, words, sound) VALUES (new.owner, new.words, new.sound)
	ON CONFLICT (owner) DO UPDATE SET words = words + excluded.words, sound = sound + excluded.sound;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_chat_described` AFTER UPDATE OF `metadata` ON `chats` BEGIN
	UPDATE chats SET words = words + coalesce(octet_length(new.metadata), 0) - coalesce(octet_length(old.metadata), 0) WHERE id = new.id;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_chat_changed` AFTER UPDATE OF `words`, `sound`, `owner` ON `chats` BEGIN
	UPDATE `usage` SET words = words - old.words, sound = sound - old.sound WHERE owner = old.owner;
	INSERT INTO `usage` (owner, words, sound) VALUES (new.owner, new.words, new.sound)
	ON CONFLICT (owner) DO UPDATE SET words = words + excluded.words, sound = sound + excluded.sound;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_chat_removed` AFTER DELETE ON `chats` BEGIN
	UPDATE `usage` SET words = words - old.words, sound = sound - old.sound WHERE owner = old.owner;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_delivery_queued` AFTER INSERT ON `webhook_deliveries` BEGIN
	INSERT INTO `usage` (owner, words) VALUES (new.owner, 200 + octet_length(new.body))
	ON CONFLICT (owner) DO UPDATE SET words = words + excluded.words;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_delivery_moved` AFTER UPDATE OF `owner` ON `webhook_deliveries` BEGIN
	UPDATE `usage` SET words = words - 200 - octet_length(old.body) WHERE owner = old.owner;
	INSERT INTO `usage` (owner, words) VALUES (new.owner, 200 + octet_length(new.body))
	ON CONFLICT (owner) DO UPDATE SET words = words + excluded.words;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_delivery_removed` AFTER DELETE ON `webhook_deliveries` BEGIN
	UPDATE `usage` SET words = words - 200 - octet_length(old.body) WHERE owner = old.owner;
END;
--> statement-breakpoint
CREATE INDEX `chats_with_sound` ON `chats` (`owner`) WHERE `sound` > 0;
