package org.sspi4j.benchmarks;

import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ApRep;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.GssToken;

/**
 * What the AP exchange prescribes of ciphers and MACs, over parts as long as those of a real one:
 *
 * <pre>
 *   client  seals the authenticator   RFC 4120 3.2.2
 *   server  opens the ticket          RFC 4120 3.2.3
 *           opens the authenticator   RFC 4120 3.2.3
 *           seals the AP-REP's part   RFC 4120 3.2.4
 *   client  opens the AP-REP's part   RFC 4120 3.2.5
 * </pre>
 *
 * <p>Keys are ready. A server that meets a session key for the first time has to derive four keys from it (Ke and Ki of the
 * authenticator's usage and of the AP-REP's, RFC 3961 5.1, RFC 8009 5), and either side two when its first message comes: that is not in
 * here, {@link SessionKeyBenchmark} has it. Nor is the digest that a replay cache may keep: RFC 4120 asks for the cache and not
 * for a digest. The checksum of the authenticator (RFC 4121 4.1.1) is none without channel bindings.
 */
@State(Scope.Thread)
public class FloorHandshake {
    private byte[] ticket;
    private byte[] authenticator;
    private byte[] apRepPart;
    private FloorKey serviceKey;
    private FloorKey sessionKey;

    @Setup
    public void measureParts(OursPeers peers) throws Exception {
        byte[] request = peers.initiate().token();
        byte[] reply = peers.accept(request).token();
        var apReq = ApReq.decode(GssToken.decode(request).inner());
        var apRep = ApRep.decode(GssToken.decode(reply).inner());
        ticket = sealed(apReq.ticket().encPart());
        authenticator = sealed(apReq.authenticator());
        apRepPart = sealed(apRep.encPart());
        serviceKey = new FloorKey(type(apReq.ticket().encPart()));
        sessionKey = new FloorKey(type(apReq.authenticator()));
    }

    int ticketLength() {
        return ticket.length;
    }

    int client() throws GeneralSecurityException {
        return sessionKey.seal(authenticator, authenticator.length)[0]
                + sessionKey.open(apRepPart, apRepPart.length)[0];
    }

    int server() throws GeneralSecurityException {
        return serviceKey.open(ticket, ticket.length)[0]
                + sessionKey.open(authenticator, authenticator.length)[0]
                + sessionKey.seal(apRepPart, apRepPart.length)[0];
    }

    /** As long as what is encrypted, in whole blocks. */
    static byte[] sealed(EncryptedData part) throws GeneralSecurityException {
        return new byte[FloorKey.blocks(part.cipher().length - type(part).checksumLength())];
    }

    static EncryptionType type(EncryptedData part) {
        return EncryptionType.of(part.etype()).orElseThrow();
    }
}
