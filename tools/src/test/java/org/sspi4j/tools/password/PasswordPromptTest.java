package org.sspi4j.tools.password;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordPromptTest {
    private final List<String> asked = new ArrayList<>();

    private PasswordPrompt typing(char[]... typed) {
        Deque<char[]> answers = new ArrayDeque<>(List.of(typed));
        return new PasswordPrompt(words -> {
            asked.add(words);
            return answers.poll();
        });
    }

    @Test
    void isAskedForTwiceAndWiped() throws Exception {
        char[] first = "pässword".toCharArray();
        char[] second = "pässword".toCharArray();
        try (var password = typing(first, second).newPassword("alice@EXAMPLE.COM")) {
            assertArrayEquals("pässword".getBytes(StandardCharsets.UTF_8), password.useUtf8(byte[]::clone));
        }
        assertEquals(List.of("Password of alice@EXAMPLE.COM: ", "Once more: "), asked);
        assertArrayEquals(new char[8], first);
        assertArrayEquals(new char[8], second);
    }

    @Test
    void twoThatDifferAreNone() {
        var mistake = assertThrows(IOException.class, () -> typing("one".toCharArray(), "two".toCharArray()).newPassword("u@R"));
        assertTrue(mistake.getMessage().contains("two passwords"), mistake.getMessage());
    }

    @Test
    void nothingIsNone() {
        assertThrows(IOException.class, () -> typing(new char[0], new char[0]).newPassword("u@R"));
        assertThrows(IOException.class, () -> typing().newPassword("u@R"));
        assertThrows(IOException.class, () -> typing("one".toCharArray()).newPassword("u@R"));
    }
}
