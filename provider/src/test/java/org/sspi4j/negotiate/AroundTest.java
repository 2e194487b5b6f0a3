package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.ScriptedKdc;

@DisplayName("Negotiate around a handle of one package")
class AroundTest {
    private final Negotiation negotiation = new Negotiation();

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private CredHandle alice() throws SspiException {
        return negotiation.engine.acquire(
                "Kerberos", CredentialUse.OUTBOUND, Negotiation.password("alice", ScriptedKdc.PASSWORD), negotiation.config);
    }

    private String chosen(CredHandle client, CredHandle server) throws SspiException {
        var begun = negotiation.initialize(client, null, new byte[0]);
        var accepted = negotiation.accept(server, null, begun.token());
        var ours = negotiation.initialize(client, begun, accepted.token());
        try (var ends = new Negotiation.Ends(ours, accepted)) {
            Negotiation.talk(ends);
            return ours.context().query(NegotiateAttribute.NEGOTIATION_INFO).packageInfo().name();
        }
    }

    private static void refused(SecurityStatus status, Executable call) {
        assertEquals(status, assertThrows(SspiException.class, call).status());
    }

    @Test
    void bothSidesChooseThatOneAndNoOther() throws Exception {
        try (var kerberos = alice();
                var alice = kerberos.within("Negotiate");
                var keys = negotiation.engine.acquire(
                        "Kerberos", CredentialUse.INBOUND, Identity.keytab(negotiation.keytab), negotiation.config);
                var web = keys.within("negotiate")) {
            assertEquals("Negotiate", alice.packageInfo().name());
            assertEquals("Kerberos", chosen(alice, web));
            var init = NegTokenInit.decode(negotiation.initialize(alice, null, new byte[0]).token());
            assertEquals(List.of(MechType.KERBEROS.oid()), init.mechTypes().mechTypes());
        }
    }

    @Test
    void theTicketsAreTheSame() throws Exception {
        try (var kerberos = alice(); var alice = kerberos.within("Negotiate"); var web = negotiation.serverCredential()) {
            kerberos.logon();
            int asked = negotiation.asked;
            chosen(alice, web);
            assertEquals(asked + 1, negotiation.asked, "a ticket for the service, and no logon");
        }
    }

    @Test
    void theOneThatIsClosedFirstLeavesTheOtherOneOpen() throws Exception {
        try (var kerberos = alice(); var web = negotiation.serverCredential()) {
            kerberos.within("Negotiate").close();
            kerberos.logon();
            var alice = kerberos.within("Negotiate");
            kerberos.close();
            assertEquals("Kerberos", chosen(alice, web));
            alice.close();
            refused(SEC_E_INVALID_HANDLE, () -> negotiation.initialize(alice, null, new byte[0]));
        }
    }

    @Test
    void neitherAClosedHandleNorAPackageThatDoesNotWrap() throws Exception {
        var kerberos = alice();
        refused(SEC_E_SECPKG_NOT_FOUND, () -> kerberos.within("Other"));
        refused(SEC_E_UNKNOWN_CREDENTIALS, () -> kerberos.within("NTLM"));
        try (var negotiate = negotiation.clientCredential()) {
            refused(SEC_E_UNKNOWN_CREDENTIALS, () -> negotiate.within("Negotiate"));
        }
        kerberos.close();
        refused(SEC_E_INVALID_HANDLE, () -> kerberos.within("Negotiate"));
    }
}
