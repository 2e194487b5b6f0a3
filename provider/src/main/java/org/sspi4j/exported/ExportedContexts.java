package org.sspi4j.exported;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.file.UnfitFileException;
import org.sspi4j.wire.DecodeException;

/** Contexts between an export and the one import that it is for. */
public final class ExportedContexts {
    private final Clock clock;
    private final RandomGenerator random;
    private final OwnerOnly access;

    /** @param random of cryptographic strength: keys are made of it */
    public ExportedContexts(Clock clock, RandomGenerator random) {
        this(clock, random, OwnerOnly.ofProcess());
    }

    ExportedContexts(Clock clock, RandomGenerator random, OwnerOnly access) {
        this.clock = clock;
        this.random = random;
        this.access = access;
    }

    /**
     * What is needed to seal a context, so that nothing can fail once it has given its state away. The key file is made if there is
     * none.
     *
     * @throws SspiException SEC_E_CANNOT_PACK: what is wrong with the key file, and what to do
     */
    public ContextSeal seal(ContextKeyFile file) throws SspiException {
        var path = path(file, SecurityStatus.SEC_E_CANNOT_PACK);
        try {
            return new ContextSeal(new UserKey(new KeyFile(path, access).made(random)), clock, random);
        } catch (IOException e) {
            throw unusable(path, SecurityStatus.SEC_E_CANNOT_PACK, e);
        }
    }

    /**
     * What {@link ContextSeal#seal} sealed, for the caller to wipe. It counts as imported from now on.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN if it was changed, or is another package's; SEC_E_NOT_OWNER if it was sealed with
     *     another key; SEC_E_NO_CREDENTIALS if there is no key, or a key file that others may use; SEC_E_CONTEXT_EXPIRED;
     *     SEC_E_OUT_OF_SEQUENCE if it was imported before; SEC_E_INTERNAL_ERROR if that cannot be known
     */
    public byte[] open(String packageName, byte[] packed, ContextKeyFile file) throws SspiException {
        var context = decoded(packed);
        var path = path(file, SecurityStatus.SEC_E_NO_CREDENTIALS);
        byte[] clear = opened(context, path);
        boolean done = false;
        try {
            requirePackage(context, packageName);
            requireFirst(context, path);
            done = true;
            return clear;
        } finally {
            if (!done) {
                Arrays.fill(clear, (byte) 0);
            }
        }
    }

    private static SealedContext decoded(byte[] packed) throws SspiException {
        try {
            return SealedContext.decode(packed);
        } catch (DecodeException e) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_TOKEN, "This is no exported context: " + e.getMessage(), e);
        }
    }

    private byte[] opened(SealedContext context, Path path) throws SspiException {
        try (var key = new UserKey(new KeyFile(path, access).read())) {
            if (!MessageDigest.isEqual(key.id(), context.keyId())) {
                throw new SspiException(
                        SecurityStatus.SEC_E_NOT_OWNER,
                        "The context was exported with another key than that of " + path
                                + ": import it as the user who exported it, on the same machine, with the same key file");
            }
            return key.open(context).orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The exported context was changed on its way: establish another one"));
        } catch (NoSuchFileException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "There is no key file " + path + ": import as the user who exported, on the same machine, with the same key file",
                    e);
        } catch (IOException e) {
            throw unusable(path, SecurityStatus.SEC_E_NO_CREDENTIALS, e);
        }
    }

    private static void requirePackage(SealedContext context, String packageName) throws SspiException {
        if (!context.packageName().equals(packageName)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The exported context is of " + context.packageName() + ": import it there, and not with " + packageName);
        }
    }

    private void requireFirst(SealedContext context, Path path) throws SspiException {
        var now = clock.instant();
        if (!now.isBefore(context.end())) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED,
                    "The exported context could be imported until " + context.end() + ", and it is " + now + ": establish another one");
        }
        // By the key and not by the file's name, which may be one of several.
        var folder = path.resolveSibling("imported." + HexFormat.of().formatHex(context.keyId()));
        boolean first;
        try {
            first = new ImportedContexts(folder, access).isFirst(context.id(), context.end(), now);
        } catch (IOException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INTERNAL_ERROR,
                    "It cannot be noted in " + folder + " that the context is imported, so it is not: " + e, e);
        }
        if (!first) {
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                    "The exported context was imported before: export it again for each import");
        }
    }

    private static Path path(ContextKeyFile file, SecurityStatus status) throws SspiException {
        try {
            return file.path();
        } catch (ConfigException e) {
            throw new SspiException(status, e.getMessage(), e);
        }
    }

    private static SspiException unusable(Path path, SecurityStatus status, IOException e) {
        var why = e instanceof UnfitFileException
                ? e.getMessage()
                : "cannot be used: " + e + ". Name one that this user may read and write: ContextKeyFile.at";
        return new SspiException(status, "The key file " + path + " " + why, e);
    }
}
