-- The second wall between users; see docs/adr/0014-row-level-security.md. A transaction that has
-- named an owner (parley.owner, by SET LOCAL) finds and writes the rows of that owner only, whatever
-- its statements say. One that has named nobody goes on as before: the work of Parley itself, and
-- all the work of the version before, which may run beside this one.

DO $$
DECLARE
    named CONSTANT TEXT := 'COALESCE(current_setting(''parley.owner'', TRUE), '''')';
    -- Looked up once in a statement and not for each row.
    named_once CONSTANT TEXT := '(SELECT ' || named || ')';
    -- Tables that say whose a row is.
    owned CONSTANT TEXT[] := ARRAY['conversation', 'turn', 'turn_usage', 'attachment', 'account',
        'session', 'api_key', 'standing_approval', 'vault_owner'];
    -- Tables whose rows belong to whom their parents do: table, column, parent.
    parts CONSTANT TEXT[][] := ARRAY[
        ['message', 'conversation_id', 'conversation'],
        ['attachment_use', 'conversation_id', 'conversation'],
        ['attachment_piece', 'attachment_id', 'attachment'],
        ['turn_event', 'turn_id', 'turn'],
        ['elicitation', 'turn_id', 'turn'],
        ['oauth_grant', 'owner_id', 'vault_owner'],
        ['oauth_client', 'owner_id', 'vault_owner'],
        ['client_registration', 'owner_id', 'vault_owner'],
        ['pending_authorization', 'owner_id', 'vault_owner']];
    tables TEXT[] := owned;
    part TEXT[];
    name TEXT;
BEGIN
    FOREACH part SLICE 1 IN ARRAY parts LOOP
        tables := tables || part[1];
    END LOOP;

    -- All locks first, and given back soon when one is not to be had: others work meanwhile, and
    -- take theirs in another order. They wait less than it takes until a deadlock is seen.
    PERFORM set_config('lock_timeout', '100ms', TRUE);
    FOR attempt IN 1..200 LOOP
        BEGIN
            EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF attempt = 200 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;

    -- What USING says also holds for rows that are written. Each append updates its turn alone,
    -- and for one row the look is cheaper than the sub-select.
    FOREACH name IN ARRAY owned LOOP
        EXECUTE format(
            'CREATE POLICY own ON %1$I USING (%2$s = '''' OR owner = %2$s)',
            name, CASE name WHEN 'turn' THEN named ELSE named_once END);
    END LOOP;
    -- Who finds the parent finds the part: the parent's own policy holds in here, too.
    FOREACH part SLICE 1 IN ARRAY parts LOOP
        EXECUTE format(
            'CREATE POLICY own ON %1$I USING (%4$s = '''' OR EXISTS ('
                || 'SELECT 1 FROM %3$I parent WHERE parent.id = %1$I.%2$I))',
            part[1], part[2], part[3], named_once);
    END LOOP;

    -- FORCE, as Parley's role owns the tables.
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format(
            'ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END $$;
