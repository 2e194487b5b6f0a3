package org.sspi4j.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.store.CredentialCache;

/**
 * DIR: a folder of files whose names begin with {@code tkt}, and a file {@code primary} that names the one that counts.
 * {@code DIR:/folder} stands for that one, {@code DIR::/folder/tktNAME} for a certain one.
 *
 * @spec MIT krb5 basic/ccache_def "DIR"
 */
final class DirCaches implements CacheType {
    private static final String PREFIX = "tkt";
    private static final int LONGEST_PRIMARY = 1 << 10;
    private static final int MOST_OTHERS = 256;

    private final FileCaches files;

    DirCaches(FileCaches files) {
        this.files = files;
    }

    @Override
    public byte[] read(CacheName name) throws SspiException {
        return files.read(file(name));
    }

    @Override
    public CacheName store(CacheName name, CredentialCache tickets, boolean anew) throws SspiException {
        if (!isSubsidiary(name)) {
            makeFolder(name);
        }
        var file = file(name);
        files.store(file, tickets, anew);
        return new CacheName("DIR", ":" + file.residual());
    }

    @Override
    public List<CacheName> others(CacheName name) throws SspiException {
        if (isSubsidiary(name)) {
            return List.of();
        }
        var primary = Path.of(file(name).residual());
        try (var files = Files.list(Path.of(name.residual()))) {
            return files.filter(file -> !file.equals(primary) && file.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .limit(MOST_OTHERS)
                    .map(file -> new CacheName("DIR", ":" + file))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw CredentialCaches.none(name, "its other caches cannot be listed: " + e, e);
        }
    }

    private static boolean isSubsidiary(CacheName name) {
        return name.residual().startsWith(":");
    }

    private static CacheName file(CacheName name) throws SspiException {
        try {
            var path = Path.of(name.residual().substring(isSubsidiary(name) ? 1 : 0));
            if (!isSubsidiary(name)) {
                path = path.resolve(primary(name, path));
            }
            var last = path.getFileName();
            if (last == null || !last.toString().startsWith(PREFIX)) {
                throw CredentialCaches.none(name, "the files of a DIR cache are named " + PREFIX + "SOMETHING", null);
            }
            return new CacheName("FILE", path.toString());
        } catch (InvalidPathException e) {
            throw CredentialCaches.none(name, "that is no path: " + e.getReason(), e);
        } catch (IOException e) {
            throw CredentialCaches.none(name, e.toString(), e);
        }
    }

    /** One line, a file's name without a folder: anything else could lead out of the folder. */
    private static String primary(CacheName name, Path folder) throws IOException, SspiException {
        var file = folder.resolve("primary");
        if (!Files.exists(file)) {
            return PREFIX;
        }
        if (!Files.isRegularFile(file)) {
            throw CredentialCaches.none(name, file + " is not a file", null);
        }
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST_PRIMARY);
        }
        var line = new String(bytes, StandardCharsets.UTF_8);
        if (!line.matches(PREFIX + "[^/\\\\\0\n]*\n")) {
            throw CredentialCaches.none(name, file + " does not hold one line with the name of a file that begins with tkt", null);
        }
        return line.strip();
    }

    /** As MIT krb5 makes it: mode 700, and {@code primary} says {@code tkt}. */
    private static void makeFolder(CacheName name) throws SspiException {
        var folder = Path.of(name.residual());
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var primary = folder.resolve("primary");
            if (!Files.exists(primary)) {
                new LockedFile(primary).update(
                        present -> new LockedFile.Replace((PREFIX + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, name + " cannot be made: " + e, e);
        }
    }
}
