package org.sspi4j.exported;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.sspi4j.file.OwnerOnly;

/**
 * Which exported contexts were imported: an empty file for each, in a folder for the day on which the seal ends. The file system says
 * who is the first, among processes too. What has ended is refused without looking here, so its day is removed, a day later: clocks
 * are set back now and then.
 */
record ImportedContexts(Path folder, OwnerOnly access) {
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long KEPT_DAYS = 1;

    /** Whether it is the first time. */
    boolean isFirst(byte[] id, Instant end, Instant now) throws IOException {
        var day = folder.resolve(Long.toString(day(end)));
        access.makeFolder(day);
        access.requireFolder(folder);
        try {
            Files.createFile(day.resolve(HexFormat.of().formatHex(id)));
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        sweep(day(now) - KEPT_DAYS);
        return true;
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), DAY);
    }

    private void sweep(long firstKept) {
        try (var days = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (var day : days) {
                var name = day.getFileName().toString();
                if (name.matches("[0-9]{1,18}") && Long.parseLong(name) < firstKept) {
                    remove(day);
                }
            }
        } catch (IOException e) {
            // The next import tries again.
        }
    }

    /** Another process may do the same. */
    private static void remove(Path day) throws IOException {
        try (var files = Files.newDirectoryStream(day)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            Files.deleteIfExists(day);
        } catch (DirectoryNotEmptyException e) {
            // Something else was put there: it stays.
        }
    }
}
