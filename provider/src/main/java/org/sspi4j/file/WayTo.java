package org.sspi4j.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * From the root to a folder: the folders that it lies in, and where there are links on the way those that the links lie in, and those that
 * they lead through. They and the links belong to whom the folder is trusted to, and nobody else may write in them, unless they are
 * sticky, as {@code /tmp} is: there nobody renames or removes what is another one's.
 *
 * @param folder absolute, and no link itself
 * @param trusted numbers of users
 */
record WayTo(Path folder, Set<Integer> trusted) {
    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    /** Of a folder whose owner was looked at. */
    static WayTo of(Path folder) throws IOException {
        return new WayTo(folder, Set.copyOf(List.of(ROOT, uid(folder))));
    }

    /** @throws UnfitFileException naming the first folder in which somebody else may write */
    void require() throws IOException {
        var rest = names(folder, new ArrayDeque<>());
        var at = folder.getRoot();
        for (int links = 0; !rest.isEmpty(); ) {
            requireUnalterable(at);
            var next = at.resolve(rest.pop());
            if (next.getFileName().toString().equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
            } else if (Files.isSymbolicLink(next)) {
                requireTrusted(next);
                if (++links > MOST_LINKS) {
                    throw new UnfitFileException("lies in " + folder + ", on the way to which links lead round in a circle");
                }
                var target = at.resolve(Files.readSymbolicLink(next));
                rest = names(target, rest);
                at = target.getRoot();
            } else {
                at = next;
            }
        }
    }

    /** The names of a path in front of others. */
    private static Deque<Path> names(Path path, Deque<Path> behind) {
        var names = new ArrayDeque<Path>();
        for (var name : path) {
            if (!name.toString().equals(".")) {
                names.add(name);
            }
        }
        names.addAll(behind);
        return names;
    }

    private void requireTrusted(Path on) throws IOException {
        if (!trusted.contains(uid(on))) {
            throw new UnfitFileException("lies in " + folder + ", and " + on + " on the way there belongs to "
                    + Files.getOwner(on, LinkOption.NOFOLLOW_LINKS).getName()
                    + ", who may put another folder there: name a file in a folder that lies in none but root's and this user's");
        }
    }

    private void requireUnalterable(Path on) throws IOException {
        requireTrusted(on);
        var permissions = Files.getPosixFilePermissions(on, LinkOption.NOFOLLOW_LINKS);
        if (isWritable(permissions) && !isSticky(on)) {
            throw new UnfitFileException("lies in " + folder + ", and in " + on + " on the way there others may put another folder ("
                    + PosixFilePermissions.toString(permissions) + "): chmod go-w " + on
                    + ", or chmod +t, if it is for everybody, or name a file elsewhere");
        }
    }

    private static boolean isWritable(Set<PosixFilePermission> permissions) {
        return permissions.contains(PosixFilePermission.GROUP_WRITE) || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isSticky(Path on) throws IOException {
        return ((int) Files.getAttribute(on, "unix:mode", LinkOption.NOFOLLOW_LINKS) & STICKY) != 0;
    }

    private static int uid(Path on) throws IOException {
        return (int) Files.getAttribute(on, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
