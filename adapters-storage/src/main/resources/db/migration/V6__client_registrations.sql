-- Clients that registered themselves: one for each server, issuer and redirect URI, as an
-- authorization server sends browsers nowhere else. In place of client_registration, which has room
-- for one of each server and issuer; it stays for an older Parley, and nothing is read from it.
CREATE TABLE oauth_client (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    redirect_uri VARCHAR(255) NOT NULL,
    client_id ${text} NOT NULL,
    client_authentication VARCHAR(16) NOT NULL,
    client_secret ${text},
    secret_expires_at TIMESTAMP(6) WITH TIME ZONE,
    registration_uri ${text} NOT NULL,
    registration_token ${text},
    UNIQUE (owner_id, server, issuer, redirect_uri)
);

-- Who registers, until when by the database's clock. A row is changed by who has the lock of the
-- owner of all registrations.
CREATE TABLE registration_lease (
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    redirect_uri VARCHAR(255) NOT NULL,
    lease VARCHAR(32) NOT NULL,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (owner_id, server, issuer, redirect_uri)
);
