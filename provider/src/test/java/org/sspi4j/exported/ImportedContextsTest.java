package org.sspi4j.exported;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.file.OwnerOnly;
import org.sspi4j.testkit.ForkedJvm;

@Timeout(120)
class ImportedContextsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    @TempDir
    Path folder;

    /** Of so many ids, how many were seen here first. */
    static int firsts(Path folder, int ids) throws Exception {
        var imported = new ImportedContexts(folder, OwnerOnly.ofProcess());
        int firsts = 0;
        for (int i = 0; i < ids; i++) {
            var id = ByteBuffer.allocate(16).putInt(i).array();
            firsts += imported.isFirst(id, NOW, NOW) ? 1 : 0;
        }
        return firsts;
    }

    @Test
    void ofManyThreadsOneIsTheFirst() throws Exception {
        int ids = 200;
        var firsts = KeyFileTest.each(64, () -> firsts(folder, ids));
        assertEquals(ids, firsts.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void ofTwoProcessesOneIsTheFirst() throws Exception {
        int ids = 2_000;
        var firsts = KeyFileTest.each(2, () -> {
            var result = ForkedJvm.of(ExportsInAnotherJvm.class)
                    .arguments("first", folder.toString(), Integer.toString(ids))
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            return Integer.parseInt(result.output().strip());
        });
        assertEquals(ids, firsts.get(0) + firsts.get(1));
    }
}
