package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;

@DisplayName("sspi.md 3.1 to 3.5: names, parameters and their order, against a table that was not made from the code")
class FunctionsTest {
    private record Parameter(String direction, String name, String type) {}

    /** One form of a function: {@code A}, {@code W}, or none. */
    private record Form(String function, String suffix, List<Parameter> parameters) {
        String method() {
            return function.substring(0, 1).toLowerCase(Locale.ROOT) + function.substring(1) + suffix;
        }

        /** As Java would declare it. */
        List<String> inputs() {
            return parameters.stream()
                    .filter(parameter -> parameter.direction().equals("in") || parameter.direction().equals("mem"))
                    .map(parameter -> type(parameter.type()) + " " + parameter.name())
                    .toList();
        }

        List<String> outputs() {
            return parameters.stream()
                    .filter(parameter -> parameter.direction().equals("out"))
                    .map(parameter -> parameter.type() + " " + parameter.name())
                    .toList();
        }

        private String type(String type) {
            return type.equals("string") ? suffix.equals("W") ? "SecurityString" : "AnsiString" : type;
        }

        @Override
        public String toString() {
            return method();
        }
    }

    static List<Form> forms() {
        return table().values().stream().flatMap(List::stream).toList();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void parametersHaveTheHeadersOrderNamesAndTypes(Form form) {
        assertEquals(form.inputs(), declared(method(form)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theResultIsAStatusAndThenTheOutputsInTheHeadersOrder(Form form) {
        var result = method(form).getReturnType();
        var returned = form.parameters().stream().filter(parameter -> parameter.direction().equals("returns")).toList();
        if (!returned.isEmpty()) {
            assertEquals(returned.get(0).name(), result.getSimpleName());
            return;
        }
        assertTrue(Result.class.isAssignableFrom(result), result.toString());
        if (form.outputs().isEmpty()) {
            assertEquals(Outcome.class, result);
        } else {
            var components = Arrays.stream(result.getRecordComponents())
                    .map(component -> component.getType().getSimpleName() + " " + component.getName())
                    .toList();
            assertEquals("Outcome outcome", components.get(0));
            assertEquals(form.outputs(), components.subList(1, components.size()));
        }
    }

    @Test
    @Tag("S167")
    @Tag("S168")
    @Tag("S169")
    @Tag("S170")
    @Tag("S171")
    @Tag("S173")
    @Tag("S174")
    @Tag("S175")
    void everyFunctionIsThereAndNoOther() {
        var expected = new TreeSet<>(forms().stream().map(Form::method).toList());
        var actual = Stream.of(Secur32.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, actual);
    }

    @Test
    @Tag("S6")
    @Tag("S62")
    @Tag("S8")
    @Tag("S50")
    @Tag("S176")
    @Tag("S177")
    @Tag("S178")
    @Tag("S179")
    @Tag("S180")
    void theFunctionsOfTheSeedsHaveTheirParameters() throws Exception {
        assertEquals(10, count("SspiAcquireCredentialsHandleAsync"));
        assertEquals(13, count("SspiInitializeSecurityContextAsync"));
        for (var form : forms()) {
            if (form.function().endsWith("Async")) {
                assertEquals(form.inputs(), declared(method(form)));
            }
        }
        assertEquals(Outcome.class, Secur32.class.getMethod("sspiGetAsyncCallStatus", SspiAsyncContext.class).getReturnType());
    }

    /** Those that are parameters here and those that are returned, in the table and in the code. */
    private static int count(String function) {
        var form = table().get(function).get(0);
        var method = method(form);
        int declared = method.getParameterCount() + method.getReturnType().getRecordComponents().length - 1;
        assertEquals(form.parameters().size(), declared);
        return declared;
    }

    @Test
    @Tag("S122")
    void impersonationTakesTheContextAndReturnsAStatus() throws Exception {
        var impersonate = Secur32.class.getMethod("impersonateSecurityContext", CtxtHandle.class);
        assertEquals(Outcome.class, impersonate.getReturnType());
    }

    @Test
    @Tag("S7")
    void aResultIsAStatusOf32BitsWithSign() throws Exception {
        assertEquals(SecurityStatus.class, Result.class.getMethod("status").getReturnType());
        assertEquals(int.class, SecurityStatus.class.getMethod("value").getReturnType());
        assertTrue(SecurityStatus.SEC_E_INVALID_HANDLE.value() < 0);
    }

    private static List<String> declared(Method method) {
        return Arrays.stream(method.getParameters())
                .map(parameter -> parameter.getType().getSimpleName() + " "
                        + (parameter.isNamePresent() ? parameter.getName() : "whose name is lost"))
                .toList();
    }

    private static Method method(Form form) {
        var found = Stream.of(Secur32.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getName().equals(form.method()))
                .toList();
        assertEquals(1, found.size(), form.method());
        return found.get(0);
    }

    private static Map<String, List<Form>> table() {
        var table = new LinkedHashMap<String, List<Form>>();
        List<Parameter> parameters = List.of();
        for (var line : lines()) {
            var words = line.strip().split(" +");
            if (line.startsWith(" ")) {
                parameters.add(new Parameter(words[0], words[1], words.length > 2 ? words[2] : ""));
            } else {
                var own = new ArrayList<Parameter>();
                parameters = own;
                table.put(words[0], Stream.of(words).skip(1)
                        .map(form -> new Form(words[0], form.equals("-") ? "" : form, own))
                        .toList());
            }
        }
        return table;
    }

    private static List<String> lines() {
        try (var in = FunctionsTest.class.getResourceAsStream("/vectors/sspi/functions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
