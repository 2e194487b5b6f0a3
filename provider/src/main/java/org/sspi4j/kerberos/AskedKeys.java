package org.sspi4j.kerberos;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;
import org.sspi4j.wire.DecodeException;

/**
 * Long-term keys that a GetKey function gives. It is asked for each context, so that a key it does not give any more opens nothing; what
 * was derived from a key is kept while the function gives the same one.
 */
final class AskedKeys {
    static final String ORIGIN = "the GetKey function";

    /** Who asks for more names and versions than this pays with a derivation each time. */
    private static final int MOST_KEPT = 16;

    private final Identity.GetKey getKey;
    private final Optional<Principal> only;
    private final List<EncryptionType> permitted;
    private final RetiredKeys retired = new RetiredKeys();
    private final Map<Wanted, ServiceKeys> kept = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);
    private boolean wiped;

    private record Wanted(String server, int keyVer) {}

    /** @param only whose keys to ask for; empty for whoever a ticket is for */
    AskedKeys(Identity.GetKey getKey, Optional<Principal> only, List<EncryptionType> permitted) {
        this.getKey = getKey;
        this.only = only;
        this.permitted = permitted;
    }

    /**
     * The key that the ticket says it is encrypted with.
     *
     * @throws SspiException SEC_E_WRONG_PRINCIPAL for a ticket of another service than the credential's; what the function throws
     */
    Step<ServiceKeys> of(Ticket ticket, Instant now) throws SspiException {
        var server = new Principal(ticket.sname(), ticket.realm());
        if (only.isPresent() && !only.get().sameAs(server)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL,
                    "The ticket is for " + Shown.of(server) + ", and the credential was acquired for " + only.get()
                            + ": name no principal, or let the client ask for that name");
        }
        var wanted = new Wanted(server.toString(), (int) ticket.encPart().kvno().orElse(0));
        return Step.ask(new Need.Run<>(() -> getKey.function().getKey(getKey.argument(), wanted.server(), wanted.keyVer())))
                .then(key -> Step.of(keys(wanted, server, key, now)));
    }

    private ServiceKeys keys(Wanted wanted, Principal server, SecGetKeyFn.Key key, Instant now) throws SspiException {
        if (key == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The GetKey function gave no key of " + Shown.of(server) + ", version " + Integer.toUnsignedString(wanted.keyVer()));
        }
        if (key.value().isClosed()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The GetKey function gave a key of " + Shown.of(server) + " that is closed: each key is closed after it was used,"
                            + " make another one for each call");
        }
        var given = new ServiceKeys(ORIGIN, List.of(new ServiceKeys.Entry(
                server, Integer.toUnsignedLong(wanted.keyVer()), protocolKey(server, key))));
        return sameOrNew(wanted, given, now);
    }

    private ProtocolKey protocolKey(Principal server, SecGetKeyFn.Key key) throws SspiException {
        try (var value = key.value()) {
            var type = EncryptionType.of(key.type()).filter(permitted::contains).orElseThrow(() -> new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The GetKey function gave a key of " + Shown.of(server) + " of type " + EnctypeChoice.name(key.type())
                            + ", which is not permitted: " + EnctypeChoice.remedy(key.type())));
            return value.use(bytes -> protocolKey(server, type, bytes));
        }
    }

    private static ProtocolKey protocolKey(Principal server, EncryptionType type, byte[] value) throws SspiException {
        try {
            return type.key(value);
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The GetKey function gave a damaged " + type + " key of " + Shown.of(server) + ": " + e.getMessage(), e);
        }
    }

    private synchronized ServiceKeys sameOrNew(Wanted wanted, ServiceKeys given, Instant now) throws SspiException {
        if (wiped) {
            given.wipe();
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The credential is closed");
        }
        retired.wipeOld(now);
        var before = kept.get(wanted);
        if (before != null && before.holdsSame(given)) {
            given.wipe();
            return before;
        }
        if (before != null) {
            retired.add(before, now);
        }
        kept.put(wanted, given);
        if (kept.size() > MOST_KEPT) {
            var eldest = kept.entrySet().iterator();
            retired.add(eldest.next().getValue(), now);
            eldest.remove();
        }
        return given;
    }

    synchronized void wipe() {
        wiped = true;
        kept.values().forEach(ServiceKeys::wipe);
        kept.clear();
        retired.wipe();
    }
}
