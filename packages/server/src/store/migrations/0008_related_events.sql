ALTER TABLE `chat_events` ADD `related_event_id` text;
