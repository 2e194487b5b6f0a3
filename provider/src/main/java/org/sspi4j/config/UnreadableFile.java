package org.sspi4j.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Why a file cannot be read, for people: whose it is, who may read it, and as whom this JVM runs. */
public final class UnreadableFile {
    private UnreadableFile() {}

    /** To be read after the file's name. */
    public static String why(Path file, IOException e) {
        if (!(e instanceof AccessDeniedException)) {
            return "cannot be read: " + e;
        }
        var user = ProcessHandle.current().info().user().orElse("its user");
        return "may not be read by " + user + ", as whom this JVM runs: " + rights(file)
                + ". Give " + user + " the right to read it, and nobody else, or name a file that " + user + " may read";
    }

    private static String rights(Path file) {
        try {
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return "it is " + attributes.owner().getName() + "'s, of the group " + attributes.group().getName() + ", "
                    + PosixFilePermissions.toString(attributes.permissions());
        } catch (IOException | UnsupportedOperationException e) {
            return closed(file);
        }
    }

    /** Who may not enter a folder is not told what is in it. */
    private static String closed(Path file) {
        for (var folder = file.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return "the way to it ends at " + folder;
            }
        }
        return "nothing is told of it";
    }
}
