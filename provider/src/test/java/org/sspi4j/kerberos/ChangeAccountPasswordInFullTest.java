package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.secur32.AnsiString;
import org.sspi4j.secur32.Machine;
import org.sspi4j.secur32.SecBufferDesc;
import org.sspi4j.secur32.SecurityString;

@DisplayName("sspi.md 3.2 ChangeAccountPassword, in full, before a password server")
class ChangeAccountPasswordInFullTest {
    @TempDir
    private Path folder;

    private final SecBuffer response =
            new SecBuffer(SecBufferType.CHANGE_PASS_RESPONSE, SecBuffer.Access.READ_WRITE, ByteBuffer.allocate(24));
    private Machine machine;
    private PasswordServer server;

    @BeforeEach
    void start() {
        machine = new Machine(folder);
        server = new PasswordServer(machine.kdc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "Negotiate"})
    void changesItInBothForms(String packageName) {
        assertEquals(SEC_E_OK, machine.secur32.changeAccountPasswordW(
                SecurityString.of(packageName), SecurityString.of("EXAMPLE.COM"), SecurityString.of("alice"),
                SecurityString.of("secret"), SecurityString.of("Nächstes!1"), false, 0, SecBufferDesc.of(response)).status());
        assertEquals(0, response.size());
        assertEquals(SEC_E_OK, machine.secur32.changeAccountPasswordA(
                AnsiString.of(packageName.toLowerCase(Locale.ROOT)), null, AnsiString.of("alice@EXAMPLE.COM"),
                AnsiString.of("secret"), AnsiString.of("Übernächstes!1"), true, 0, SecBufferDesc.of(response)).status());
        assertEquals(List.of("Nächstes!1", "Übernächstes!1"), server.passwords);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "Negotiate"})
    void aWrongOldPasswordIsDenied(String packageName) {
        assertEquals(SEC_E_LOGON_DENIED, machine.secur32.changeAccountPasswordW(
                SecurityString.of(packageName), SecurityString.of("EXAMPLE.COM"), SecurityString.of("alice"),
                SecurityString.of("wrong"), SecurityString.of("Nächstes!1"), false, 0, SecBufferDesc.of(response)).status());
        assertEquals(List.of(), server.passwords);
    }
}
