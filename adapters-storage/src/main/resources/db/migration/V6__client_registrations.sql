-- The clients this installation registered, one for each server, issuer and redirect URI; see
-- docs/vault.md. A new table, as the UNIQUE of client_registration has no room for a second redirect
-- URI and no name to drop it by. No released Parley writes to client_registration, so there is
-- nothing to bring over; but its re-encryption reads it, so it stays until a later release.

CREATE TABLE oauth_client (
    -- SHA-256 of server, issuer and redirect URI: an older row has no other place to come back from.
    id VARCHAR(43) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    redirect_uri ${text} NOT NULL,
    client_id ${text} NOT NULL,
    client_authentication VARCHAR(16) NOT NULL,
    registration_uri ${text} NOT NULL,
    -- Never empty: that a client has no secret or no token is sealed, too. Else whoever empties the
    -- columns would make a public client of any, and could change what the seals vouch for.
    client_secret ${text} NOT NULL,
    registration_token ${text} NOT NULL,
    -- Empty when it never ends.
    secret_expires_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX oauth_client_by_owner ON oauth_client (owner_id);

-- Who registers, until when by the database's clock. No part of a client's row: there is none yet,
-- and to lease neither locks nor opens anything of the vault.
CREATE TABLE registration_lease (
    -- The same as a client's.
    id VARCHAR(43) NOT NULL PRIMARY KEY,
    lease VARCHAR(32) NOT NULL,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
