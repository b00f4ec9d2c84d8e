ALTER TABLE `chats` ADD `server_id` text;
