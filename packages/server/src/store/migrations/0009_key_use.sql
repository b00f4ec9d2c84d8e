CREATE TABLE `key_use` (
	`pair` text NOT NULL,
	`day` text NOT NULL,
	`ms` integer NOT NULL,
	PRIMARY KEY(`pair`, `day`)
);
