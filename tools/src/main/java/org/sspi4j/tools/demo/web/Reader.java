package org.sspi4j.tools.demo.web;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Decision;
import org.sspi4j.api.GroupPrincipal;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * Who reads the page, and what is known of him: what a context tells, without its keys. Every text is one line.
 *
 * @param way the package, and how it came here, such as {@code Kerberos in Negotiate}
 * @param facts names and values
 */
record Reader(
        String user,
        String packageName,
        String way,
        List<Fact> facts,
        Set<ContextFlag> flags,
        Instant expiry,
        List<Leg> legs,
        List<Decision> decisions) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(UTC);

    /** A line of the table. */
    record Fact(String name, String value) {
        Fact {
            value = OneLine.of(value);
        }
    }

    /** @param scheme of HTTP, under which the client came */
    static Reader of(CtxtHandle context, Set<ContextFlag> flags, String scheme, List<Leg> legs) throws SspiException {
        var token = context.accessToken();
        var chosen = ask(context, NegotiateAttribute.NEGOTIATION_INFO);
        var name = chosen.map(info -> info.packageInfo().name()).orElse(context.query(ContextAttribute.PACKAGE_INFO).name());
        var way = chosen.map(info -> name + (info.negotiationState() == NegotiationState.DIRECT ? ", bare, under " : " in ") + scheme);
        var expiry = ask(context, ContextAttribute.LIFESPAN).map(ContextAttribute.Lifespan::expiry).orElse(Instant.MAX);
        return new Reader(
                OneLine.of(token.userName()),
                name,
                way.orElse(name),
                facts(context, token, way.orElse(name)),
                Set.copyOf(flags),
                expiry,
                List.copyOf(legs),
                context.decisions());
    }

    private static List<Fact> facts(CtxtHandle context, AccessToken token, String way) throws SspiException {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("User", token.userName()));
        facts.add(new Fact("Package", way));
        ask(context, ContextAttribute.NATIVE_NAMES).ifPresent(names -> facts.add(new Fact("Service", names.serverName())));
        ask(context, ContextAttribute.AUTHORITY).ifPresent(authority -> facts.add(new Fact("Authority", authority.authorityName())));
        facts.add(new Fact("Groups", groups(token)));
        facts.add(new Fact("Level", token.level().toString().toLowerCase(Locale.ROOT)));
        ask(context, ContextAttribute.KEY_INFO)
                .ifPresent(key -> facts.add(new Fact("Session key", key.encryptAlgorithmName() + ", " + key.keySize() + " bits")));
        ask(context, ContextAttribute.TICKET).ifPresent(ticket -> facts.add(new Fact("Logged on", time(ticket.authTime()))));
        ask(context, ContextAttribute.LIFESPAN).ifPresent(lifespan -> facts.add(new Fact("Ends", time(lifespan.expiry()))));
        facts.removeIf(fact -> fact.value().isEmpty());
        return facts;
    }

    private static String groups(AccessToken token) {
        var groups = token.subject().getPrincipals(GroupPrincipal.class).stream().map(GroupPrincipal::name).sorted().toList();
        return groups.isEmpty() ? "none that anybody told" : String.join(", ", groups);
    }

    private static String time(Instant instant) {
        return instant.equals(Instant.MAX) ? "never" : TIME.format(instant);
    }

    /** What not every package knows. */
    private static <T> Optional<T> ask(CtxtHandle context, ContextAttribute<T> attribute) throws SspiException {
        try {
            return Optional.of(context.query(attribute));
        } catch (SspiException e) {
            if (e.status() == SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
