package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.logon.ThreadToken;

/**
 * Each function that takes a handle, in each state of the handle, through the full door, the short one and the asynchronous one, against
 * the table; then the whole table from 64 threads at once, and 64 threads on one handle.
 */
@DisplayName("The call matrix")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CallMatrixTest {
    private static final int THREADS = 64;

    /** One table of the file. */
    private record Matrix(String kind, String packageName, List<String> states, Map<String, List<SecurityStatus>> rows) {
        SecurityStatus at(String function, String state) {
            return rows.get(function).get(states.indexOf(state));
        }

        /** All that a function may answer, whatever state its handle is in. */
        Set<SecurityStatus> all(String function) {
            return Set.copyOf(rows.get(function));
        }

        int cells() {
            return rows.size() * states.size();
        }

        @Override
        public String toString() {
            return kind + " " + packageName;
        }
    }

    private record Cell(Matrix matrix, String function, String state, Door door) {
        SecurityStatus expected() {
            return matrix.at(function, state);
        }

        @Override
        public String toString() {
            return matrix + ": " + function + " / " + state + " / " + door;
        }
    }

    @TempDir
    private Path folder;

    private MatrixStates states;

    @BeforeEach
    void machines() throws Exception {
        states = new MatrixStates(
                new Machine(Files.createDirectory(folder.resolve("one"))), new Machine(Files.createDirectory(folder.resolve("two"))));
    }

    @TestFactory
    @Tag("S109")
    @Tag("S125")
    @Tag("S175")
    Stream<DynamicTest> everyFunctionInEveryState() {
        return cells().map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> assertEquals(cell.expected(), run(cell))));
    }

    @Test
    void theNumberOfInvalidHandleIsNotASmartCards() {
        assertEquals(0x80090301, states.machine().secur32.deleteSecurityContext(null).status().value());
    }

    @Test
    @Tag("S124")
    void toActAsAnAcceptedClientIsZero() throws Exception {
        try (var accepted = states.context("EveryCase", "acceptor")) {
            assertEquals(0, states.machine().secur32.impersonateSecurityContext(accepted.handle()).status().value());
            assertEquals("alice", ThreadToken.current().orElseThrow().userName());
            assertEquals(0, states.machine().secur32.revertSecurityContext(accepted.handle()).status().value());
        }
    }

    @Test
    void theTableKnowsEveryFunctionWithAHandleAndNoOther() {
        var inTable = matrices().stream()
                .flatMap(matrix -> matrix.rows().keySet().stream())
                .filter(function -> !function.contains("."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(functionsWithHandles(), inTable);
    }

    @Test
    void theShortFormsThrowForNull() {
        for (var cell : (Iterable<Cell>) cells().filter(each -> each.state().equals("null") && each.door() == Door.FULL)::iterator) {
            if (Door.SHORT.has(cell.function())) {
                assertThrows(NullPointerException.class, () -> Door.SHORT.standard(cell.function(), null, null), cell.toString());
            }
        }
    }

    /** To the doors of the process the handles of another engine are strangers', as those of somebody else's class are. */
    @ParameterizedTest
    @ValueSource(strings = {"stranger", "other", "initiator"})
    void theDoorsOfTheProcessRefuseHandlesOfOthers(String state) throws Exception {
        for (var matrix : matrices()) {
            if (matrix.kind().equals("contexts")) {
                for (var function : matrix.rows().keySet()) {
                    if (Door.SHORT.has(function)) {
                        var context = states.context(matrix.packageName(), state).handle();
                        assertEquals(SecurityStatus.SEC_E_INVALID_HANDLE, Door.SHORT.standard(function, context, states.stranger()),
                                function);
                    }
                }
            }
        }
    }

    @Test
    void theWholeTableFrom64ThreadsAtOnce() throws Exception {
        var cells = cells().toList();
        var wrong = at64(thread -> {
            var found = new ArrayList<String>();
            for (int i = 0; i < cells.size(); i++) {
                var cell = cells.get((i + thread * cells.size() / THREADS) % cells.size());
                if (cell.matrix().packageName().equals("Schannel") && thread % 32 != 0) {
                    continue;       // a whole handshake for each cell: 2 threads are enough
                }
                var status = run(cell);
                if (status != cell.expected()) {
                    found.add(cell + ": " + status + " instead of " + cell.expected());
                }
            }
            return found;
        });
        assertEquals(List.of(), wrong);
    }

    /** Whoever comes first changes the state for the others: each answer is one that the function has in some state. */
    @Test
    void sixtyFourThreadsOnOneHandle() throws Exception {
        for (var matrix : matrices()) {
            for (var state : matrix.states()) {
                var functions = List.copyOf(matrix.rows().keySet());
                var subject = states.of(matrix.kind(), matrix.packageName(), state);
                var wrong = at64(thread -> {
                    var found = new ArrayList<String>();
                    for (int i = 0; i < functions.size(); i++) {
                        var function = functions.get((i + thread) % functions.size());
                        var status = Door.FULL.call(states.machine(), function, subject);
                        if (!allowed(matrix, function).contains(status)) {
                            found.add(matrix + ": " + function + " / " + state + ": " + status);
                        }
                    }
                    return found;
                });
                subject.close();
                assertEquals(List.of(), wrong);
            }
        }
    }

    @Test
    void theTableHasItsSize() {
        assertEquals(20 * 14 + 20 * 11 + 20 * 15 + 20 * 10 + 20 * 10 + 12 * 11, matrices().stream().mapToInt(Matrix::cells).sum());
    }

    /** A message of which another thread has taken the number, and a token that another thread has used, are refused as such. */
    private static Set<SecurityStatus> allowed(Matrix matrix, String function) {
        var allowed = new TreeSet<>(matrix.all(function));
        if (Door.takesMessage(function)) {
            allowed.add(SecurityStatus.SEC_E_OUT_OF_SEQUENCE);
            allowed.add(SecurityStatus.SEC_E_INVALID_TOKEN);
            allowed.add(SecurityStatus.SEC_E_MESSAGE_ALTERED);
        }
        if (matrix.packageName().equals("Schannel") && function.startsWith("initialize")) {
            allowed.add(SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS);
        }
        return allowed;
    }

    private interface Task {
        Collection<String> of(int thread) throws Exception;
    }

    private static List<String> at64(Task task) throws Exception {
        var pool = Executors.newFixedThreadPool(THREADS);
        var all = new CountDownLatch(THREADS);
        try {
            var tasks = IntStream.range(0, THREADS).<Callable<Collection<String>>>mapToObj(thread -> () -> {
                all.countDown();
                all.await();
                return task.of(thread);
            }).toList();
            var found = new ArrayList<String>();
            for (var future : pool.invokeAll(tasks)) {
                found.addAll(future.get());
            }
            return found;
        } catch (ExecutionException e) {
            throw new AssertionError("Something else than a status came out", e.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private SecurityStatus run(Cell cell) throws Exception {
        var subject = states.of(cell.matrix().kind(), cell.matrix().packageName(), cell.state());
        try {
            return cell.door().call(states.machine(), cell.function(), subject);
        } finally {
            subject.close();
        }
    }

    private static Stream<Cell> cells() {
        return matrices().stream().flatMap(matrix -> matrix.rows().keySet().stream().flatMap(function ->
                matrix.states().stream().flatMap(state -> Stream.of(Door.values())
                        .filter(door -> door.has(function) && isDefined(door, function, state))
                        .map(door -> new Cell(matrix, function, state, door)))));
    }

    /** The short door throws for null, and an asynchronous delete waits for the call that is running. */
    private static boolean isDefined(Door door, String function, String state) {
        return !(door == Door.SHORT && state.equals("null"))
                && !(door == Door.ASYNC && function.equals("deleteSecurityContext") && state.equals("busy"));
    }

    private static Set<String> functionsWithHandles() {
        return Stream.of(Secur32.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Stream.of(method.getParameterTypes()).anyMatch(type ->
                        type.getSimpleName().equals("CredHandle") || type.getSimpleName().equals("CtxtHandle")))
                .map(Method::getName)
                .filter(name -> !name.contains("Async"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Matrix> matrices() {
        var matrices = new ArrayList<Matrix>();
        for (var line : lines()) {
            var words = List.of(line.strip().split("\\s+"));
            if (line.startsWith("==")) {
                matrices.add(new Matrix(words.get(1), words.get(2), new ArrayList<>(), new LinkedHashMap<>()));
            } else {
                var matrix = matrices.get(matrices.size() - 1);
                if (line.startsWith(" ")) {
                    matrix.states().addAll(words);
                } else {
                    assertEquals(matrix.states().size() + 1, words.size(), line);
                    matrix.rows().put(words.get(0), words.stream().skip(1).map(CallMatrixTest::status).toList());
                }
            }
        }
        assertTrue(matrices.size() > 0);
        return matrices;
    }

    private static SecurityStatus status(String letters) {
        return switch (letters) {
            case "IH" -> SecurityStatus.SEC_E_INVALID_HANDLE;
            case "UF" -> SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
            case "OS" -> SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
            case "NC" -> SecurityStatus.SEC_E_NO_CREDENTIALS;
            case "WC" -> SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE;
            case "IT" -> SecurityStatus.SEC_E_INVALID_TOKEN;
            case "CE" -> SecurityStatus.SEC_E_CONTEXT_EXPIRED;
            case "IX" -> SecurityStatus.SEC_I_CONTEXT_EXPIRED;
            case "MA" -> SecurityStatus.SEC_E_MESSAGE_ALTERED;
            case "CN" -> SecurityStatus.SEC_I_CONTINUE_NEEDED;
            case "OK" -> SecurityStatus.SEC_E_OK;
            default -> throw new IllegalArgumentException(letters);
        };
    }

    private static List<String> lines() {
        try (var in = CallMatrixTest.class.getResourceAsStream("/vectors/sspi/call-matrix.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
