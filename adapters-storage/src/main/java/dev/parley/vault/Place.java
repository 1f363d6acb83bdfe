package dev.parley.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Where a value is kept, and for whom. Its seal vouches for all of it: in any other place, and in
 * any other version of its row, the value does not open.
 *
 * @param owner key of the principal, or what stands for the installation
 */
record Place(SealedRow row, String column, String owner) {

    /** Lengths before texts and lists, so that no two places have the same bytes. */
    byte[] bytes(String format, String masterKeyId, String dataKeyId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, format, masterKeyId, dataKeyId);
            write(out, row.table(), column, row.id(), owner, row.server(), row.issuer());
            out.writeInt(row.facts().size());
            write(out, row.facts().toArray(String[]::new));
            out.writeLong(row.version());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String... texts) throws IOException {
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }
}
