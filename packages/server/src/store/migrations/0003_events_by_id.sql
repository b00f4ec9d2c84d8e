CREATE UNIQUE INDEX `chat_events_by_id` ON `chat_events` (`id`);
