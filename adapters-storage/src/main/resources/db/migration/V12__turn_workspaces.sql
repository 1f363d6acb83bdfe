-- Where a turn runs: the workspace of the request that opened it, for whoever takes it over. Slugs;
-- empty for none, as with the turns of an older Parley.

ALTER TABLE turn ADD COLUMN organization VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE turn ADD COLUMN project VARCHAR(64) DEFAULT '' NOT NULL;
