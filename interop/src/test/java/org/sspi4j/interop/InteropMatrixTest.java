package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs of several JVMs, each of which has a matrix of its own and writes into the same file. */
class InteropMatrixTest {
    @TempDir
    Path folder;

    private Path file;

    static class Older {
        @Test
        @Shows(value = "Feature 1", against = Peer.CURL)
        void test() {}
    }

    static class Newer {
        @Test
        @Shows(value = "Feature 2 on {java.specification.version} {}", against = {Peer.CURL, Peer.CHROMIUM})
        void test() {}
    }

    @BeforeEach
    void name() {
        file = folder.resolve("target/matrix.md");
    }

    private List<String> written(Class<?>... tests) throws Exception {
        var config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(new InteropMatrix(file))
                .build();
        var request = LauncherDiscoveryRequestBuilder.request();
        for (var each : tests) {
            request.selectors(selectClass(each));
        }
        LauncherFactory.create(config).execute(request.build());
        return Files.readAllLines(file).stream().skip(2).map(row -> row.replaceAll("[ |]+", " ").strip()).toList();
    }

    @Test
    void rowsOfAnotherJvmStay() throws Exception {
        var newer = "Feature 2 on " + System.getProperty("java.specification.version") + " test() 1 1";
        assertEquals(List.of(newer), written(Newer.class));
        assertEquals(List.of("Feature 1 1", newer), written(Older.class));
    }

    @Test
    void aRowThatIsShownAgainStandsThereOnce() throws Exception {
        written(Older.class);
        assertEquals(List.of("Feature 1 1"), written(Older.class));
    }

    @Test
    void rowsOfAnotherVersionOfJavaGo() throws Exception {
        written(Newer.class);
        Files.write(file, Files.readAllLines(file).stream().map(line -> line.replace("JDK " + Runtime.version(), "JDK 1.0")).toList());
        assertEquals(List.of("Feature 1 1"), written(Older.class));
    }
}
