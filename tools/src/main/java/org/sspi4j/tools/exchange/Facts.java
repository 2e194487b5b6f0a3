package org.sspi4j.tools.exchange;

import static org.sspi4j.api.SecurityStatus.SEC_E_OK;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextAttribute.ClientSpecifiedTarget;
import org.sspi4j.api.ContextAttribute.Names;
import org.sspi4j.api.ContextAttribute.NativeNames;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * The commands that say what is known of a context.
 *
 * @param failure what a later step came to, after which the context is dead
 */
record Facts(Party party, ContextResult result, Optional<SspiException> failure) {
    /** What a step came to that left no context, as {@link #info} tells it. */
    static Answer info(Party party, SspiException failure) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("package", party.packageName());
        facts.put("role", party.role().name());
        facts.put("status", failure.status().name());
        facts.put("text", Answer.sentence(failure));
        facts.put("decisions", sentences(failure.decisions()));
        return json(facts);
    }

    /** The session key, for comparing both sides; the one command that prints a secret. */
    Answer key() throws SspiException {
        var key = result.context().query(ContextAttribute.SESSION_KEY).key();
        try {
            return Answer.of(SEC_E_OK).hex(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** What is not known, or not yet, is null. */
    Answer info() throws SspiException {
        if (failure.isPresent()) {
            return info(party, failure.get());
        }
        var names = known(ContextAttribute.NATIVE_NAMES);
        var facts = new LinkedHashMap<String, Object>();
        var specified = known(ContextAttribute.CLIENT_SPECIFIED_TARGET)
                .map(ClientSpecifiedTarget::targetName)
                .filter(target -> !target.isEmpty());
        facts.put("package", result.context().query(ContextAttribute.PACKAGE_INFO).name());
        facts.put("role", party.role().name());
        facts.put("status", result.status().name());
        facts.put("flags", flags());
        facts.put("client", known(ContextAttribute.NAMES).map(Names::userName)
                .or(() -> names.map(NativeNames::clientName)).orElse(null));
        facts.put("target", names.map(NativeNames::serverName)
                .or(() -> specified)
                .or(() -> Optional.of(party.target()).filter(target -> !target.isEmpty())).orElse(null));
        facts.put("expiry", result.expiry().equals(Instant.MAX) ? null : result.expiry().toString());
        facts.put("decisions", sentences(result.context().decisions()));
        return json(facts);
    }

    private static List<String> sentences(List<Decision> decisions) {
        return decisions.stream().map(Decision::toString).toList();
    }

    private static Answer json(Map<String, Object> facts) {
        try {
            return Answer.of(SEC_E_OK).json(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(facts));
        } catch (IOException e) {
            throw new UncheckedIOException("A map of texts can be written", e);
        }
    }

    private List<String> flags() throws SspiException {
        return known(ContextAttribute.FLAGS).stream()
                .flatMap(granted -> granted.flags().stream())
                .sorted()
                .map(Enum::name)
                .toList();
    }

    /** Half-way most attributes are not to be had, and some packages do not have them at all. */
    private <T> Optional<T> known(ContextAttribute<T> attribute) throws SspiException {
        try {
            return Optional.ofNullable(result.context().query(attribute));
        } catch (SspiException e) {
            if (e.status() == SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION
                    || e.status() == SecurityStatus.SEC_E_INVALID_HANDLE && !result.isComplete()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
