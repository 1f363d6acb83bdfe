package dev.parley.app.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The class path of this JVM with all folders packed into one jar: only then can a JVM keep an
 * archive of the classes, which makes each of thousands of starts quicker.
 */
final class ProgramJar {

    private ProgramJar() {}

    /** Packs the folders into {@code jar}, and gives the class path with it. */
    static String classPath(Path jar) {
        List<Path> folders = new ArrayList<>();
        List<String> path = new ArrayList<>(List.of(jar.toString()));
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(element))) {
                folders.add(Path.of(element));
            } else if (!element.isEmpty()) {
                path.add(element);
            }
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            Set<String> packed = new HashSet<>();
            for (Path folder : folders) {
                pack(folder, packed, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join(File.pathSeparator, path);
    }

    private static void pack(Path folder, Set<String> packed, JarOutputStream out)
            throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(it -> !it.equals(folder)).toList()) {
                String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
                // Folders are entries too: migrations are looked for in theirs.
                boolean isFile = Files.isRegularFile(file);
                if (packed.add(path)) {
                    out.putNextEntry(new JarEntry(isFile ? path : path + "/"));
                    if (isFile) {
                        Files.copy(file, out);
                    }
                    out.closeEntry();
                }
            }
        }
    }
}
