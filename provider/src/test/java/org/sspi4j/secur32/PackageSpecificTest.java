package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_TARGET_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.secur32.Machine.INBOUND;
import static org.sspi4j.secur32.Machine.OUTBOUND;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.line;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.w;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;

@DisplayName("Two packages of one machine, asked the same")
class PackageSpecificTest {
    @TempDir
    private Path folder;

    private Machine machine;
    private Identity keytab;

    @BeforeEach
    void start() {
        machine = new Machine(folder);
        keytab = Identity.keytab(machine.keytab);
    }

    private Result.AcquireCredentialsHandle acquire(String name, int use, Identity identity) {
        return machine.secur32.acquireCredentialsHandleW(null, w(name), use, null, identity, null, null);
    }

    private CredHandle handle(String name, int use, Identity identity) throws Exception {
        return acquire(name, use, identity).orThrow().phCredential();
    }

    @Test
    @Tag("S20")
    void takeIdentitiesOfTheirOwn() {
        assertEquals(SEC_E_OK, acquire("Kerberos", INBOUND, keytab).status());
        assertEquals(SEC_E_UNKNOWN_CREDENTIALS, acquire("EveryCase", INBOUND, keytab).status());
    }

    @Test
    @Tag("S20")
    void takeTokensOfTheirOwn() throws Exception {
        assertEquals(SEC_E_OK, accepts(handle("EveryCase", INBOUND, Machine.password("server", ""))));
        assertEquals(SEC_E_INVALID_TOKEN, accepts(handle("Kerberos", INBOUND, keytab)));
    }

    private SecurityStatus accepts(CredHandle credential) {
        return machine.secur32.acceptSecurityContext(credential, null, desc(line("bye alice")), 0, 0, desc(room(64))).status();
    }

    /** HTTP//web is no service's name, and EveryCase has no idea of services. */
    @Test
    @Tag("S68")
    void readTargetsInTheirOwnWay() throws Exception {
        var user = Machine.password("alice@EXAMPLE.COM", "secret");
        assertEquals(SEC_I_CONTINUE_NEEDED, begins(handle("EveryCase", OUTBOUND, user)));
        assertEquals(SEC_E_TARGET_UNKNOWN, begins(handle("Kerberos", OUTBOUND, user)));
    }

    private SecurityStatus begins(CredHandle credential) {
        return machine.secur32.initializeSecurityContextW(credential, null, w("HTTP//web"), 0, 0, 0, null, 0, desc(room(64))).status();
    }
}
