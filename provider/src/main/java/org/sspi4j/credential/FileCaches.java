package org.sspi4j.credential;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.UnreadableFile;
import org.sspi4j.kerberos.store.CredentialCache;

/**
 * FILE: one cache in one file. Tickets are added at the end, as MIT krb5 does it; what replaces others is written to a file
 * beside, which then takes the place of the old one.
 *
 * @spec MIT krb5 formats/ccache_file_format
 */
final class FileCaches implements CacheType {
    private final Optional<UserPrincipal> user;

    FileCaches() {
        this(userOfProcess());
    }

    /** @param user whose process this is; empty where nobody says */
    FileCaches(Optional<UserPrincipal> user) {
        this.user = user;
    }

    private static Optional<UserPrincipal> userOfProcess() {
        try {
            return Optional.of(Files.getOwner(Path.of("/proc/self")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] read(CacheName name) throws SspiException {
        var file = path(name);
        try {
            return new LockedFile(file).read();
        } catch (AccessDeniedException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, name + " " + UnreadableFile.why(file, e), e);
        } catch (IOException e) {
            throw CredentialCaches.none(name, e.toString(), e);
        }
    }

    @Override
    public CacheName store(CacheName name, CredentialCache tickets, boolean anew) throws SspiException {
        try {
            new LockedFile(path(name)).update(present -> changed(name, present, tickets, anew));
            return name;
        } catch (IOException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential cache " + name + " cannot be written: " + e, e);
        }
    }

    private LockedFile.Change changed(CacheName name, byte[] present, CredentialCache tickets, boolean anew)
            throws SspiException {
        // A file of no bytes is what a program left that was going to write a cache.
        if (anew || present.length == 0) {
            return new LockedFile.Anew(tickets.encode());
        }
        requireOwn(name);
        boolean isOfVersion4 = present.length > 1 && present[1] == 4;
        var before = CredentialCaches.ofSameOwner(name, present, tickets);
        try {
            return isOfVersion4 && !before.isReplacedBy(tickets.credentials())
                    ? new LockedFile.Append(tickets.encodeCredentials())
                    : new LockedFile.Replace(before.with(tickets.credentials()).encode());
        } finally {
            before.wipe();
        }
    }

    /**
     * Whoever owns a file may read what is added to it. In /tmp, where the names of caches are known, anybody may make one for this
     * user once the user's own is removed.
     */
    private void requireOwn(CacheName name) throws SspiException {
        UserPrincipal owner;
        try {
            owner = Files.getOwner(path(name));
        } catch (IOException e) {
            throw CredentialCaches.none(name, e.toString(), e);
        }
        if (user.isPresent() && !user.get().equals(owner)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "Tickets are not added to " + name + ", which is somebody else's, who could use them: it is " + owner.getName()
                            + "'s, and this JVM runs as " + user.get().getName() + ". Remove it, or name another cache");
        }
    }

    private static Path path(CacheName name) throws SspiException {
        try {
            return Path.of(name.residual());
        } catch (InvalidPathException e) {
            throw CredentialCaches.none(name, "that is no path: " + e.getReason(), e);
        }
    }
}
