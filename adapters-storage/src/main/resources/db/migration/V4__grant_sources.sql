-- Where grants come from, and who may refresh them; see docs/vault.md. Seals vouch for all of this
-- but the lease. Rows of an older Parley have empty texts and do not open: the principal connects
-- to the server again. No column may be NULL that a seal vouches for.

ALTER TABLE oauth_grant ADD COLUMN client_id ${text} DEFAULT '' NOT NULL;
ALTER TABLE oauth_grant ADD COLUMN client_authentication VARCHAR(16) DEFAULT '' NOT NULL;
ALTER TABLE oauth_grant ADD COLUMN token_endpoint ${text} DEFAULT '' NOT NULL;
ALTER TABLE oauth_grant ADD COLUMN revocation_endpoint ${text} DEFAULT '' NOT NULL;
ALTER TABLE oauth_grant ADD COLUMN resource ${text} DEFAULT '' NOT NULL;

-- Who refreshes the grant, until when by the database's clock. To lease is no change of the grant:
-- it leaves version and seals alone and does not lock the owner.
ALTER TABLE oauth_grant ADD COLUMN refresh_lease VARCHAR(32);
ALTER TABLE oauth_grant ADD COLUMN refresh_lease_until TIMESTAMP(6) WITH TIME ZONE;

ALTER TABLE pending_authorization ADD COLUMN client_id ${text} DEFAULT '' NOT NULL;
ALTER TABLE pending_authorization ADD COLUMN client_authentication VARCHAR(16) DEFAULT '' NOT NULL;
ALTER TABLE pending_authorization ADD COLUMN token_endpoint ${text} DEFAULT '' NOT NULL;
ALTER TABLE pending_authorization ADD COLUMN revocation_endpoint ${text} DEFAULT '' NOT NULL;
ALTER TABLE pending_authorization ADD COLUMN resource ${text} DEFAULT '' NOT NULL;
-- 'true' or 'false': a text, as all that seals vouch for.
ALTER TABLE pending_authorization ADD COLUMN answer_names_issuer VARCHAR(5) DEFAULT '' NOT NULL;
-- Words with spaces between them.
ALTER TABLE pending_authorization ADD COLUMN scopes ${text} DEFAULT '' NOT NULL;
