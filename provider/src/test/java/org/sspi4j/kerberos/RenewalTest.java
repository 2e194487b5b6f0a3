package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_INVALID_REQUEST;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;

@DisplayName("RFC 4120 3.3.2 a ticket-granting ticket is renewed")
class RenewalTest {
    private final Client client = new Client();

    private ServiceTicket renewable() throws SspiException {
        client.kdc.lie(reply -> {
            reply.flags |= TicketFlags.RENEWABLE;
            reply.renewTill = Optional.of(Client.now().plus(Duration.ofDays(7)));
        });
        return client.tgt();
    }

    private ServiceTicket renewed(ServiceTicket tgt) throws SspiException {
        return Drive.sync(TgsExchange.renewal(client.config, tgt, KdcTime.ours(), client.facilities).run(), client.kdc);
    }

    @Test
    void itHoldsLongerAndHasAnotherKey() throws Exception {
        var tgt = renewable();
        client.facilities.pass(Duration.ofHours(5));
        var renewed = renewed(tgt);
        assertEquals(Client.now().plus(Duration.ofHours(15)), renewed.endtime());
        assertEquals(tgt.renewTill(), renewed.renewTill());
        assertEquals(tgt.server().toString(), renewed.server().toString());
        var body = client.kdc.requests().get(1).reqBody();
        assertEquals(KdcOptions.RENEW | KdcOptions.RENEWABLE, body.kdcOptions());
        assertEquals(tgt.renewTill().orElseThrow(), body.till());
    }

    @Test
    void aCredentialGoesOnWithIt() throws Exception {
        client.kdc.lie(reply -> {
            reply.flags |= TicketFlags.RENEWABLE;
            reply.renewTill = Optional.of(Client.now().plus(Duration.ofDays(7)));
        });
        var credential = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
        Drive.sync(credential.tgt(client.facilities), client.kdc);
        client.facilities.pass(Duration.ofHours(5));
        Drive.sync(new KerberosPackage().renew(credential, client.facilities), client.kdc);
        assertEquals(Client.now().plus(Duration.ofHours(15)), credential.expiry());
    }

    @Test
    void aCredentialWithoutARenewableTicketHasNothingToRenew() throws Exception {
        var credential = client.credential(Client.keytab(AES256_CTS_HMAC_SHA1_96));
        refusal(SEC_E_NO_CREDENTIALS, () -> new KerberosPackage().renew(credential, client.facilities));
        Drive.sync(credential.tgt(client.facilities), client.kdc);
        refusal(SEC_E_NO_CREDENTIALS, () -> new KerberosPackage().renew(credential, client.facilities));
    }

    @Test
    void anEndAfterRenewTillIsRefused() throws Exception {
        var tgt = renewable();
        client.kdc.lie(reply -> reply.endtime = tgt.renewTill().orElseThrow().plusSeconds(1));
        refusal(SEC_E_MESSAGE_ALTERED, () -> renewed(tgt));
    }

    @Test
    void aTicketForSomethingElseIsRefused() throws Exception {
        var tgt = renewable();
        client.kdc.lie(reply -> {
            reply.sname = PrincipalName.krbtgt("OTHER.COM");
            reply.ticketName = reply.sname;
        });
        refusal(SEC_E_MESSAGE_ALTERED, () -> renewed(tgt));
    }

    @Test
    void aKdcThatDoesNotRenewSaysSo() throws Exception {
        var tgt = renewable();
        client.kdc.script(request -> Optional.of(client.kdc.error(ErrorCode.KDC_ERR_BADOPTION)));
        refusal(SEC_E_KDC_INVALID_REQUEST, () -> renewed(tgt));
    }
}
