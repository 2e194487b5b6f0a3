package org.sspi4j.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The files that one {@code krb5.conf} consists of, in UTF-8. Together they have at most 1 MiB, there are at most 1000 of them,
 * and none includes itself, however often MIT would try: what is not an ordinary file is not opened.
 *
 * @spec MIT krb5 krb5.conf(5) "Structure"
 */
final class Krb5ConfFiles {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_FILES = 1000;
    private static final int MAX_FOLDER = 10_000;
    private static final int MAX_DEPTH = 10;
    /** Neither dot files nor what editors and package managers leave behind. */
    private static final Pattern INCLUDED_NAME = Pattern.compile("[A-Za-z0-9_-]+|[^.].*\\.conf", Pattern.DOTALL);

    /** Says where a problem is. */
    interface Place {
        ConfigException refused(String problem);
    }

    private final Deque<Path> open = new ArrayDeque<>();
    private int bytes;
    private int files;

    private Krb5ConfFiles() {}

    static Krb5Conf text(String origin, String text) throws ConfigException {
        var conf = new Krb5Conf();
        Krb5ConfText.read(origin, text, new Krb5ConfFiles(), conf);
        return conf;
    }

    /** Of a folder, the files that {@code includedir} would include. */
    static Krb5Conf load(Path file) throws ConfigException {
        var conf = new Krb5Conf();
        var files = new Krb5ConfFiles();
        if (Files.isDirectory(file)) {
            files.readFolder(file, ConfigException::new, conf);
        } else {
            files.read(file, ConfigException::new, conf);
        }
        return conf;
    }

    void include(String name, Place place, Krb5Conf conf) throws ConfigException {
        read(absolute(name, place), place, conf);
    }

    void includeFolder(String name, Place place, Krb5Conf conf) throws ConfigException {
        readFolder(absolute(name, place), place, conf);
    }

    private void readFolder(Path folder, Place place, Krb5Conf conf) throws ConfigException {
        for (Path file : listed(folder, place)) {
            if (Files.isRegularFile(file)) {
                read(file, place, conf);
            } else {
                conf.ignored.add(new KerberosConfig.Ignored(file.toString(), 0, "all of it", "it is not an ordinary file"));
            }
        }
    }

    private void read(Path file, Place place, Krb5Conf conf) throws ConfigException {
        Path real = real(file, place);
        if (open.contains(real)) {
            throw place.refused(file + " includes itself: remove one of the lines that lead from it to itself");
        }
        if (open.size() > MAX_DEPTH) {
            throw place.refused("more than " + MAX_DEPTH + " files include one another");
        }
        if (++files > MAX_FILES) {
            throw place.refused("more than " + MAX_FILES + " files are included");
        }
        String text = content(real, file, place);
        open.push(real);
        Krb5ConfText.read(file.toString(), text, this, conf);
        open.pop();
    }

    private static Path absolute(String name, Place place) throws ConfigException {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw place.refused("\"" + name + "\" is not a path: " + e.getReason());
        }
        throw place.refused("\"" + name + "\" depends on where the program was started: write the whole path");
    }

    private static Path real(Path file, Place place) throws ConfigException {
        try {
            Path real = file.toRealPath();
            if (Files.isDirectory(real)) {
                throw place.refused(file + " is a folder: name a file, or write includedir");
            }
            if (!Files.isRegularFile(real)) {
                throw place.refused(file + " is not an ordinary file: name one");
            }
            return real;
        } catch (IOException e) {
            throw place.refused(file + " " + UnreadableFile.why(file, e));
        }
    }

    /** What says that it is small may be endless: no more is read than may be there. */
    private String content(Path real, Path file, Place place) throws ConfigException {
        try (var in = Files.newInputStream(real)) {
            byte[] content = in.readNBytes(MAX_BYTES - bytes + 1);
            bytes += content.length;
            if (bytes > MAX_BYTES) {
                throw place.refused(file + " is larger than 1 MiB with what it is included with: this is not a krb5.conf");
            }
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw place.refused(file + " " + UnreadableFile.why(file, e));
        }
    }

    /** In the order of their names. */
    private static List<Path> listed(Path folder, Place place) throws ConfigException {
        var listed = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder)) {
            int seen = 0;
            for (Path entry : entries) {
                if (++seen > MAX_FOLDER) {
                    throw place.refused(folder + " has more than " + MAX_FOLDER + " files: this is not a folder of krb5.conf files");
                }
                if (INCLUDED_NAME.matcher(entry.getFileName().toString()).matches()) {
                    listed.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw place.refused(folder + " cannot be read as a folder: " + e);
        }
        Collections.sort(listed);
        return listed;
    }
}
