package org.sspi4j.jaas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;

class PromptsTest {
    private final CallbackHandler handler = mock(CallbackHandler.class);
    private final Prompts prompts = Prompts.of(handler);

    @Test
    void withoutAHandlerTheFailureSaysWhatToSet() {
        var noName = assertThrows(LoginException.class, () -> Prompts.of(null).name());
        assertTrue(noName.getMessage().contains("set principal"), noName.getMessage());
        var noPassword = assertThrows(LoginException.class, () -> Prompts.of(null).password("alice"));
        assertTrue(noPassword.getMessage().contains("useKeyTab"), noPassword.getMessage());
    }

    @Test
    void aHandlerThatCannotReadIsTheCause() throws Exception {
        var gone = new IOException("the terminal is gone");
        doThrow(gone).when(handler).handle(any());
        assertSame(gone, assertThrows(LoginException.class, prompts::name).getCause());
    }

    @Test
    void aHandlerThatDoesNotKnowTheQuestionIsTheCause() throws Exception {
        var unknown = new UnsupportedCallbackException(new NameCallback("?"));
        doThrow(unknown).when(handler).handle(any());
        assertSame(unknown, assertThrows(LoginException.class, () -> prompts.password("alice")).getCause());
    }

    @Test
    void aHandlerThatLeavesTheQuestionOpenIsRefused() {
        assertThrows(LoginException.class, prompts::name);
        assertThrows(LoginException.class, () -> prompts.password("alice"));
    }

    @Test
    void aNameForgesNoLineOfALog() throws Exception {
        for (var odd : new String[] {"\n", "\r", "\u2028", "\u202E"}) {
            assertOneLine("al?ice", assertThrows(LoginException.class, () -> Prompts.of(null).password("al" + odd + "ice")));
            assertOneLine("al?ice", assertThrows(LoginException.class, () -> prompts.password("al" + odd + "ice")));
            assertOneLine("al?ice", assertThrows(LoginException.class, () -> prompts.newPassword("al" + odd + "ice")));
        }
    }

    private static void assertOneLine(String name, LoginException failure) {
        assertTrue(failure.getMessage().contains(name), failure.getMessage());
    }

    @Test
    void anEmptyNameIsRefused() throws Exception {
        answers(callback -> ((NameCallback) callback).setName(""));
        assertThrows(LoginException.class, prompts::name);
    }

    @Test
    void thePasswordIsCopiedAndItsCallbackCleared() throws Exception {
        var seen = new PasswordCallback[1];
        answers(callback -> {
            seen[0] = (PasswordCallback) callback;
            seen[0].setPassword("pässword".toCharArray());
        });
        try (var password = prompts.password("alice")) {
            password.useUtf8(bytes -> {
                assertArrayEquals("pässword".getBytes(UTF_8), bytes);
                return null;
            });
        }
        assertTrue(String.valueOf(seen[0].getPassword()).isBlank());
        assertTrue(seen[0].getPrompt().contains("alice"));
        assertFalse(seen[0].isEchoOn());
    }

    @Test
    void theCopyThatTheCallbackGaveIsWiped() {
        var given = "secret".toCharArray();
        Prompts.secret(given).close();
        assertArrayEquals(new char[6], given);
    }

    @Test
    void theCallbackIsClearedEvenIfTheHandlerFails() throws Exception {
        var seen = new PasswordCallback[1];
        doAnswer(call -> {
                    seen[0] = (PasswordCallback) ((Callback[]) call.getArgument(0))[0];
                    seen[0].setPassword("secret".toCharArray());
                    throw new IOException("afterwards");
                })
                .when(handler)
                .handle(any());
        assertThrows(LoginException.class, () -> prompts.password("alice"));
        assertTrue(String.valueOf(seen[0].getPassword()).isBlank());
    }

    private interface Answer {
        void to(Callback callback);
    }

    private void answers(Answer answer) throws Exception {
        doAnswer(call -> {
                    answer.to(((Callback[]) call.getArgument(0))[0]);
                    return null;
                })
                .when(handler)
                .handle(any());
    }
}
