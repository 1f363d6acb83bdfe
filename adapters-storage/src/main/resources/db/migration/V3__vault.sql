-- Secrets, sealed; see docs/vault.md. A sealed value reads pv1:master-key-id:data-key-id:base64.
-- Whoever changes a row of an owner locks the owner's row first and writes it last.

CREATE TABLE vault_owner (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    -- A principal's key, or what stands for this installation.
    owner VARCHAR(2048) NOT NULL UNIQUE,
    -- The master key that wrapped the owner's data key, and what tells it from another of that id.
    key_id VARCHAR(32) NOT NULL,
    key_check VARCHAR(16) NOT NULL,
    data_key_id VARCHAR(32) NOT NULL,
    wrapped_key VARCHAR(255) NOT NULL,
    -- The number of the last change; the version of a row is the number of its last change.
    version BIGINT NOT NULL,
    -- Sealed: the rows of this owner with the version of each.
    register ${text} NOT NULL
);

CREATE TABLE oauth_grant (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    access_token ${text} NOT NULL,
    refresh_token ${text},
    -- Words with spaces between them.
    scopes ${text} NOT NULL,
    -- Empty when the issuer did not say.
    expires_at TIMESTAMP(6) WITH TIME ZONE,
    UNIQUE (owner_id, server)
);

CREATE TABLE client_registration (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    client_id ${text} NOT NULL,
    client_secret ${text},
    secret_expires_at TIMESTAMP(6) WITH TIME ZONE,
    registration_uri ${text} NOT NULL,
    registration_token ${text},
    UNIQUE (owner_id, server, issuer)
);

CREATE TABLE pending_authorization (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(32) NOT NULL REFERENCES vault_owner (id) ON DELETE CASCADE,
    -- SHA-256 of the state; the state itself is nowhere.
    state_hash VARCHAR(43) NOT NULL UNIQUE,
    owner_name ${text} NOT NULL,
    server VARCHAR(255) NOT NULL,
    issuer VARCHAR(2048) NOT NULL,
    version BIGINT NOT NULL,
    verifier ${text} NOT NULL,
    redirect_uri ${text} NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX pending_authorization_by_owner ON pending_authorization (owner_id);
