package org.sspi4j.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files and folders that are one user's alone: how they are made, and what is wrong with one that is not. By permissions where there
 * are such, else by the access list; a file system that has neither is refused.
 *
 * @param user whose process this is; empty where nobody says, and then whose files they are counts for nothing
 */
public record OwnerOnly(Optional<UserPrincipal> user) {
    private static final Set<PosixFilePermission> OF_OWNER = PosixFilePermissions.fromString("rwx------");

    public static OwnerOnly ofProcess() {
        return new OwnerOnly(userOfProcess());
    }

    private static Optional<UserPrincipal> userOfProcess() {
        try {
            return Optional.of(Files.getOwner(Path.of("/proc/self")));
        } catch (IOException | UnsupportedOperationException e) {
            return named(ProcessHandle.current().info().user());
        }
    }

    private static Optional<UserPrincipal> named(Optional<String> name) {
        try {
            return name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of("").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name.get()));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Makes a folder and those on the way to it, if they are not there. One that is there is looked at by {@link #requireFolder}. */
    public void makeFolder(Path folder) throws IOException {
        var present = folder;
        while (!Files.exists(present)) {
            present = present.getParent();
        }
        try {
            Files.createDirectories(folder, attributes(present, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            throw new UnfitFileException("lies in " + folder + ", which is not a folder", e);
        }
    }

    /** Makes a file that nobody else may read, of whatever name. */
    public Path makeFile(Path folder) throws IOException {
        return Files.createTempFile(folder, ".", ".new", ofFile(folder));
    }

    /**
     * Makes a file that nobody else may read, and opens it in the same breath: what is written is in the file that was made, whatever
     * has its name by then.
     *
     * @throws FileAlreadyExistsException if something has the name, a link too
     */
    public FileChannel newFile(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, options, ofFile(file.toAbsolutePath().getParent()));
    }

    /** What a new file of this folder is made with, so that nobody else may read it from the first moment on. */
    public FileAttribute<?>[] ofFile(Path folder) throws IOException {
        return attributes(folder, "rw-------");
    }

    private FileAttribute<?>[] attributes(Path folder, String permissions) throws IOException {
        var store = Files.getFileStore(folder);
        if (store.supportsFileAttributeView(PosixFileAttributeView.class)) {
            return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
        }
        return store.supportsFileAttributeView(AclFileAttributeView.class) && user.isPresent()
                ? new FileAttribute<?>[] {new AccessList(user.get())}
                : new FileAttribute<?>[0];
    }

    /** The access list of a new file: its owner may do everything. */
    private record AccessList(UserPrincipal owner) implements FileAttribute<List<AclEntry>> {
        @Override
        public String name() {
            return "acl:acl";
        }

        @Override
        public List<AclEntry> value() {
            return List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(owner)
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build());
        }
    }

    /**
     * Looks at the folder, and at all on the way to it: whoever may rename in a folder that it lies in puts another one in its place.
     * That is of file systems with permissions; by access lists only the folder itself is looked at.
     *
     * @throws UnfitFileException if somebody else may put another file in the place of what is in the folder
     */
    public void requireFolder(Path folder) throws IOException {
        var remedy = ": chmod 700 " + folder + ", if it is for nothing else, or name a file in a folder of its own";
        if (!attributes(folder).isDirectory()) {
            throw new UnfitFileException("lies in " + folder + ", which is a link or not a folder: name the folder itself");
        }
        var owner = stranger(folder);
        if (owner.isPresent()) {
            throw new UnfitFileException("lies in " + folder + ", a folder of " + owner.get() + ": name a file in a folder of this user");
        }
        var others = others(folder);
        if (others.isPresent()) {
            throw new UnfitFileException("lies in " + folder + ", which others may use (" + others.get() + ")" + remedy);
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            WayTo.of(folder.toAbsolutePath()).require();
        }
    }

    /**
     * @param remedy a sentence that says what to do where others may know what is in the file
     * @throws UnfitFileException if it is no file, or not this user's, or somebody else may read or write it
     */
    public void requireFile(Path file, String remedy) throws IOException {
        var attributes = attributes(file);
        if (!attributes.isRegularFile()) {
            throw new UnfitFileException((attributes.isSymbolicLink() ? "is a link" : "is not a file")
                    + ": name the file itself, or remove it");
        }
        var owner = stranger(file);
        if (owner.isPresent()) {
            throw new UnfitFileException("belongs to " + owner.get() + ", who may know what is in it. " + remedy);
        }
        var others = others(file);
        if (others.isPresent()) {
            throw new UnfitFileException("is not this user's alone (" + others.get() + "): others may know what is in it. " + remedy);
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<String> stranger(Path path) throws IOException {
        UserPrincipal owner;
        try {
            owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            throw new UnfitFileException("is on a file system that has no owners of files: name a file on another one", e);
        }
        return user.isEmpty() || user.get().equals(owner) ? Optional.empty() : Optional.of(owner.getName());
    }

    /** What lets others in; empty if nothing does. */
    private static Optional<String> others(Path path) throws IOException {
        var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (posix != null) {
            var permissions = posix.readAttributes().permissions();
            return OF_OWNER.containsAll(permissions) ? Optional.empty() : Optional.of(PosixFilePermissions.toString(permissions));
        }
        var list = Files.getFileAttributeView(path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return list == null
                ? Optional.of("its file system has neither permissions nor access lists")
                : others(list.getOwner(), list.getAcl());
    }

    static Optional<String> others(UserPrincipal owner, List<AclEntry> list) {
        return list.stream()
                .filter(entry -> entry.type() == AclEntryType.ALLOW && !entry.principal().equals(owner))
                .findFirst()
                .map(entry -> entry.principal().getName() + " is in its access list");
    }
}
