package org.sspi4j.ntlm;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.crypto.Cipher;
import org.bouncycastle.tls.TlsUtils;
import org.sspi4j.engine.Engine;

/** What a security package must not do, for the test that the rules against it can fail. Each class breaks one rule. */
public final class Planted {
    private Planted() {}

    public static final class UsesTheEngine {
        Engine engine;
    }

    public static final class UsesAnotherPackage {
        public org.sspi4j.digest.Planted other;
    }

    public static final class UsesTheNetwork {
        InetAddress address;
    }

    public static final class ReadsAFile {
        boolean isThere(Path path) {
            return Files.exists(path);
        }
    }

    public static final class StartsAThread {
        Object thread() {
            return new Thread();
        }
    }

    public static final class HasAnExecutor {
        Executor executor;
    }

    public static final class LooksAtTheClock {
        Instant now() {
            return Instant.now();
        }
    }

    public static final class LooksAtTheOtherClock {
        long now() {
            return System.currentTimeMillis();
        }
    }

    public static final class DrawsItsOwnRandomness {
        Object random() {
            return new SecureRandom();
        }
    }

    public static final class LetsAFuturePick {
        Object later() {
            return CompletableFuture.supplyAsync(() -> "later");
        }
    }

    public static final class Ciphers {
        Cipher cipher;
    }

    public static final class UsesBouncyCastle {
        TlsUtils tls;
    }

    public static final class ComparesBytes {
        boolean same(byte[] one, byte[] other) {
            return Arrays.equals(one, other);
        }
    }

    public static final class CatchesFaults {
        String result(Runnable action) {
            try {
                action.run();
                return "done";
            } catch (RuntimeException e) {
                return "fault";
            }
        }
    }

    public static final class CatchesEverything {
        String result(Runnable action) {
            try {
                action.run();
                return "done";
            } catch (Throwable e) {
                return "fault";
            }
        }
    }
}
