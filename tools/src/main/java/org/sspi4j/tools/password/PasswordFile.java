package org.sspi4j.tools.password;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;

/**
 * A password in a file: UTF-8, without the line end behind it. Where files have permissions, one that others may read is
 * refused, since they know it, and one that others may write or that is another user's, root's excepted, since it may be theirs.
 */
public final class PasswordFile {
    private static final int LONGEST = 4096;

    private PasswordFile() {}

    /**
     * @param file a path, or {@code -} for standard input
     * @param in standard input, which is read to its end
     * @throws IOException as {@link #read}
     */
    public static Secret readOrStandardInput(String file, InputStream in) throws IOException {
        if (!file.equals("-")) {
            return read(path(file));
        }
        byte[] bytes = in.readNBytes(LONGEST + 1);
        try {
            if (bytes.length > LONGEST) {
                throw new IOException("Standard input is too large for a password: more than " + LONGEST + " bytes");
            }
            return password("Standard input", bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** @throws IOException saying what is wrong with the file, and never what is in it */
    public static Secret read(Path file) throws IOException {
        refuseIfOthersMayUse(file);
        byte[] bytes;
        try {
            if (Files.size(file) > LONGEST) {
                throw new IOException(file + " is too large for a password: more than " + LONGEST + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (FileSystemException e) {
            throw notReadable(file, e);
        }
        try {
            return password(file.toString(), bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Path path(String file) throws IOException {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IOException(OneLine.of(file) + " is not a path", e);
        }
    }

    private static void refuseIfOthersMayUse(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        try {
            var permissions = view.readAttributes().permissions();
            var owner = view.readAttributes().owner();
            if (!isOfThisUserOrRoot(file, owner)) {
                throw new IOException(file + " is " + owner.getName() + "'s, so that the password in it may be too: copy it, and chmod 600"
                        + " the copy");
            }
            if (permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                throw new IOException(file + " may be read by others: chmod 600 " + file);
            }
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException(
                        file + " may be written by others, so that the password in it may be theirs: look at it, and chmod 600 " + file);
            }
        } catch (FileSystemException e) {
            throw notReadable(file, e);
        }
    }

    /** Where it cannot be told who this user is, anybody's file does. */
    private static boolean isOfThisUserOrRoot(Path file, UserPrincipal owner) throws IOException {
        var self = Path.of("/proc/self");
        return !Files.exists(self)
                || owner.equals(Files.getOwner(self))
                || Files.getAttribute(file, "unix:uid").equals(0);
    }

    private static Secret password(String file, byte[] utf8) throws IOException {
        // A UTF-8 text never has more UTF-16 units than bytes.
        var chars = CharBuffer.allocate(utf8.length);
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var result = decoder.decode(ByteBuffer.wrap(utf8, 0, length(utf8)), chars, true);
            if (result.isError()) {
                result.throwException();
            }
            var password = Arrays.copyOf(chars.array(), chars.position());
            try {
                return Secret.password(password);
            } finally {
                Arrays.fill(password, '\0');
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    private static int length(byte[] utf8) {
        int end = utf8.length;
        if (end > 0 && utf8[end - 1] == '\n') {
            end -= end > 1 && utf8[end - 2] == '\r' ? 2 : 1;
        }
        return end;
    }

    private static IOException notReadable(Path file, FileSystemException e) {
        var why = e instanceof NoSuchFileException ? "does not exist" : "cannot be read: " + e.getMessage();
        return new IOException(file + " " + why, e);
    }
}
