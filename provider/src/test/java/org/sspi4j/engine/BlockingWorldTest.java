package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.credential.CredentialCaches;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

class BlockingWorldTest {
    private final BlockingWorld world = new BlockingWorld(request -> new byte[0], new CredentialCaches(), Decisions.NOWHERE);

    @Test
    void anErrorOfWhatItWaitsForIsNothingToFallBackOn() {
        var error = new OutOfMemoryError("a test");
        var need = new Need.Awaited<String>(() -> CompletableFuture.failedFuture(error));
        assertSame(error, assertThrows(
                OutOfMemoryError.class,
                () -> Drive.sync(Step.either(() -> Step.ask(need), failure -> Step.of("fell back")), world)));
    }

    @Test
    void whatIsNoFileHoldsNoCredentials(@TempDir Path folder) throws Exception {
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refusal(folder).status());
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refusal(folder.resolve("absent")).status());
        var device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, refusal(device).status());
        }
    }

    @Test
    void aFileOfMoreThan16MebibytesIsNotRead(@TempDir Path folder) throws Exception {
        var large = Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]);
        assertTrue(refusal(large).getMessage().contains("larger than"));
        assertEquals(16 << 20, world.to(new Need.File(Files.write(large, new byte[16 << 20]))).length);
    }

    private SspiException refusal(Path file) {
        return assertThrows(SspiException.class, () -> world.to(new Need.File(file)));
    }
}
