ALTER TABLE `webhook_deliveries` ADD `host` text DEFAULT '' NOT NULL;
